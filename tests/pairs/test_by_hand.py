"""Pairs that a coordinator makes by hand, and taking such steps back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import DomainError, WrongState
from matching.queries.eligibility import disclosed_exclusions, unpaired_mentees
from notifications.models import Message
from pairs.errors import AlreadyPaired, ConflictKnown, NotEligible, OwnPair
from pairs.models import Avoidance, Conflict, Mentorship, Origin
from pairs.queries.by_hand import mentors_to_choose
from pairs.services.by_hand import add_second_mentor, move_pair, pair_by_hand, replace_mentor
from pairs.services.mentorships import end_mentorship
from pairs.services.staff_steps import end_pair, keep_apart
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, Program, StaffStep
from programs.services.staff_steps import undo_step
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due
from tests.together import at_once

State = Mentorship.State
WHY = "The clinic closes for a month"


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.MATCHED)
    return MentorshipFactory.create(
        cycle=cycle, enrollment=enrollment, participation=participation, started_on=date(2026, 9, 1)
    )


@pytest.fixture
def other(cycle: Cycle) -> MentorParticipation:
    return MentorParticipationFactory.create(cycle=cycle, capacity=1, mentor__given_name="Ines")


def _told(event: str) -> set[int | None]:
    return set(Message.objects.filter(event=event).values_list("recipient", flat=True))


def _taken(mentor: MentorParticipation) -> int:
    return MentorParticipation.objects.get(pk=mentor.pk).places_taken


def _fresh(row: Mentorship) -> Mentorship:
    return Mentorship.objects.get(pk=row.pk)


def _enrolled(pair: Mentorship) -> str:
    return Enrollment.objects.get(mentorships=pair).state


def _undo(by: User, now: datetime) -> None:
    undo_step(StaffStep.objects.latest("taken_at"), by=by, now=now)


def test_a_mentee_who_waits_is_paired_in_midyear(
    enrollment: Enrollment, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    pair = pair_by_hand(enrollment, participation=participation, by=coordinator, reason=WHY, now=now)
    assert (pair.origin, pair.primary, pair.state) == (Origin.ASSIGNED, True, State.ACTIVE)
    assert _taken(participation) == 1
    assert Enrollment.objects.get().state == Enrollment.State.MATCHED
    assert _told("pair_started") == {pair.mentee_id, pair.mentor_id}
    step = StaffStep.objects.get()
    assert (step.kind, step.reason, step.by, step.person, step.other) == (
        "pair_made", WHY, coordinator, pair.mentee, pair.mentor,
    )  # fmt: skip
    deliver_due(now)
    assert not any(WHY in str(email.body) for email in mail.outbox)


def _conflict(mentee: Enrollment, mentor: MentorParticipation) -> None:
    ConflictFactory.create(institution=mentee.cycle.program.institution, mentee=mentee.mentee, mentor=mentor.mentor)


def _avoidance(mentee: Enrollment, mentor: MentorParticipation) -> None:
    Avoidance.objects.create(mentee=mentee.mentee, mentor=mentor.mentor)


def _leave(_mentee: Enrollment, mentor: MentorParticipation) -> None:
    MentorParticipation.objects.filter(pk=mentor.pk).update(away_from=date(2026, 9, 1), away_until=date(2026, 12, 1))


@pytest.mark.parametrize("stands", [_conflict, _avoidance, _leave])
def test_whatever_stands_between_two_is_refused_in_the_same_words_and_shows_in_no_list(
    stands: object,
    enrollment: Enrollment,
    participation: MentorParticipation,
    other: MentorParticipation,
    coordinator: User,
    now: datetime,
) -> None:
    stands(enrollment, participation)  # type: ignore[operator]
    with pytest.raises(NotEligible) as refusal:
        pair_by_hand(enrollment, participation=participation, by=coordinator, reason=WHY, now=now)
    assert refusal.value.message == "These two are not eligible for each other."
    assert not Mentorship.objects.exists()
    assert not StaffStep.objects.exists()
    assert _taken(participation) == 0
    if stands is not _leave:
        shown = mentors_to_choose(enrollment.cycle, reader=coordinator, day=now.date())
        assert set(shown) == {participation, other}


def test_a_pair_by_hand_is_refused_where_it_cannot_be(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    def refusal(**changed: object) -> type[DomainError]:
        asked = {"participation": participation, "by": coordinator, "reason": WHY, "now": now, **changed}
        with pytest.raises(DomainError) as refused:
            pair_by_hand(enrollment, **asked)  # type: ignore[arg-type]
        return refused.type

    assert refusal(by=enrollment.mentee) is OwnPair
    elsewhere = MentorParticipationFactory.create(cycle=CycleFactory.create(program=cycle.program, name="Next"))
    assert refusal(participation=elsewhere) is NotEligible
    full = MentorParticipationFactory.create(cycle=cycle, capacity=1, places_taken=1)
    assert refusal(participation=full) is PlacesTaken
    Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.INVITED)
    assert refusal() is WrongState
    Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.ENROLLED)
    OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle, proposed_pair__enrollment=enrollment,
        proposed_pair__participation=full, held=False,
    )  # fmt: skip
    assert refusal() is WrongState
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSED)
    enrollment.refresh_from_db()
    assert refusal() is WrongState


def test_another_mentor_takes_the_place_of_the_first_and_history_stays(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    held = SessionFactory.create(mentorship=pair, state="held", starts_at=now - timedelta(days=3))
    planned = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=3))
    new = replace_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    assert (_fresh(pair).state, new.state, new.mentor, new.primary) == (State.ENDED, State.ACTIVE, other.mentor, True)
    assert (_taken(pair.participation), _taken(other)) == (0, 1)  # type: ignore[arg-type]
    assert MentoringSession.objects.get(pk=held.pk).mentorship == pair
    assert MentoringSession.objects.get(pk=planned.pk).state == MentoringSession.State.CANCELLED
    assert _enrolled(pair) == Enrollment.State.MATCHED
    assert (_told("pair_ended"), _told("mentor_replaced"), _told("pair_started")) == (
        {pair.mentor_id}, {pair.mentee_id}, {other.mentor_id},
    )  # fmt: skip
    for minutes in range(4):
        deliver_due(now + timedelta(minutes=minutes))
    told = Message.objects.filter(recipient=pair.mentee_id, event__in=("mentor_replaced", "session_cancelled"))
    in_order = told.order_by("sent_at", "pk").values_list("event", flat=True)
    assert list(in_order) == ["mentor_replaced", "session_cancelled"]
    assert not any(WHY in str(email.body) for email in mail.outbox)


def test_a_replacement_is_undone_while_nothing_was_built_on_it(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    new = replace_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    _undo(coordinator, now + timedelta(hours=2))
    assert (_fresh(pair).state, _fresh(pair).ended_on, _fresh(pair).primary) == (State.ACTIVE, None, True)
    assert _fresh(new).state == State.ENDED
    assert (_taken(pair.participation), _taken(other)) == (1, 0)  # type: ignore[arg-type]
    assert _told("pair_revived") == {pair.mentee_id, pair.mentor_id}
    assert _enrolled(pair) == Enrollment.State.MATCHED
    _undo(coordinator, now + timedelta(hours=3))
    assert Message.objects.filter(event="pair_revived").count() == 2


def test_what_was_built_upon_stays(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    new = replace_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    session = SessionFactory.create(mentorship=new, starts_at=now + timedelta(days=1))
    with pytest.raises(WrongState, match="planned or done"):
        _undo(coordinator, now + timedelta(hours=1))
    assert (_fresh(pair).state, _fresh(new).state) == (State.ENDED, State.ACTIVE)
    session.delete()
    with pytest.raises(WrongState, match="for a day"):
        _undo(coordinator, now + timedelta(hours=24))
    newcomer = EnrollmentFactory.create(cycle=pair.cycle)
    MentorParticipation.objects.filter(mentorships=pair).update(capacity=1)
    pair_by_hand(newcomer, participation=pair.participation, by=coordinator, reason=WHY, now=now)  # type: ignore[arg-type]
    with pytest.raises(PlacesTaken):
        undo_step(StaffStep.objects.get(kind="pair_replaced"), by=coordinator, now=now)
    assert (_fresh(new).state, _taken(other)) == (State.ACTIVE, 1)


def test_a_second_mentor_stands_beside_the_first_and_becomes_it(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    second = add_second_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    assert (second.primary, _taken(other)) == (False, 1)
    assert _told("second_mentor") == {pair.mentor_id}
    assert _told("pair_started") == {pair.mentee_id, other.mentor_id}
    deliver_due(now)
    MentorParticipation.objects.filter(pk=other.pk).update(capacity=2)
    with pytest.raises(AlreadyPaired):
        add_second_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    end_mentorship(pair, by=coordinator, now=now)
    assert _fresh(second).primary
    assert _enrolled(pair) == Enrollment.State.MATCHED
    end_mentorship(second, by=coordinator, now=now)
    assert _enrolled(pair) == Enrollment.State.WAITLISTED


def test_a_second_mentor_is_taken_back(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    second = add_second_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    _undo(coordinator, now)
    assert (_fresh(second).state, _fresh(pair).state, _taken(other)) == (State.ENDED, State.ACTIVE, 0)


def test_a_pair_moves_to_another_year_and_back(
    pair: Mentorship, program: Program, coordinator: User, now: datetime
) -> None:
    year = CycleFactory.create(program=program, name="2027–28")
    with pytest.raises(WrongState, match="take part in that year"):
        move_pair(pair, cycle=year, by=coordinator, reason=WHY, now=now)
    there = MentorParticipationFactory.create(cycle=year, mentor=pair.mentor)
    EnrollmentFactory.create(cycle=year, mentee=pair.mentee)
    new = move_pair(pair, cycle=year, by=coordinator, reason=WHY, now=now)
    assert (new.cycle, new.origin, _fresh(pair).state) == (year, pair.origin, State.ENDED)
    assert (_taken(there), _taken(pair.participation)) == (1, 0)  # type: ignore[arg-type]
    assert _told("pair_moved") == {pair.mentee_id, pair.mentor_id}
    assert not _told("pair_ended")
    deliver_due(now)
    _undo(coordinator, now)
    assert (_fresh(pair).state, _fresh(new).state) == (State.ACTIVE, State.ENDED)


@pytest.mark.parametrize("policy", Program.ConflictPolicy.values)
def test_two_who_are_kept_apart_are_not_paired_whatever_the_program_does_about_conflicts(
    policy: str, pair: Mentorship, coordinator: User, now: datetime
) -> None:
    Program.objects.update(conflict_policy=policy)
    keep_apart(pair, by=coordinator, reason=WHY, now=now)
    assert _fresh(pair).state == State.ENDED
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.source) == (Conflict.Kind.APART, Conflict.Source.COORDINATOR)
    with pytest.raises(ConflictKnown):
        keep_apart(pair, by=coordinator, reason=WHY, now=now)
    year = CycleFactory.create(program=pair.cycle.program, name="Next")
    mentor = MentorParticipationFactory.create(cycle=year, mentor=pair.mentor)
    mentee = EnrollmentFactory.create(cycle=year, mentee=pair.mentee)
    assert (pair.mentee_id, pair.mentor_id) in disclosed_exclusions(year, now=now)
    with pytest.raises(NotEligible):
        pair_by_hand(mentee, participation=mentor, by=coordinator, reason=WHY, now=now)
    _undo(coordinator, now)
    assert not Conflict.objects.exists()
    assert _fresh(pair).state == State.ACTIVE


def test_a_pair_that_ended_goes_on(pair: Mentorship, coordinator: User, now: datetime) -> None:
    Mentorship.objects.update(state=State.PAUSED, on_hold=True, paused_on=date(2026, 9, 5))
    end_pair(pair, by=coordinator, reason=WHY, now=now)
    assert set(unpaired_mentees(pair.cycle)) == {pair.enrollment}
    _undo(coordinator, now)
    assert (_fresh(pair).state, _fresh(pair).on_hold) == (State.PAUSED, True)
    end_pair(pair, by=coordinator, reason=WHY, now=now + timedelta(hours=1))
    assert Message.objects.filter(event="pair_ended", recipient=pair.mentee).count() == 2
    EnrollmentFactory.create(cycle=pair.cycle)
    Enrollment.objects.filter(mentorships=pair).update(state=Enrollment.State.WITHDRAWN)
    with pytest.raises(WrongState, match="left the year"):
        _undo(coordinator, now + timedelta(hours=2))


ROUTES = ("replace-mentor", "add-second-mentor", "move-pair", "keep-apart")


def test_pages_pair_replace_and_undo(
    enrollment: Enrollment,
    participation: MentorParticipation,
    other: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    browser = sign_in(coordinator)
    url = reverse("pairs:make-pair", args=[enrollment.pk])
    asked = {"participation": participation.pk, "reason": WHY}
    assert browser.post(url, asked).status_code == 422
    assert not Mentorship.objects.exists()
    record = browser.post(url, asked | {"how": "now"}, follow=True)
    assert WHY in record.text
    again = browser.post(url, asked | {"how": "now"})
    assert again.status_code == 422
    assert "already has another mentor" in again.text
    pair = Mentorship.objects.get()
    for route in ROUTES:
        assert browser.get(reverse(f"pairs:{route}", args=[pair.pk])).status_code == 200
    replaced = reverse("pairs:replace-mentor", args=[pair.pk])
    assert browser.post(replaced, {"participation": other.pk, "reason": WHY}).status_code == 302
    assert browser.post(replaced, {"participation": other.pk, "reason": WHY}).status_code == 422
    step = StaffStep.objects.get(kind="pair_replaced")
    old = browser.get(reverse("sessions:show-pair-record", args=[pair.pk])).text
    undo = reverse("programs:undo-step", args=[enrollment.cycle.program.slug, step.pk])
    assert undo in old
    back = browser.post(undo, follow=True)
    assert "Undone." in back.text
    assert undo not in back.text
    assert Mentorship.objects.live().get() == pair


def test_mentors_with_room_come_first_and_are_found(
    enrollment: Enrollment,
    participation: MentorParticipation,
    other: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    MentorParticipation.objects.filter(pk=participation.pk).update(places_taken=2, department="Pathology")
    url = reverse("pairs:make-pair", args=[enrollment.pk])
    browser = sign_in(coordinator)
    page = browser.get(url).text
    assert page.index("Ines") < page.index("Ruth Nambozo-Hale · Pathology · no place free")
    found = browser.get(url, {"search": "pathol"}).text
    assert "Ruth" in found
    assert "Ines" not in found
    assert "No mentor matches" in browser.get(url, {"search": "nobody"}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_choosing_asks_as_often_for_one_mentor_as_for_three(
    rows: int,
    enrollment: Enrollment,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    MentorParticipationFactory.create_batch(rows, cycle=enrollment.cycle)
    browser = sign_in(coordinator)
    url = reverse("pairs:make-pair", args=[enrollment.pk])
    browser.get(url)
    with django_assert_num_queries(7):
        browser.get(url)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_replace_a_mentor_once(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    third = MentorParticipationFactory.create(cycle=pair.cycle)
    asked: dict[str, Any] = {"by": coordinator, "reason": WHY, "now": now}
    steps = [lambda one=one: replace_mentor(pair, participation=one, **asked) for one in (other, third, other, third)]
    assert sorted(at_once(steps)) == ["WrongState"] * 3 + ["done"]
    assert Mentorship.objects.live().count() == 1
    assert _taken(other) + _taken(third) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_who_are_paired_by_hand_at_once(
    cycle: Cycle, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    mentees = EnrollmentFactory.create_batch(2, cycle=cycle)
    asked: dict[str, Any] = {"participation": other, "by": coordinator, "reason": WHY, "now": now}
    steps = [lambda one=one: pair_by_hand(one, **asked) for one in (*mentees, *mentees)]
    results = at_once(steps)
    assert results.count("done") == 1
    assert _taken(other) == Mentorship.objects.live().count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_both_mentors_of_a_mentee_end_at_once(
    pair: Mentorship, other: MentorParticipation, coordinator: User, now: datetime
) -> None:
    second = add_second_mentor(pair, participation=other, by=coordinator, reason=WHY, now=now)
    steps = [lambda one=one: end_pair(one, by=coordinator, reason=WHY, now=now) for one in (pair, second)]
    assert at_once(steps) == ["done", "done"]
    assert (_taken(other), _taken(pair.participation)) == (0, 0)  # type: ignore[arg-type]
    assert _enrolled(pair) == Enrollment.State.WAITLISTED
