"""How a group of peers is called: by its people."""

from django.utils.translation import gettext as _

from accounts.models import User
from pairs.models import MentoringGroup


def others_of(group: MentoringGroup, reader: int | None) -> list[User]:
    """Return its present members, whom `pairs.queries.groups.present_members` has read, but for the key `reader`."""
    return [member.user for member in group.members.all() if reader is None or member.user_id != reader]


def others_text(group: MentoringGroup, reader: int | None) -> str:
    """Their names: “Hana Sato”, “Hana Sato and Bo Lind”."""
    return and_text([person.display_name for person in others_of(group, reader)])


def given_names(group: MentoringGroup) -> str:
    """Everybody’s given names, as a session of theirs is called: “Bo and Hana”."""
    return and_text(sorted(person.given_name for person in others_of(group, None)))


def and_text(names: list[str]) -> str:
    """Names in a row: “Ann, Bo and Hana”."""
    *first, last = names or [""]
    return _("%(names)s and %(last)s") % {"names": ", ".join(first), "last": last} if first else last
