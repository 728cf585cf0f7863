"""What somebody is called in a program."""

from django.utils.translation import gettext as _

from accounts.models import Role
from programs.models import Program


def role_label(role: Role, program: Program) -> str:
    """Return the word for a role; whoever enrolls among equals is a peer."""
    return _("Peer") if role == Role.MENTEE and program.is_peer else str(role.label)
