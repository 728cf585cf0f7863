from datetime import date, datetime

import pytest
from django.template.loader import render_to_string

from accounts.models import User
from feedback.errors import AlreadySent, NotNow, NotYours
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback, RatingRelease
from feedback.services import Words, answer_feedback, renew_release, send_feedback
from matching.models import Mentorship, Origin
from notifications.events import get_event
from notifications.models import Message
from programs.models import CycleState, MentorParticipation, Program
from tests.factories.feedback import ConfidentialFeedbackFactory, DevelopmentalFeedbackFactory
from tests.factories.matching import MentorshipFactory
from tests.factories.programs import CycleFactory, MentorParticipationFactory

pytestmark = pytest.mark.django_db
WORDS = Words("You asked before you advised.", "I found my own answer.", "Do it more.")
ALL_FOUR: dict[str, int | None] = dict.fromkeys(ConfidentialFeedback.ITEMS, 4)


def _answers(participation: MentorParticipation, n: int, **items: int | None) -> None:
    for _ in range(n):
        ConfidentialFeedbackFactory.create(
            mentorship__cycle=participation.cycle, mentorship__participation=participation, **items
        )


def test_a_mentee_rates_in_confidence_and_writes_with_a_name(
    pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    send_feedback(pair, by=student, words=WORDS, ratings=ALL_FOUR | {"adapts": None}, now=now)
    rated = ConfidentialFeedback.objects.get()
    assert (rated.trustworthy, rated.adapts) == (4, None)
    words = DevelopmentalFeedback.objects.get()
    assert (words.recipient, words.observation, words.suggestion) == (mentor, WORDS.observation, WORDS.suggestion)
    assert Message.objects.get().recipient == mentor


def test_the_news_about_feedback_says_nothing_of_it(pair: Mentorship, student: User, now: datetime) -> None:
    send_feedback(pair, by=student, words=WORDS, ratings=None, now=now)
    message = Message.objects.get()
    event = get_event(message.event)
    text = render_to_string(event.template, event.context(message))
    assert "Noor Haddad-Quist" in text
    assert "advised" not in text
    assert event.path(message) == f"/pairs/{pair.pk}/feedback/"
    assert event.still_matters(message)


def test_a_mentor_writes_and_does_not_rate(pair: Mentorship, mentor: User, student: User, now: datetime) -> None:
    send_feedback(pair, by=mentor, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.get().recipient == student
    with pytest.raises(NotYours):
        send_feedback(pair, by=mentor, words=None, ratings=ALL_FOUR, now=now)


def test_feedback_is_given_once(pair: Mentorship, student: User, now: datetime) -> None:
    send_feedback(pair, by=student, words=WORDS, ratings=ALL_FOUR, now=now)
    with pytest.raises(AlreadySent):
        send_feedback(pair, by=student, words=WORDS, now=now)
    with pytest.raises(AlreadySent):
        send_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now)


@pytest.mark.parametrize("state", [CycleState.RUNNING, CycleState.CLOSED])
def test_feedback_has_its_time(state: str, pair: Mentorship, student: User, now: datetime) -> None:
    pair.cycle.state = state
    pair.cycle.save()
    with pytest.raises(NotNow):
        send_feedback(pair, by=student, words=WORDS, now=now)


def test_a_pair_that_ended_early_looks_back_at_once(pair: Mentorship, student: User, now: datetime) -> None:
    pair.cycle.state = CycleState.RUNNING
    pair.cycle.save()
    pair.state, pair.ended_on = Mentorship.State.ENDED, date(2027, 2, 1)
    pair.save()
    send_feedback(pair, by=student, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.count() == 1


def test_others_give_none(pair: Mentorship, coordinator: User, outsider: User, now: datetime) -> None:
    for person in (coordinator, outsider):
        with pytest.raises(NotNow):
            send_feedback(pair, by=person, words=WORDS, now=now)


def test_an_informal_pair_has_no_ratings(pair: Mentorship, student: User, now: datetime) -> None:
    informal = MentorshipFactory.create(
        cycle=pair.cycle, mentee=student, mentor=pair.mentor, enrollment=None, participation=None,
        origin=Origin.INFORMAL, state=Mentorship.State.COMPLETED,
    )  # fmt: skip
    with pytest.raises(NotYours):
        send_feedback(informal, by=student, words=None, ratings=ALL_FOUR, now=now)


def test_the_recipient_answers_what_will_change(pair: Mentorship, student: User, mentor: User, now: datetime) -> None:
    feedback = DevelopmentalFeedbackFactory.create(mentorship=pair)
    answer_feedback(feedback, by=mentor, answer="I will wait longer.", now=now)
    feedback = DevelopmentalFeedback.objects.get()
    assert (feedback.answer, feedback.answered_at) == ("I will wait longer.", now)
    assert Message.objects.get(event="feedback_answered").recipient == student
    with pytest.raises(NotYours):
        answer_feedback(feedback, by=student, answer="No.", now=now)


def test_four_answers_release_nothing_and_the_fifth_does(
    pair: Mentorship, participation: MentorParticipation, student: User, mentor: User, now: datetime
) -> None:
    _answers(participation, 3, trustworthy=2)
    assert renew_release(mentor, pair.cycle.program, now=now) is None
    _answers(participation, 1, trustworthy=2)
    assert renew_release(mentor, pair.cycle.program, now=now) is None

    send_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now)

    release = RatingRelease.objects.get()
    assert release.answers == 5
    assert release.means["trustworthy"] == 2.4
    assert release.item_answers["trustworthy"] == 5


@pytest.mark.parametrize("k", [3, 7])
def test_the_program_decides_how_many(
    k: int, pair: Mentorship, program: Program, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program.answers_before_ratings = k
    program.save()
    _answers(participation, k - 1)
    assert renew_release(mentor, program, now=now) is None
    _answers(participation, 1)
    assert renew_release(mentor, program, now=now) is not None


def test_an_empty_form_is_no_answer(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    nothing = dict.fromkeys(ConfidentialFeedback.ITEMS)
    _answers(participation, 4)
    _answers(participation, 3, **nothing)
    assert renew_release(mentor, pair.cycle.program, now=now) is None


def test_a_release_changes_only_after_as_many_again(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program = pair.cycle.program
    _answers(participation, 5)
    renew_release(mentor, program, now=now)
    for _ in range(4):
        _answers(participation, 1, trustworthy=1)
        release = renew_release(mentor, program, now=now)
        assert release is not None
        assert (release.answers, release.means["trustworthy"]) == (5, 4.0)
    _answers(participation, 1, trustworthy=1)
    release = renew_release(mentor, program, now=now)
    assert release is not None
    assert (release.answers, release.means["trustworthy"]) == (10, 2.5)


def test_an_item_that_too_few_answered_stays_hidden(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _answers(participation, 4)
    _answers(participation, 1, adapts=None)
    release = renew_release(mentor, pair.cycle.program, now=now)
    assert release is not None
    assert release.means["adapts"] is None
    assert release.means["trustworthy"] == 4.0


def test_an_item_does_not_change_by_one_persons_answer(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    """Five more people, one of whom answered the item: the difference of two means would be that person's answer."""
    program = pair.cycle.program
    _answers(participation, 5)
    renew_release(mentor, program, now=now)
    _answers(participation, 4, adapts=None)
    _answers(participation, 1, adapts=1)
    release = renew_release(mentor, program, now=now)
    assert release is not None
    assert (release.answers, release.means["adapts"], release.item_answers["adapts"]) == (10, 4.0, 5)


def test_answers_of_earlier_cycles_count_and_other_programs_do_not(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program = pair.cycle.program
    before = CycleFactory.create(program=program, name="2025–26", state=CycleState.CLOSED)
    _answers(MentorParticipationFactory.create(cycle=before, mentor=mentor, capacity=9), 3)
    _answers(MentorParticipationFactory.create(mentor=mentor, capacity=9), 4)
    _answers(participation, 1)
    assert renew_release(mentor, program, now=now) is None
    _answers(participation, 1)
    assert renew_release(mentor, program, now=now) is not None
