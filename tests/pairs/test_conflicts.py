"""Conflicts of interest: who sees them, what they rule out, the cases they open, the coordinators' list."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from matching.models import MatchRound
from matching.queries.eligibility import disclosed_exclusions
from matching.services import preferences
from matching.services.shortlist import add_to_shortlist
from notifications.events import get_event
from notifications.models import Message
from pairs.errors import ConflictKnown
from pairs.models import Conflict, ConflictReview, Mentorship
from pairs.notices import CONFLICT_CASE
from pairs.queries.conflicts import open_cases
from pairs.queries.eligibility import stands_in_conflict
from pairs.services import conflicts
from people.models import Enrollment, MentorParticipation
from programs.models import Appointment, Cycle, Program
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory, ProposedPairFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory, InstitutionFactory, ProgramFactory

Kind = Conflict.Kind
LIST = "/programs/compass/conflicts/"


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


@pytest.fixture
def conflict(cycle: Cycle, student: User, mentor: User) -> Conflict:
    return ConflictFactory.create(
        institution=cycle.program.institution, mentor=mentor, mentee=student, course="Paediatrics III"
    )


@pytest.fixture
def desk(coordinator: User, cycle: Cycle, sign_in: SignIn) -> Client:
    """The coordinator's browser."""
    return sign_in(coordinator)


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


# Who sees them -------------------------------------------------------------------------------------


def test_visible_conflicts_are_those_that_may_be_seen(
    program: Program,
    conflict: Conflict,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
) -> None:
    other_program = ProgramFactory.create(institution=program.institution)
    neighbour = AppointmentFactory.create(program=other_program, role=Role.COORDINATOR).user
    half_here = ConflictFactory.create(institution=program.institution, mentor=mentor)
    declared = ConflictFactory.create(
        institution=program.institution,
        mentor=mentor,
        mentee=outsider,
        source=Conflict.Source.DECLARED,
        declared_by=outsider,
    )
    for person in (student, mentor, coordinator, admin, safeguarding_officer, outsider, neighbour):
        assert half_here not in Conflict.objects.visible_to(person)
    assert set(Conflict.objects.visible_to(coordinator)) == {conflict}
    assert set(Conflict.objects.visible_to(outsider)) == {declared}
    assert not Conflict.objects.visible_to(neighbour).exists()


def test_the_other_person_never_reads_the_kind(
    conflict: Conflict, student: User, mentor: User, participation: MentorParticipation, sign_in: SignIn
) -> None:
    for kind in Kind:
        conflict.kind = kind
        conflict.save()
        for person in (student, mentor):
            text = text_of(sign_in(person), f"/mentors/{participation.pk}/")
            assert str(kind.label) not in text or kind == Kind.OTHER
            assert "Paediatrics III" not in text


# What they rule out --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "counseling", "eligible"),
    [("block", False, False), ("warn", False, True), ("warn", True, False), ("block", True, False)],
)
def test_the_programs_policy_decides_and_academic_counseling_always_blocks(
    program: Program,
    conflict: Conflict,
    enrollment: Enrollment,
    participation: MentorParticipation,
    now: datetime,
    policy: str,
    counseling: bool,
    eligible: bool,
) -> None:
    Program.objects.filter(pk=program.pk).update(conflict_policy=policy, academic_counseling=counseling)
    enrollment.cycle.program.refresh_from_db()
    excluded = disclosed_exclusions(enrollment.cycle, now=now)
    assert ((enrollment.mentee_id, participation.mentor_id) not in excluded) is eligible


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "eligible"),
    [
        (None, date(2026, 10, 4), True),  # over before pairs meet
        (None, date(2026, 10, 5), False),
        (date(2027, 7, 16), None, False),
        (date(2027, 7, 17), None, True),  # begins after the cycle
        (date(2026, 12, 1), date(2026, 12, 31), False),
    ],
)
def test_only_the_time_in_which_pairs_meet_counts(
    conflict: Conflict,
    enrollment: Enrollment,
    participation: MentorParticipation,
    now: datetime,
    starts_on: date | None,
    ends_on: date | None,
    eligible: bool,
) -> None:
    conflict.starts_on, conflict.ends_on = starts_on, ends_on
    conflict.save()
    excluded = disclosed_exclusions(enrollment.cycle, now=now)
    assert ((enrollment.mentee_id, participation.mentor_id) not in excluded) is eligible


