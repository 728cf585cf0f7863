"""A hat is one role in one place. Whoever holds several switches between them; what may be seen does not change."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from people.policies import places_of
from programs.models import Cycle, Institution, Program
from programs.policies import appointments_of

_SESSION_KEY = "hat"
_ORDER = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)
_IN_WORDS = {
    Role.MENTEE: _("Mentee in %(place)s"),
    Role.MENTOR: _("Mentor in %(place)s"),
    Role.COORDINATOR: _("Coordinator of %(place)s"),
    Role.ADMIN: _("Administrator of %(place)s"),
    Role.SAFEGUARDING: _("Safeguarding officer of %(place)s"),
}


@dataclass(frozen=True, slots=True)
class Hat:
    """One role in one place.

    Attributes:
        role: what the person is there.
        place: a cycle for mentees and mentors, otherwise a program or the institution.
    """

    role: Role
    place: Cycle | Program | Institution

    @property
    def key(self) -> str:
        """What stands in the session and in the form that switches hats."""
        return f"{self.role}:{self.place._meta.model_name}:{self.place.pk}"

    @property
    def label(self) -> str:
        """“Mentor in Compass 2026–27”."""
        return str(_IN_WORDS[self.role]) % {"place": self.place}

    @property
    def cycle(self) -> Cycle | None:
        """The cycle whose year line stands on the home of this hat."""
        return self.place if isinstance(self.place, Cycle) else None

    @property
    def program(self) -> Program | None:
        """The program, where the hat belongs to one."""
        if isinstance(self.place, Cycle):
            return self.place.program
        return self.place if isinstance(self.place, Program) else None


def hats_of(user: User) -> list[Hat]:
    """Return the hats of `user`, the newest cycle first within a role."""
    places = places_of(user)
    cycles = (
        Cycle.objects.filter(pk__in={*places.mentee_in, *places.mentor_in})
        .select_related("program__institution")
        .in_bulk()
    )
    hats = [Hat(Role.MENTEE, cycles[pk]) for pk in places.mentee_in]
    hats += [Hat(Role.MENTOR, cycles[pk]) for pk in places.mentor_in]
    hats += _staff_hats(appointments_of(user))
    return sorted(hats, key=_order)


def _order(hat: Hat) -> tuple[Any, ...]:
    newest_first = -hat.cycle.planning_from.toordinal() if hat.cycle else 0
    return _ORDER.index(hat.role), newest_first, str(hat.place)


def _staff_hats(appointments: frozenset[tuple[str, int, int | None]]) -> list[Hat]:
    if not appointments:
        return []
    programs = Program.objects.select_related("institution").in_bulk({p for _r, _i, p in appointments if p})
    institutions = Institution.objects.in_bulk({i for _r, i, _p in appointments})
    return [Hat(Role(role), programs[p] if p else institutions[i]) for role, i, p in appointments]


def current_hat(request: HttpRequest, hats: list[Hat]) -> Hat | None:
    """Return the hat that the person wears in this session: the chosen one while it is held, else the first."""
    chosen = request.session.get(_SESSION_KEY)
    return next((hat for hat in hats if hat.key == chosen), hats[0] if hats else None)


def wear(request: HttpRequest, key: str) -> bool:
    """Put on the hat named by `key`; false when the person does not hold it."""
    held = any(hat.key == key for hat in hats_of(request.user)) if isinstance(request.user, User) else False
    if held:
        request.session[_SESSION_KEY] = key
    return held
