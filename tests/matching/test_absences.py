"""A mentee taken out of a round, and put back."""

from datetime import datetime

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from matching.models import FixedPair, MatchRound, MentorAbsence, RoundAbsence
from matching.queries.eligibility import unpaired_mentees
from matching.queries.mentors import ineligibility_by_mentor, read_mentors
from matching.queries.preferences import rankable
from matching.services.absences import put_back, take_out
from matching.services.mentor_absences import take_mentor_out
from matching.services.rounds import close_round
from matching.services.snapshots import load_snapshot, mentors_with_places
from notifications.models import Message
from pairs.errors import OwnPair
from people.models import Enrollment, MentorParticipation
from programs.models import StaffStep
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import EnrollmentFactory
from tests.outbox import deliver_due

WHY = "Works abroad until May"


def test_who_is_out_is_not_in_the_frozen_input_and_is_looked_for_next_time(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    enrollment: Enrollment,
    coordinator: User,
    now: datetime,
) -> None:
    other = EnrollmentFactory.create(cycle=open_round.cycle)
    for one in (enrollment, other):
        PreferenceListFactory.create(round=open_round, enrollment=one, ranks=[mentors[0]])
    for _twice in range(2):
        take_out(open_round, enrollment=enrollment, by=coordinator, reason=WHY, now=now)
    assert set(unpaired_mentees(open_round.cycle)) == {other}
    deliver_due(now)
    assert [email.subject for email in mail.outbox] == ["Compass: you’re not in this round"]
    assert WHY not in str(mail.outbox[0].body)
    closed = close_round(open_round, now=now)
    assert len(load_snapshot(closed.snapshot).mentees) == 1
    with pytest.raises(WrongState):
        put_back(closed, enrollment=enrollment, by=coordinator, reason=WHY, now=now)
    MatchRound.objects.filter(pk=closed.pk).update(state=MatchRound.State.CANCELLED)
    assert set(unpaired_mentees(open_round.cycle)) == {enrollment, other}


def test_who_is_put_back_counts_again(
    open_round: MatchRound, enrollment: Enrollment, coordinator: User, now: datetime
) -> None:
    take_out(open_round, enrollment=enrollment, by=coordinator, reason=WHY, now=now)
    put_back(open_round, enrollment=enrollment, by=coordinator, reason=WHY, now=now)
    assert set(unpaired_mentees(open_round.cycle)) == {enrollment}
    assert not RoundAbsence.objects.exists()
    assert set(StaffStep.objects.values_list("kind", flat=True)) == {"left_out_of_round", "put_back_into_round"}
    assert Message.objects.filter(event="round_joined", recipient=enrollment.mentee).exists()


def test_nobody_decides_about_themselves(
    open_round: MatchRound, enrollment: Enrollment, student: User, now: datetime
) -> None:
    with pytest.raises(OwnPair):
        take_out(open_round, enrollment=enrollment, by=student, reason=WHY, now=now)


def test_pages_take_out_and_put_back(
    open_round: MatchRound, enrollment: Enrollment, student: User, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    person = reverse("people:show-person", args=[open_round.cycle.program.slug, student.pk])
    for route in ("leave-out-of-round", "bring-back-into-round"):
        url = reverse(f"matching:{route}", args=[open_round.pk, enrollment.pk])
        assert url in browser.get(person).text
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"reason": ""}).status_code == 422
        assert browser.post(url, {"reason": WHY})["Location"] == person
        is_out = RoundAbsence.objects.exists()
        home = sign_in(student).get(reverse("home")).text
        assert ("not in this round" in home) == is_out
        mentors = sign_in(student).get(reverse("matching:list-mentors", args=[open_round.cycle_id]))
        assert mentors.status_code == 200
    assert not RoundAbsence.objects.exists()


def test_a_mentor_who_is_out_gets_nobody_and_lists_count_without_them(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    enrollment: Enrollment,
    coordinator: User,
    now: datetime,
) -> None:
    first, second = mentors[:2]
    PreferenceListFactory.create(round=open_round, enrollment=enrollment, ranks=[first, second])
    assert first.pk in rankable(enrollment, [first.pk], now=now)
    for _twice in range(2):
        take_mentor_out(open_round, participation=first, by=coordinator, reason=WHY, now=now)
    assert first.pk not in rankable(enrollment, [first.pk], now=now)
    assert ineligibility_by_mentor(enrollment, read_mentors(enrollment, [first.pk], now=now).values(), now=now) == {
        first.pk: "out"
    }
    deliver_due(now)
    told = {email.to[0]: email.subject for email in mail.outbox}
    assert told == {
        first.mentor.email: "Compass: you’re not in this round",
        enrollment.mentee.email: "Compass: check your list",
    }
    assert not any(WHY in str(email.body) or first.mentor.family_name in str(email.body) for email in mail.outbox)
    having = mentors_with_places(close_round(open_round, now=now).snapshot)
    assert first.pk not in having
    assert second.pk in having


def test_a_mentor_is_put_back_and_a_fixed_pair_keeps_them_in(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    enrollment: Enrollment,
    coordinator: User,
    now: datetime,
    sign_in: SignIn,
) -> None:
    browser, mentor = sign_in(coordinator), mentors[0]
    person = reverse("people:show-person", args=[open_round.cycle.program.slug, mentor.mentor_id])
    for route in ("leave-mentor-out", "bring-mentor-back"):
        url = reverse(f"matching:{route}", args=[open_round.pk, mentor.pk])
        assert url in browser.get(person).text
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"reason": WHY})["Location"] == person
    assert not MentorAbsence.objects.exists()
    assert mentor.pk in rankable(enrollment, [mentor.pk], now=now)
    FixedPair.objects.create(round=open_round, enrollment=enrollment, participation=mentor)
    with pytest.raises(WrongState, match="fixed"):
        take_mentor_out(open_round, participation=mentor, by=coordinator, reason=WHY, now=now)
    with pytest.raises(OwnPair):
        take_mentor_out(open_round, participation=mentor, by=mentor.mentor, reason=WHY, now=now)
