"""Who is who in a program. With the `visible_to` of the models, the only home of role logic."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from programs.models import (
    Appointment,
    Cycle,
    Enrollment,
    HandbookVersion,
    Institution,
    MentorParticipation,
    Program,
)

_HELD = "_standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """Every role that one person holds, read once a request.

    Attributes:
        appointments: (role, institution id, program id or None for the whole institution).
        mentee_in: cycle id → (program id, enrollment id), without those who withdrew.
        mentor_in: cycle id → (program id, participation id), without those who declined.
    """

    appointments: frozenset[tuple[str, int, int | None]]
    mentee_in: dict[int, tuple[int, int]]
    mentor_in: dict[int, tuple[int, int]]


_NOBODY = Standing(frozenset(), {}, {})


def standing_of(user: User | AnonymousUser) -> Standing:
    """Return the roles of `user`: three queries the first time, none after that on the same instance."""
    if not user.is_authenticated or not user.is_active:
        return _NOBODY
    if not hasattr(user, _HELD):
        setattr(user, _HELD, _read_standing(user))
    return cast(Standing, getattr(user, _HELD))


def forget_standing(user: User) -> None:
    """Read the roles of `user` afresh next time, after they changed."""
    if hasattr(user, _HELD):
        delattr(user, _HELD)


def _read_standing(user: User) -> Standing:
    appointments = Appointment.objects.filter(user=user).values_list("role", "institution_id", "program_id")
    enrollments = (
        Enrollment.objects.filter(mentee=user)
        .exclude(state=Enrollment.State.WITHDRAWN)
        .values_list("cycle_id", "cycle__program_id", "pk")
    )
    participations = (
        MentorParticipation.objects.filter(mentor=user)
        .exclude(state=MentorParticipation.State.DECLINED)
        .values_list("cycle_id", "cycle__program_id", "pk")
    )
    return Standing(
        frozenset(appointments),
        {cycle: (program, pk) for cycle, program, pk in enrollments},
        {cycle: (program, pk) for cycle, program, pk in participations},
    )


def _appointed(user: User | AnonymousUser, role: Role, institution_id: int, program_id: int | None) -> bool:
    held = standing_of(user).appointments
    return (role, institution_id, None) in held or (
        program_id is not None and (role, institution_id, program_id) in held
    )


def roles_in(user: User | AnonymousUser, program: Program) -> frozenset[Role]:
    """Return every role that `user` holds in `program`, in any of its cycles."""
    standing = standing_of(user)
    roles = {role for role in Appointment.STAFF_ROLES if _appointed(user, role, program.institution_id, program.pk)}
    if any(program.pk == held for held, _pk in standing.mentee_in.values()):
        roles.add(Role.MENTEE)
    if any(program.pk == held for held, _pk in standing.mentor_in.values()):
        roles.add(Role.MENTOR)
    return frozenset(roles)


def can_administer(user: User | AnonymousUser, of: Program | Institution) -> bool:
    """Whether `user` is an administrator of the program, or of the whole institution."""
    if isinstance(of, Institution):
        return _appointed(user, Role.ADMIN, of.pk, None)
    return _appointed(user, Role.ADMIN, of.institution_id, of.pk)


def can_coordinate(user: User | AnonymousUser, program: Program) -> bool:
    """Whether `user` runs match rounds and sees the work queue of the program."""
    return _appointed(user, Role.COORDINATOR, program.institution_id, program.pk)


def is_mentee_in(user: User | AnonymousUser, cycle: Cycle) -> bool:
    """Whether `user` is enrolled in the cycle and has not withdrawn."""
    return cycle.pk in standing_of(user).mentee_in


def is_mentor_in(user: User | AnonymousUser, cycle: Cycle) -> bool:
    """Whether `user` mentors in the cycle and has not declined."""
    return cycle.pk in standing_of(user).mentor_in


def can_view_program(user: User | AnonymousUser, program: Program) -> bool:
    """Whether the public page exists for `user`; the same answer as `Program.objects.visible_to`."""
    if program.status == Program.Status.OPEN:
        return True
    roles = roles_in(user, program)
    if program.status == Program.Status.ARCHIVED:
        return bool(roles)
    return bool(roles & set(Appointment.STAFF_ROLES))


def can_configure(user: User | AnonymousUser, program: Program) -> bool:
    """Whether `user` edits the settings, the dates and the people of the program."""
    return can_coordinate(user, program) or can_administer(user, program)


def can_create_programs(user: User | AnonymousUser, institution: Institution) -> bool:
    """Whether `user` may found a program in the institution."""
    return can_administer(user, institution)


def can_tend_mail(user: User | AnonymousUser) -> bool:
    """Whether `user` sees what was not delivered to anybody: administrators of an institution."""
    return any(role == Role.ADMIN and program is None for role, _place, program in standing_of(user).appointments)


def can_view_version(user: User | AnonymousUser, version: HandbookVersion) -> bool:
    """Whether `user` may read this version; the same answer as `HandbookVersion.objects.visible_to`."""
    if can_administer(user, version.program):
        return True
    return version.state in HandbookVersion.SHOWN and can_view_program(user, version.program)


def can_acknowledge(user: User | AnonymousUser, program: Program) -> bool:
    """Whether the handbook asks `user` for an acknowledgement: those who take part, not those who run it."""
    return bool(roles_in(user, program) & {Role.MENTEE, Role.MENTOR})


def can_view_participation(user: User | AnonymousUser, participation: MentorParticipation) -> bool:
    """Whether the mentor's profile exists for `user`; the same as `MentorParticipation.objects.visible_to`."""
    if user.is_authenticated and user.is_active and user.pk == participation.mentor_id:
        return True
    program = participation.cycle.program
    shown = participation.state in (MentorParticipation.State.READY, MentorParticipation.State.PAUSED)
    reads = is_mentee_in(user, participation.cycle) or _appointed(
        user, Role.SAFEGUARDING, program.institution_id, program.pk
    )
    return can_configure(user, program) or (shown and reads)
