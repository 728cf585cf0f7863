"""The roles of a person, each in one place, and which of them is active. What may be seen does not depend on that."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.requests import SignedInRequest
from people.policies import memberships_of
from programs.models import Cycle, Institution, Program
from programs.models.programs import ProgramQuerySet
from programs.policies import held_appointments

_SESSION_KEY = "active_role"
_ORDER = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)
_IN_WORDS = {
    Role.MENTEE: _("Mentee in %(place)s"),
    Role.MENTOR: _("Mentor in %(place)s"),
    Role.COORDINATOR: _("Coordinator of %(place)s"),
    Role.ADMIN: _("Administrator of %(place)s"),
    Role.SAFEGUARDING: _("Safeguarding officer of %(place)s"),
}


@dataclass(frozen=True, slots=True)
class ActiveRole:
    """One role in one place; the person who holds it can make it the active one.

    Attributes:
        role: what the person is there.
        place: a cycle for mentees and mentors, otherwise a program or the institution.
    """

    role: Role
    place: Cycle | Program | Institution

    @property
    def key(self) -> str:
        """What stands in the session and in the form that switches roles."""
        return f"{self.role}:{self.place._meta.model_name}:{self.place.pk}"

    @property
    def label(self) -> str:
        """“Mentor in Compass 2026–27”; whoever enrolled among equals is a peer."""
        if self.cycle is not None and self.cycle.program.is_peer:
            return _("Peer in %(place)s") % {"place": self.place}
        return str(_IN_WORDS[self.role]) % {"place": self.place}

    @property
    def label_with_school(self) -> str:
        """“Mentor in Compass 2026–27, Halden Lake”, for somebody who has roles in several schools."""
        if isinstance(self.place, Institution):
            return self.label
        return _("%(role)s, %(school)s") % {"role": self.label, "school": self.school.short_name}

    @property
    def cycle(self) -> Cycle | None:
        """The cycle whose year line stands on the home of this role."""
        return self.place if isinstance(self.place, Cycle) else None

    @property
    def program(self) -> Program | None:
        """The program, where the role belongs to one."""
        if isinstance(self.place, Cycle):
            return self.place.program
        return self.place if isinstance(self.place, Program) else None

    @property
    def school(self) -> Institution:
        """The school in which the role is held."""
        if isinstance(self.place, Institution):
            return self.place
        return (self.place.program if isinstance(self.place, Cycle) else self.place).institution

    @property
    def programs(self) -> ProgramQuerySet:
        """The programs that the role is about: all of an institution, otherwise one."""
        if isinstance(self.place, Institution):
            return self.place.programs.all()
        return Program.objects.filter(pk=self.program.pk) if self.program else Program.objects.none()


def roles_of(user: User) -> list[ActiveRole]:
    """Return the roles of `user`, the newest cycle first within a role."""
    places = memberships_of(user)
    roles = [ActiveRole(Role.MENTEE, places.cycles[pk]) for pk in places.mentee_in]
    roles += [ActiveRole(Role.MENTOR, places.cycles[pk]) for pk in places.mentor_in]
    roles += [ActiveRole(Role(held.role), held.program or held.institution) for held in held_appointments(user)]
    return sorted(roles, key=_order)


def _order(active_role: ActiveRole) -> tuple[Any, ...]:
    newest_first = -active_role.cycle.planning_from.toordinal() if active_role.cycle else 0
    return _ORDER.index(active_role.role), newest_first, str(active_role.place)


def find_active_role(request: HttpRequest, roles: list[ActiveRole]) -> ActiveRole | None:
    """Return the role that is active in this session: the chosen one while the person holds it, else the first."""
    chosen = request.session.get(_SESSION_KEY)
    return next((held for held in roles if held.key == chosen), roles[0] if roles else None)


def activate_role(request: SignedInRequest, key: str) -> bool:
    """Make the role named by `key` the active one; false when the person does not hold it."""
    holds = any(held.key == key for held in roles_of(request.user))
    if holds:
        request.session[_SESSION_KEY] = key
    return holds