# Cases ---------------------------------------------------------------------------------------------


def test_a_conflict_that_comes_upon_a_pair_opens_a_case_and_ends_nothing(
    program: Program, pair: Mentorship, student: User, mentor: User, coordinator: User, now: datetime
) -> None:
    conflict = conflicts.declare_conflict(
        program.institution, mentor=mentor, mentee=student, kind=Kind.FAMILY, by=student, now=now
    )
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ACTIVE
    assert [case.conflict for case in open_cases(program, day=now.date())] == [conflict]
    message = Message.objects.get(event=CONFLICT_CASE)
    assert message.recipient == coordinator
    conflicts.settle_conflict(conflict, program=program, by=coordinator, now=now)
    assert open_cases(program, day=now.date()) == []
    assert ConflictReview.objects.get().settled_by == coordinator


def test_a_case_closed_in_one_program_stays_open_in_another(
    program: Program, pair: Mentorship, conflict: Conflict, coordinator: User, now: datetime
) -> None:
    elsewhere = CycleFactory.create(program__institution=program.institution)
    MentorshipFactory.create(
        cycle=elsewhere,
        enrollment=EnrollmentFactory.create(cycle=elsewhere, mentee=pair.mentee),
        participation=MentorParticipationFactory.create(cycle=elsewhere, mentor=pair.mentor),
    )
    for _ in range(2):
        conflicts.settle_conflict(conflict, program=program, by=coordinator, now=now)
    assert open_cases(program, day=now.date()) == []
    assert [case.conflict for case in open_cases(elsewhere.program, day=now.date())] == [conflict]


@pytest.mark.parametrize(("settled_in", "matters"), [("here", False), ("elsewhere", True), ("nowhere", True)])
def test_news_of_a_case_matters_until_it_is_closed_in_that_program(
    program: Program, pair: Mentorship, coordinator: User, now: datetime, settled_in: str, matters: bool
) -> None:
    conflict = conflicts.declare_conflict(
        program.institution, mentor=pair.mentor, mentee=pair.mentee, kind=Kind.FAMILY, by=pair.mentee, now=now
    )
    programs = {"here": program, "elsewhere": ProgramFactory.create(institution=program.institution)}
    if settled_in in programs:
        conflicts.settle_conflict(conflict, program=programs[settled_in], by=coordinator, now=now)
    message = Message.objects.get(event=CONFLICT_CASE)
    assert get_event(CONFLICT_CASE).still_matters(message) is matters


