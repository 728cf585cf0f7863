"""Who takes part in what. With the `visible_to` of the models, the only home of the rules about mentees and mentors."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Reader, User
from core.prepared import prepared
from people.models import Enrollment, MentorParticipation
from people.models.schools import beyond_schools
from programs.models import Cycle, CycleState, Program
from programs.policies import administered_schools, appointments_of, can_administer, can_configure, staff_roles_in

_HELD = "_places"


@dataclass(frozen=True, slots=True)
class Memberships:
    """Where one person takes part or took part, read once a request.

    Attributes:
        mentee_in: cycle id → (program id, enrollment id), without those who withdrew.
        mentor_in: cycle id → (program id, participation id), without those who declined.
        cycles: all of these, with program and institution.
    """

    mentee_in: dict[int, tuple[int, int]]
    mentor_in: dict[int, tuple[int, int]]
    cycles: dict[int, Cycle]

    @property
    def programs(self) -> frozenset[int]:
        """The keys of the programs."""
        return frozenset(program for program, _pk in (*self.mentee_in.values(), *self.mentor_in.values()))


_NOWHERE = Memberships({}, {}, {})


def memberships_of(user: Reader) -> Memberships:
    """Return where `user` takes part: one query the first time, none after that on the same instance."""
    if not user.is_authenticated or not user.is_active:
        return _NOWHERE
    if not hasattr(user, _HELD):
        setattr(user, _HELD, _read_memberships(user))
    return cast(Memberships, getattr(user, _HELD))


def forget_memberships(user: User) -> None:
    """Read the places of `user` afresh next time, after they changed."""
    if hasattr(user, _HELD):
        delattr(user, _HELD)


def _read_memberships(user: User) -> Memberships:
    found = Memberships({}, {}, {})
    for cycle in _years_of(user):
        enrollment, participation = vars(cycle)["enrollment"], vars(cycle)["participation"]
        found.cycles[cycle.pk] = cycle
        if enrollment:
            found.mentee_in[cycle.pk] = (cycle.program_id, enrollment)
        if participation:
            found.mentor_in[cycle.pk] = (cycle.program_id, participation)
    return found


@prepared
def _years_of(user: User) -> QuerySet[Cycle]:
    enrolled = Enrollment.objects.not_withdrawn().filter(mentee=user, cycle=OuterRef("pk"))
    mentoring = MentorParticipation.objects.not_declined().filter(mentor=user, cycle=OuterRef("pk"))
    cycles = Cycle.objects.annotate(enrollment=_key_of(enrolled), participation=_key_of(mentoring))
    return cycles.exclude(enrollment=None, participation=None).select_related("program__institution").order_by()


def _key_of(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("pk")[:1])


def took_part_in(user: Reader, program: int) -> bool:
    """Whether `user` is or was a mentee or a mentor of the program with this key."""
    return program in memberships_of(user).programs


def sides_in(user: Reader, program: int) -> tuple[bool, bool]:
    """Whether `user` is or was a mentee of the program with this key, and whether a mentor."""
    found = memberships_of(user)
    mentee, mentor = ({place for place, _pk in each.values()} for each in (found.mentee_in, found.mentor_in))
    return program in mentee, program in mentor


def belongs_to_school(user: Reader, institution: int) -> bool:
    """Whether `user` takes or took part in a program of the school with this key, or runs or guards one."""
    took_part = any(cycle.program.institution_id == institution for cycle in memberships_of(user).cycles.values())
    return took_part or any(held_in == institution for _role, held_in, _program in appointments_of(user))


def schools_of(user: Reader) -> frozenset[int]:
    """Return the keys of the schools to which `user` belongs, in whatever role."""
    took_part = {cycle.program.institution_id for cycle in memberships_of(user).cycles.values()}
    return frozenset(took_part | {held_in for _role, held_in, _program in appointments_of(user)})


def has_role_in(user: Reader, program: Program) -> bool:
    """Whether `user` takes part in the program, or runs or guards it."""
    return took_part_in(user, program.pk) or bool(staff_roles_in(user, program))


def is_mentee_in(user: Reader, cycle: Cycle) -> bool:
    """Whether `user` is enrolled in the cycle and has not withdrawn."""
    return cycle.pk in memberships_of(user).mentee_in


def is_mentor_in(user: Reader, cycle: Cycle) -> bool:
    """Whether `user` mentors in the cycle and has not declined."""
    return cycle.pk in memberships_of(user).mentor_in


def is_known_only_in(person: User, schools: Collection[int]) -> bool:
    """Whether no school but those with these keys knows the person, so that it may vouch for them alone."""
    return not User.objects.filter(beyond_schools(schools), pk=person.pk).exists()


def can_change_address(user: Reader, person: User, program: Program) -> bool:
    """Whether `user` may give `person`, who takes part in the program, another address.

    Who does so can sign in as that person and read what is private. So it is for administrators of the school, and for
    those who run the program only while the account is empty: its owner has never signed in and runs nothing. Whom
    another school knows, too, changes it themselves: no school opens what is another's.
    """
    if person.is_superuser or person.is_staff:
        return False
    if can_administer(user, program.institution):
        return is_known_only_in(person, administered_schools(user))
    empty = person.last_login is None and not appointments_of(person)
    return empty and can_configure(user, program) and is_known_only_in(person, {program.institution_id})


def can_merge(user: Reader, *, kept: User, gone: User, program: Program) -> bool:
    """Whether `user` may make two records of one person one.

    Whoever does so gives one of them what the other has, private text included. So it is for administrators of the
    school, and for those who run the program only while the record that goes is empty: its owner has never signed in
    and runs nothing, and takes part in no other program. Nobody merges themselves, or who looks after the whole site,
    and no school merges a record that another one knows, too.
    """
    if user.pk in (kept.pk, gone.pk) or any(each.is_superuser or each.is_staff for each in (kept, gone)):
        return False
    if can_administer(user, program.institution):
        return all(is_known_only_in(each, administered_schools(user)) for each in (kept, gone))
    places = _read_memberships(gone).programs
    empty = gone.last_login is None and not appointments_of(gone) and places <= {program.pk}
    return empty and can_configure(user, program) and is_known_only_in(gone, {program.institution_id})


_BEFORE_LISTS = (CycleState.PLANNING, CycleState.ENROLLING)


def is_under_way(record: Enrollment | MentorParticipation) -> bool:
    """Whether the person takes part in a year whose lists are taken or were: then the row is no mere mistake."""
    return record.state != type(record).State.INVITED and record.cycle.state not in _BEFORE_LISTS
