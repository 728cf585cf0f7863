"""Who sees, changes, logs and checks a session; who sees one is told again in Python, and compared."""

from collections.abc import Callable, Iterable

import pytest

from accounts.models import Role, User
from pairs.models import GroupMember, Mentorship
from pairs.policies import is_in_pair
from people.models import Enrollment, MentorParticipation
from people.policies import forget_memberships, is_mentee_in, is_mentor_in
from programs.models import Cycle, Program
from programs.policies import can_configure, can_coordinate
from sessions.models import Attendance, MentoringSession
from sessions.policies import can_change, can_check_log, can_log, can_view, is_participant
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory
from tests.factories.sessions import (
    AttendanceFactory,
    GroupFactory,
    GroupMemberFactory,
    GroupSessionFactory,
    SessionFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions(pair: Mentorship, student: User, outsider: User) -> list[MentoringSession]:
    """Every kind of session, in this program and in another one."""
    group = GroupFactory.create(cycle=pair.cycle)
    GroupMemberFactory.create(group=group, user=student)
    GroupMemberFactory.create(group=group, side=GroupMember.Side.MENTOR)
    foreign = MentorshipFactory.create()
    declined = GroupSessionFactory.create(group__cycle=pair.cycle)
    AttendanceFactory.create(session=declined, user=student, state=Attendance.State.DECLINED)
    visited = WorkshopFactory.create(cycle=foreign.cycle)
    AttendanceFactory.create(session=visited, user=outsider, state=Attendance.State.NO_SHOW)
    return [
        SessionFactory.create(mentorship=pair),
        SessionFactory.create(mentorship=pair, people=False, state=MentoringSession.State.CANCELLED),
        SessionFactory.create(mentorship=foreign),
        GroupSessionFactory.create(group=group),
        GroupSessionFactory.create(group__cycle=pair.cycle),
        declined,
        WorkshopFactory.create(cycle=pair.cycle),
        visited,
    ]


@pytest.fixture
def people(
    cycle: Cycle,
    program: Program,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
    sessions: list[MentoringSession],
) -> list[User]:
    """The cast, those who left, somebody who may not sign in, and everybody who already has a part."""
    gone = EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.WITHDRAWN).mentee
    declined = MentorParticipationFactory.create(cycle=cycle, state=MentorParticipation.State.DECLINED).mentor
    locked_out = EnrollmentFactory.create(cycle=cycle, mentee__is_active=False).mentee
    elsewhere = AppointmentFactory.create(role=Role.COORDINATOR).user
    locked_coordinator = AppointmentFactory.create(
        program=program, role=Role.COORDINATOR, user=UserFactory.create(is_active=False)
    ).user
    named = [student, mentor, coordinator, admin, safeguarding_officer, outsider]
    return [*named, gone, declined, locked_out, elsewhere, locked_coordinator, *(one.organiser for one in sessions)]


def _belongs(person: User, session: MentoringSession) -> bool:
    pair = session.mentorship
    invited = set(session.attendances.values_list("user", flat=True)) | {session.organiser_id}
    both = {pair.mentee_id, pair.mentor_id} if pair else set()
    members = set(session.group.members.values_list("user", flat=True)) if session.group else set()
    return person.is_active and person.pk in invited | both | members


def _sees(person: User, session: MentoringSession) -> bool:
    open_to = is_mentee_in(person, session.cycle) or is_mentor_in(person, session.cycle)
    is_workshop = session.kind == MentoringSession.Kind.WORKSHOP
    return _belongs(person, session) or (is_workshop and (open_to or _coordinates(person, session)))


def _coordinates(person: User, session: MentoringSession) -> bool:
    return can_coordinate(person, session.cycle.program)


def _runs(person: User, session: MentoringSession) -> bool:
    return can_configure(person, session.cycle.program)


@pytest.mark.parametrize(
    ("told_again", "queryset"),
    [
        (_belongs, MentoringSession.objects.with_participant),
        (_sees, MentoringSession.objects.visible_to),
        (_runs, MentoringSession.objects.metadata_visible_to),
    ],
    ids=["part", "page", "metadata"],
)
def test_who_sees_what_is_the_same_told_again_in_python(
    told_again: Callable[[User, MentoringSession], bool],
    queryset: Callable[[User], Iterable[MentoringSession]],
    sessions: list[MentoringSession],
    people: list[User],
) -> None:
    answers = set()
    for person in people:
        forget_memberships(person)
        seen = set(queryset(person))
        for session in sessions:
            assert told_again(person, session) == (session in seen), (person, session.kind)
            answers.add(session in seen)
    assert answers == {True, False}


def test_only_the_two_open_the_workspace(
    pair: Mentorship, student: User, mentor: User, coordinator: User, admin: User, outsider: User
) -> None:
    allowed = [person for person in (student, mentor, coordinator, admin, outsider) if is_in_pair(person, pair)]
    assert allowed == [student, mentor]


def test_who_logs_who_checks_and_who_changes(
    pair: Mentorship, student: User, mentor: User, coordinator: User, outsider: User
) -> None:
    session = SessionFactory.create(mentorship=pair)
    people = (student, mentor, coordinator, outsider)
    assert [can_log(person, session) for person in people] == [False, True, False, False]
    assert [can_check_log(person, session) for person in people] == [True, False, False, False]
    assert [can_change(person, session) for person in people] == [True, True, False, False]


def test_a_workshop_is_changed_by_who_leads_or_coordinates(
    pair: Mentorship, student: User, mentor: User, coordinator: User, outsider: User
) -> None:
    workshop = WorkshopFactory.create(cycle=pair.cycle)
    AttendanceFactory.create(session=workshop, user=mentor, leads=True)
    AttendanceFactory.create(session=workshop, user=student)
    people = (student, mentor, coordinator, outsider)
    assert [can_change(person, workshop) for person in people] == [False, True, True, False]
    assert [can_log(person, workshop) for person in people] == [False, True, False, False]


def test_one_person_as_mentor_sees_nothing_of_what_they_do_as_mentee(
    cycle: Cycle, pair: Mentorship, mentor: User
) -> None:
    """The mentor of one pair is the mentee of another: neither partner sees the other pair."""
    second = MentorshipFactory.create(cycle=cycle, enrollment=EnrollmentFactory.create(cycle=cycle, mentee=mentor))
    session = SessionFactory.create(mentorship=second)
    assert can_view(mentor, session)
    assert is_participant(mentor, session)
    assert can_check_log(mentor, session)
    assert not can_log(mentor, session)
    assert not can_view(pair.mentee, session)