def test_an_open_offer_is_a_case_too(
    cycle: Cycle, conflict: Conflict, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    proposed = ProposedPairFactory.create(
        proposal__round__cycle=cycle, enrollment=enrollment, participation=participation
    )
    OfferFactory.create(proposed_pair=proposed)
    assert [case.since for case in open_cases(cycle.program, day=now.date())] == ["offer"]


def test_without_a_pair_there_is_no_case(program: Program, conflict: Conflict, now: datetime) -> None:
    assert open_cases(program, day=now.date()) == []
    assert not Message.objects.exists()


def test_a_conflict_that_is_over_is_no_case(
    program: Program, pair: Mentorship, conflict: Conflict, now: datetime
) -> None:
    conflict.ends_on = date(2026, 9, 19)
    conflict.save()
    assert open_cases(program, day=now.date()) == []


def test_declaring_twice_is_once_and_can_be_taken_back(
    program: Program, pair: Mentorship, student: User, mentor: User, coordinator: User, now: datetime
) -> None:
    for _ in range(2):
        conflicts.declare_conflict(
            program.institution, mentor=mentor, mentee=student, kind=Kind.TREATS, by=mentor, now=now
        )
    assert Conflict.objects.count() == 1
    assert Message.objects.filter(event=CONFLICT_CASE, recipient=coordinator).count() == 1
    conflicts.withdraw_declarations(mentor=mentor, mentee=student, by=student)
    assert Conflict.objects.count() == 1
    conflicts.withdraw_declarations(mentor=mentor, mentee=student, by=mentor)
    assert Conflict.objects.count() == 0


def test_each_of_the_two_declares_and_takes_back_their_own(
    program: Program, pair: Mentorship, student: User, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    for person in (mentor, student):
        conflicts.declare_conflict(
            program.institution, mentor=mentor, mentee=student, kind=Kind.FAMILY, by=person, now=now
        )
        assert "You reported:" in text_of(sign_in(person), f"/pairs/{pair.pk}/conflict/")
    conflicts.withdraw_declarations(mentor=mentor, mentee=student, by=mentor)
    assert Conflict.objects.get().declared_by == student


@pytest.mark.parametrize("source", [Conflict.Source.COORDINATOR, Conflict.Source.ROSTER])
def test_a_declaration_holds_whatever_is_over_by_then(
    program: Program, pair: Mentorship, student: User, mentor: User, now: datetime, source: Conflict.Source
) -> None:
    school, people = program.institution, {"mentor": mentor, "mentee": student}
    ConflictFactory.create(institution=school, **people, kind=Kind.FAMILY, source=source, ends_on=date(2020, 12, 31))
    declared = conflicts.declare_conflict(school, **people, kind=Kind.FAMILY, by=student, now=now)
    assert [case.conflict for case in open_cases(program, day=now.date())] == [declared]
    assert stands_in_conflict(pair.cycle, mentee=student.pk, mentor=mentor.pk, day=now.date())
    assert Message.objects.filter(event=CONFLICT_CASE).count() == Appointment.objects.count()


def test_a_conflict_in_one_school_is_not_one_in_another(
    conflict: Conflict, student: User, mentor: User, now: datetime
) -> None:
    elsewhere = InstitutionFactory.create()
    conflicts.declare_conflict(elsewhere, mentor=mentor, mentee=student, kind=conflict.kind, by=student, now=now)
    assert elsewhere.conflicts.exists()


@pytest.mark.parametrize("source", [Conflict.Source.COORDINATOR, Conflict.Source.ROSTER, Conflict.Source.DECLARED])
def test_the_database_keeps_what_one_source_says_once(
    program: Program, student: User, mentor: User, source: Conflict.Source
) -> None:
    said = {"institution": program.institution, "mentor": mentor, "mentee": student, "declared_by": student}
    ConflictFactory.create(**said, source=source)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictFactory.create(**said, source=source)


@pytest.mark.parametrize(("policy", "left"), [("block", 0), ("warn", 1)])
def test_a_mentee_who_declares_has_the_mentor_on_no_open_list_where_it_blocks(
    program: Program,
    enrollment: Enrollment,
    participation: MentorParticipation,
    open_round: MatchRound,
    now: datetime,
    policy: str,
    left: int,
) -> None:
    program.conflict_policy = policy
    program.save()
    own = preferences.add_mentor(enrollment, match_round=open_round, participation=participation.pk, now=now)
    add_to_shortlist(enrollment, participation=participation)
    pair = {"mentor": participation.mentor, "mentee": enrollment.mentee}
    conflicts.declare_conflict(program.institution, **pair, kind="family", by=enrollment.mentee, now=now)
    assert (own.items.count(), enrollment.shortlist.count()) == (left, left)


def test_what_a_mentor_declares_changes_nobodys_list(
    program: Program,
    enrollment: Enrollment,
    participation: MentorParticipation,
    open_round: MatchRound,
    now: datetime,
) -> None:
    own = preferences.add_mentor(enrollment, match_round=open_round, participation=participation.pk, now=now)
    pair = {"mentor": participation.mentor, "mentee": enrollment.mentee}
    conflicts.declare_conflict(program.institution, **pair, kind="family", by=participation.mentor, now=now)
    assert own.items.count() == 1


def test_declarers_do_not_take_back_what_a_coordinator_entered(
    conflict: Conflict, student: User, mentor: User, coordinator: User
) -> None:
    Conflict.objects.update(declared_by=student)
    conflicts.withdraw_declarations(mentor=mentor, mentee=student, by=student)
    assert Conflict.objects.exists()


# The two people ------------------------------------------------------------------------------------


def test_a_mentee_declares_on_the_mentors_page(
    student: User, enrollment: Enrollment, participation: MentorParticipation, sign_in: SignIn
) -> None:
    client = sign_in(student)
    url = f"/mentors/{participation.pk}/conflict/"
    assert url in text_of(client, f"/mentors/{participation.pk}/")
    assert client.post(url, {"declare": "1"}).status_code == 422
    assert client.post(url, {"declare": "1", "kind": "treats"})["Location"] == f"/mentors/{participation.pk}/"
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.source, conflict.declared_by) == ("treats", Conflict.Source.DECLARED, student)
    assert "you reported one" in text_of(client, f"/mentors/{participation.pk}/")
    assert client.post(url, {"withdraw": "1"}).status_code == 302
    assert not Conflict.objects.exists()


def test_both_of_a_pair_declare_and_strangers_do_not(
    pair: Mentorship, student: User, mentor: User, outsider: User, coordinator: User, sign_in: SignIn
) -> None:
    url = f"/pairs/{pair.pk}/conflict/"
    expected = {student: 200, mentor: 200, outsider: 404, coordinator: 403}
    for person, status in expected.items():
        assert sign_in(person).get(url).status_code == status
    assert sign_in(mentor).post(url, {"declare": "1", "kind": "grades"}).status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.mentor, conflict.mentee, conflict.declared_by) == (mentor, student, mentor)
    assert "Grades" not in text_of(sign_in(student), url)
    assert "You reported:" not in text_of(sign_in(student), url)


