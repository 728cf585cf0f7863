"""Who runs what. With the `visible_to` of the models, the only home of the rules about staff roles."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Role, User
from core.prepared import prepared
from programs.models import Appointment, Cycle, CycleState, Institution, Program
from programs.models.participants import participants

# (role, institution id, program id or None for the whole institution)
Held = frozenset[tuple[str, int, int | None]]
_HELD = "_appointments"


def appointments_of(user: User | AnonymousUser) -> Held:
    """Return the staff roles of `user`, as `held_appointments` reads them."""
    return frozenset((held.role, held.institution_id, held.program_id) for held in held_appointments(user))


def held_appointments(user: User | AnonymousUser) -> list[Appointment]:
    """Return the same with institution and program: one query the first time, none after that on the same instance."""
    if not user.is_authenticated or not user.is_active:
        return []
    if not hasattr(user, _HELD):
        setattr(user, _HELD, _appointments(user))
    return cast(list[Appointment], getattr(user, _HELD))


@prepared
def _appointments(user: User) -> QuerySet[Appointment]:
    return Appointment.objects.filter(user=user).select_related("institution", "program__institution")


def staff_roles_in(user: User | AnonymousUser, program: Program) -> frozenset[Role]:
    """Return the roles in which `user` runs or guards the program."""
    return frozenset(role for role in Appointment.STAFF_ROLES if holds_role(user, role, program))


def holds_role(user: User | AnonymousUser, role: Role, program: Program) -> bool:
    """Whether `user` has the staff role in the program, or in its whole institution."""
    return _appointed(user, role, program.institution_id, program.pk)


def _appointed(user: User | AnonymousUser, role: Role, institution_id: int, program_id: int | None) -> bool:
    held = appointments_of(user)
    return (role, institution_id, None) in held or (
        program_id is not None and (role, institution_id, program_id) in held
    )


def can_administer(user: User | AnonymousUser, of: Program | Institution) -> bool:
    """Whether `user` is an administrator of the program, or of the whole institution."""
    if isinstance(of, Institution):
        return _appointed(user, Role.ADMIN, of.pk, None)
    return _appointed(user, Role.ADMIN, of.institution_id, of.pk)


def can_coordinate(user: User | AnonymousUser, program: Program) -> bool:
    """Whether `user` runs match rounds and sees the work queue of the program."""
    return any(holds_role(user, role, program) for role in Appointment.COORDINATES)


def can_configure(user: User | AnonymousUser, program: Program) -> bool:
    """Whether `user` edits the settings, the dates and the people of the program."""
    return any(holds_role(user, role, program) for role in Appointment.CONFIGURES)


def can_create_programs(user: User | AnonymousUser, institution: Institution) -> bool:
    """Whether `user` may create a program in the institution."""
    return can_administer(user, institution)


def founding_schools(user: User | AnonymousUser) -> list[Institution]:
    """The institutions in which `user` may create a program."""
    held = {each.institution_id: each.institution for each in held_appointments(user)}
    return sorted((each for each in held.values() if can_create_programs(user, each)), key=str)


def can_found_schools(user: User | AnonymousUser) -> bool:
    """Whether `user` may add a school to the site: those who look after all of it."""
    return user.is_active and user.is_superuser


def administered_schools(user: User | AnonymousUser) -> frozenset[int]:
    """The keys of the institutions that `user` administers as a whole."""
    held = appointments_of(user)
    return frozenset(place for role, place, program in held if role == Role.ADMIN and program is None)


def can_manage_mail(user: User | AnonymousUser) -> bool:
    """Whether `user` looks after the mail of people: administrators of an institution, for those of their own."""
    return bool(administered_schools(user))


def can_acknowledge(user: User | AnonymousUser, program: Program) -> bool:
    """Whether the handbook asks `user` for an acknowledgement: those who take part, not those who run it."""
    return participants().took_part_in(user, program.pk)


_OPEN_TO_ALL = (CycleState.ENROLLING, CycleState.RANKING)
_OPEN_TO_INVITED = (*_OPEN_TO_ALL, CycleState.MATCHING, CycleState.RUNNING)


def enrollment_is_open(cycle: Cycle, *, invited: bool) -> bool:
    """Whether somebody may begin to enroll now; those who were invited may do so until the pairs have met.

    Where mentees ask all year, everybody may.
    """
    open_states = _OPEN_TO_INVITED if invited or cycle.program.is_rolling else _OPEN_TO_ALL
    return cycle.program.status == Program.Status.OPEN and cycle.state in open_states