# The coordinators' list ----------------------------------------------------------------------------


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def furnish(cycle: Cycle) -> Conflict:
    """One more pair with a conflict that nobody has settled."""
    pair = MentorshipFactory.create(cycle=cycle)
    return ConflictFactory.create(institution=cycle.program.institution, mentor=pair.mentor, mentee=pair.mentee)


def test_the_number_of_queries_does_not_grow(cycle: Cycle, desk: Client) -> None:
    furnish(cycle)
    desk.get(LIST)
    assert count(desk, LIST) == 7
    furnish(cycle)
    furnish(cycle)
    assert count(desk, LIST) == 7


def test_the_list_says_who_states_what(
    desk: Client, program: Program, pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    for person in (mentor, student):
        conflicts.declare_conflict(
            program.institution, mentor=mentor, mentee=student, kind=Kind.FAMILY, by=person, now=now
        )
    text = text_of(desk, LIST)
    assert "2 cases need review" in text
    for words in ("Reported by the mentor", "Reported by the mentee"):
        assert text.count(words) == 2  # in the case and in the list


def test_search_finds_people_and_courses(
    desk: Client, cycle: Cycle, conflict: Conflict, student: User, mentor: User
) -> None:
    other = furnish(cycle)
    for words in ("nambozo", "HADDAD", student.email, "paediatrics nambozo"):
        rows = text_of(desk, f"{LIST}?q={words}").split("<tbody>")[1]
        assert "Nambozo-Hale" in rows
        assert other.mentor.family_name not in rows
    assert "No conflicts match your search." in text_of(desk, f"{LIST}?q=nephrology")


def test_an_empty_list_says_what_is_usual(desk: Client) -> None:
    assert "import each course’s roster of assessors" in text_of(desk, LIST)


def test_a_conflict_is_entered_by_hand_once(
    desk: Client, student: User, mentor: User, coordinator: User, program: Program
) -> None:
    data = {"mentor": mentor.email.upper(), "mentee": student.email, "kind": "grades", "course": "Surgery II"}
    assert desk.post(f"{LIST}new/", data)["Location"] == LIST
    conflict = Conflict.objects.get()
    assert (conflict.source, conflict.declared_by) == (Conflict.Source.COORDINATOR, coordinator)
    response = desk.post(f"{LIST}new/", data)
    assert response.status_code == 422
    assert "already on the list" in response.content.decode()
    with pytest.raises(ConflictKnown):
        conflicts.add_conflict(
            program.institution,
            mentor=mentor,
            mentee=student,
            kind="grades",
            course="Surgery II",
            by=coordinator,
            now=datetime.fromisoformat("2026-09-20T14:00:00+00:00"),
        )


def test_a_conflict_that_was_entered_and_is_over_can_be_entered_anew(
    desk: Client, conflict: Conflict, pair: Mentorship, coordinator: User, program: Program, now: datetime
) -> None:
    Conflict.objects.update(ends_on=date(2026, 6, 30))
    conflicts.settle_conflict(conflict, program=program, by=coordinator, now=now)
    data = {"mentor": pair.mentor.email, "mentee": pair.mentee.email, "kind": conflict.kind, "course": conflict.course}
    assert desk.post(f"{LIST}new/", data).status_code == 302
    assert Conflict.objects.get().ends_on is None
    assert [case.conflict for case in open_cases(program, day=now.date())] == [conflict]
    assert Message.objects.filter(event=CONFLICT_CASE, recipient=coordinator).count() == 1


@pytest.mark.parametrize("source", [Conflict.Source.DECLARED, Conflict.Source.ROSTER])
def test_a_coordinator_enters_what_others_stated(
    desk: Client, conflict: Conflict, student: User, mentor: User, source: Conflict.Source
) -> None:
    Conflict.objects.update(source=source, declared_by=student)
    data = {"mentor": mentor.email, "mentee": student.email, "kind": conflict.kind, "course": conflict.course}
    assert desk.post(f"{LIST}new/", data).status_code == 302
    assert Conflict.objects.count() == 2


def test_each_person_stands_on_the_right_side(desk: Client, student: User, mentor: User, cycle: Cycle) -> None:
    neither, nowhere = (
        "isn’t a mentor in any of the school’s programs",
        "isn’t enrolled in any of the school’s programs",
    )
    hint = "It looks like the two addresses are swapped."
    swapped = desk.post(f"{LIST}new/", {"mentor": student.email, "mentee": mentor.email, "kind": "grades"})
    assert swapped.status_code == 422
    assert all(text in swapped.content.decode() for text in (neither, nowhere, hint))
    classmate = EnrollmentFactory.create(cycle=cycle).mentee
    two_mentees = desk.post(f"{LIST}new/", {"mentor": classmate.email, "mentee": student.email, "kind": "grades"})
    assert neither in two_mentees.content.decode()
    assert not any(text in two_mentees.content.decode() for text in (nowhere, hint))
    assert not Conflict.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mentor": "nobody@haldenlake.example"}, "Nobody in this school’s programs has this address."),
        ({"mentor": "not an address"}, "Enter a valid email address."),
        ({"mentee": "MENTOR"}, "Both addresses belong to the same person."),
        ({"starts_on": "2026-10-02", "ends_on": "2026-10-01"}, "The last day is before the first."),
        ({"kind": "dislikes"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_refused(
    desk: Client, student: User, mentor: User, change: dict[str, str], message: str
) -> None:
    data = {"mentor": mentor.email, "mentee": student.email, "kind": "grades"} | change
    data = {name: mentor.email if value == "MENTOR" else value for name, value in data.items()}
    response = desk.post(f"{LIST}new/", data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Conflict.objects.exists()


def test_a_case_is_closed_and_a_conflict_deleted_from_the_list(
    desk: Client, pair: Mentorship, conflict: Conflict
) -> None:
    assert "One case needs review" in text_of(desk, LIST)
    assert desk.post(f"{LIST}{conflict.pk}/settle/").status_code == 302
    assert "needs your look" not in text_of(desk, LIST)
    assert desk.post(f"{LIST}{conflict.pk}/delete/").status_code == 302
    assert not Conflict.objects.exists()
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ACTIVE


def test_conflicts_of_other_programs_cannot_be_reached(desk: Client, program: Program) -> None:
    elsewhere = CycleFactory.create(program__institution=program.institution)
    foreign = furnish(elsewhere)
    for step in ("settle", "delete"):
        assert desk.post(f"{LIST}{foreign.pk}/{step}/").status_code == 404
    assert foreign.mentor.family_name not in text_of(desk, LIST)
    assert Conflict.objects.count() == 1
    assert not ConflictReview.objects.exists()
