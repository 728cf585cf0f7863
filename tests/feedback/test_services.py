from datetime import date, datetime, timedelta

import pytest
from auditlog.registry import auditlog
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts.models import User
from accounts.services.merging import merge_people
from accounts.services.unmerging import unmerge_people
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from feedback.errors import AlreadyAnswered, AlreadyReleased, NotPermitted
from feedback.models import (
    CompletionToken,
    ConfidentialAnswer,
    ConfidentialComment,
    DevelopmentalFeedback,
    RatingRelease,
)
from feedback.presentation.items import SHORT_NAMES
from feedback.presentation.means import shown_comments, shown_means
from feedback.presentation.submitted import submitted_feedback
from feedback.services.developmental import FeedbackText, answer_feedback, open_feedback
from feedback.services.looking_back import submit_feedback
from feedback.services.releases import update_release
from notifications.events import get_event
from notifications.models import Message
from pairs.models import Mentorship, Origin
from people.models import MentorParticipation
from programs.models import Cycle, CycleState, Program
from programs.services.cycles import advance_cycle
from programs.signals import cycle_closed
from tests.factories.feedback import ConfidentialAnswerFactory, ConfidentialCommentFactory, DevelopmentalFeedbackFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import CycleFactory

pytestmark = pytest.mark.django_db
WORDS = FeedbackText("You asked before you advised.", "I found my own answer.", "Do it more.")
_AS_STORED = "SELECT * FROM feedback_{} ORDER BY rowid"
ITEMS = ConfidentialAnswer.ITEMS
ALL_FOUR: dict[str, int | None] = dict.fromkeys(ITEMS, 4)


def _answers(participation: MentorParticipation, n: int, promised_threshold: int = 5, **items: int) -> None:
    """Three on every item, unless `items` says otherwise; 0 is left out."""
    ConfidentialAnswerFactory.create_batch(
        n,
        participation=participation,
        promised_threshold=promised_threshold,
        given="".join(str(items.get(item, 3)) for item in ITEMS),
    )


def _mean(release: RatingRelease, item: str) -> float | None:
    shown = release.items[item]
    assert shown.low == shown.high
    return shown.least_mean


def test_a_mentee_rates_in_confidence_and_writes_with_a_name(
    pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    submit_feedback(pair, by=student, words=WORDS, ratings=ALL_FOUR | {"adapts": None}, now=now)
    assert ConfidentialAnswer.objects.get().values == (4, 4, 4, None, 4)
    assert CompletionToken.objects.get().mentorship == pair
    words = DevelopmentalFeedback.objects.get()
    assert (words.recipient, words.observation, words.suggestion) == (mentor, WORDS.observation, WORDS.suggestion)
    assert Message.objects.get().recipient == mentor


def test_the_news_about_feedback_says_nothing_of_it(pair: Mentorship, student: User, now: datetime) -> None:
    submit_feedback(pair, by=student, words=WORDS, ratings=None, now=now)
    message = Message.objects.get()
    event = get_event(message.event)
    text = render_to_string(event.template, event.context(message))
    assert "Noor Haddad-Quist" in text
    assert "advised" not in text
    assert event.path(message) == f"/pairs/{pair.pk}/feedback/year/"
    assert event.still_matters(message)


def test_a_mentor_writes_and_does_not_rate(pair: Mentorship, mentor: User, student: User, now: datetime) -> None:
    submit_feedback(pair, by=mentor, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.get().recipient == student
    with pytest.raises(NotPermitted):
        submit_feedback(pair, by=mentor, words=None, ratings=ALL_FOUR, now=now)


def test_words_can_be_changed_until_the_other_has_opened_them(
    pair: Mentorship, mentor: User, student: User, now: datetime
) -> None:
    submit_feedback(pair, by=student, words=WORDS, now=now)
    submit_feedback(pair, by=student, words=FeedbackText("You waited."), now=now)
    feedback = DevelopmentalFeedback.objects.get()
    assert (feedback.observation, feedback.effect) == ("You waited.", "")
    assert Message.objects.count() == 1
    with pytest.raises(NotPermitted):
        open_feedback(feedback, by=student, now=now)
    open_feedback(feedback, by=mentor, now=now)
    open_feedback(feedback, by=mentor, now=now + timedelta(days=1))
    assert DevelopmentalFeedback.objects.get().opened_at == now
    with pytest.raises(AlreadyReleased):
        submit_feedback(pair, by=student, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.get().observation == "You waited."


def test_nobody_answers_what_they_have_not_read(pair: Mentorship, mentor: User, student: User, now: datetime) -> None:
    submit_feedback(pair, by=student, words=WORDS, now=now)
    with pytest.raises(WrongState):
        answer_feedback(DevelopmentalFeedback.objects.get(), by=mentor, answer="Good.", now=now)


def test_an_answer_is_given_once_and_a_second_saves_nothing(pair: Mentorship, student: User, now: datetime) -> None:
    submit_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now)
    with pytest.raises(AlreadyAnswered, match="already, maybe from another window"):
        submit_feedback(pair, by=student, words=WORDS, ratings=ALL_FOUR | {"adapts": 1}, comment="More.", now=now)
    assert ConfidentialAnswer.objects.get().values == (4, 4, 4, 4, 4)
    assert not ConfidentialComment.objects.exists()
    assert not DevelopmentalFeedback.objects.exists()
    submit_feedback(pair, by=student, words=WORDS, now=now)


def test_no_row_leads_from_an_answer_to_who_gave_it(
    participation: MentorParticipation, pair: Mentorship, now: datetime
) -> None:
    """Twelve answer one after the other. Neither columns nor keys nor the order of the rows tell who said what."""
    pairs = [pair, *MentorshipFactory.create_batch(11, cycle=pair.cycle, participation=participation)]
    said = []
    for at, each in enumerate(pairs):
        ratings: dict[str, int | None] = {ITEMS[0]: at // 4 + 1, ITEMS[1]: at % 4 + 1}
        submit_feedback(each, by=each.mentee, words=None, ratings=ratings, comment=f"Word {at}", now=now)
        said.append("".join(str(ratings.get(item) or 0) for item in ITEMS))
    for model, columns in {
        ConfidentialAnswer: {"id", "participation", "promised_threshold", "given"},
        ConfidentialComment: {"id", "participation", "promised_threshold", "words", "released_on"},
        CompletionToken: {"id", "mentorship"},
    }.items():
        assert {field.name for field in model._meta.concrete_fields} == columns
        assert not auditlog.contains(model)
    stored = [row.given for row in ConfidentialAnswer.objects.raw(_AS_STORED.format("confidentialanswer"))]
    words = [row.words for row in ConfidentialComment.objects.raw(_AS_STORED.format("confidentialcomment"))]
    tokens = [row.mentorship for row in CompletionToken.objects.raw(_AS_STORED.format("completiontoken"))]
    assert sorted(stored) == sorted(said)
    assert stored != said
    assert words != sorted(words)
    assert tokens != pairs
    assert set(tokens) == set(pairs)
    by_token = dict(zip(tokens, stored, strict=True))
    assert [by_token[each] for each in pairs] != said


def test_comments_wait_for_the_end_of_a_year_with_as_many_others_as_was_promised(
    pair: Mentorship, participation: MentorParticipation, program: Program, student: User, mentor: User, now: datetime
) -> None:
    before = CycleFactory.create(program=program, name="2025–26", state=CycleState.CLOSED)
    earlier = MentorParticipationFactory.create(cycle=before, mentor=mentor, capacity=9)
    for at in range(3):
        ConfidentialCommentFactory.create(participation=earlier, words=f"Earlier {at}")
    _set_k(program, 3)
    submit_feedback(pair, by=student, words=None, ratings=ALL_FOUR, comment="You listened.", now=now)
    advance_cycle(pair.cycle, to=CycleState.CLOSED, now=now, confirmed=True)
    assert shown_comments(mentor, program) == []  # three were promised five
    ConfidentialCommentFactory.create(participation=participation, words="Late")
    ConfidentialCommentFactory.create(words="Of another mentor")
    cycle_closed.send(sender=Cycle, cycle=pair.cycle, now=now)
    shown = shown_comments(mentor, program)
    assert sorted(shown) == ["Earlier 0", "Earlier 1", "Earlier 2", "Late", "You listened."]
    assert shown == [row.words for row in ConfidentialComment.objects.exclude(released_on=None).order_by("pk")]


def test_the_database_keeps_what_was_released(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    released_ratings_stand(pair, participation, now)


def released_ratings_stand(pair: Mentorship, participation: MentorParticipation, now: datetime) -> None:
    """On both databases: no promise is lowered or below three, and what may be read can be read."""
    answer = ConfidentialAnswerFactory.create(participation=participation, promised_threshold=6)
    comment = ConfidentialCommentFactory.create(participation=participation, released_on=now.date())
    for row, change in (
        (answer, {"promised_threshold": 5}),
        (comment, {"promised_threshold": 4}),
        (comment, {"released_on": None}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**change)
    for factory in (ConfidentialAnswerFactory, ConfidentialCommentFactory):
        with pytest.raises(IntegrityError), transaction.atomic():
            factory.create(participation=participation, promised_threshold=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingRelease.objects.create(mentor=pair.mentor, program=pair.cycle.program, answers=2, released_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.update(answers_before_ratings=1)
    read = DevelopmentalFeedbackFactory.create(mentorship=pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        DevelopmentalFeedback.objects.filter(pk=read.pk).update(opened_at=None)


def _set_k(program: Program, k: int) -> None:
    Program.objects.filter(pk=program.pk).update(answers_before_ratings=k)
    program.refresh_from_db()


def test_a_lower_threshold_holds_only_for_answers_given_from_then_on(
    pair: Mentorship, program: Program, participation: MentorParticipation, student: User, mentor: User, now: datetime
) -> None:
    """Four answered when five were needed: three are enough for those who answer later, not for these four."""
    _answers(participation, 3, promised_threshold=5)
    _set_k(program, 3)
    assert update_release(mentor, program, now=now) is None
    submit_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now)
    assert not RatingRelease.objects.exists()
    assert sorted(ConfidentialAnswer.objects.values_list("promised_threshold", flat=True)) == [3, 5, 5, 5]
    _answers(participation, 1, promised_threshold=3)
    release = update_release(mentor, program, now=now)
    assert release is not None
    assert release.answers == 5


def test_under_the_lower_threshold_alone_it_holds(
    pair: Mentorship, program: Program, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _set_k(program, 3)
    _answers(participation, 3, promised_threshold=3)
    assert update_release(mentor, program, now=now) is not None


def test_after_a_release_as_many_more_as_the_strictest_promise_are_needed(
    pair: Mentorship, program: Program, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _answers(participation, 5, promised_threshold=5)
    update_release(mentor, program, now=now)
    _set_k(program, 3)
    _answers(participation, 4, promised_threshold=3)
    release = update_release(mentor, program, now=now)
    assert release is not None
    assert release.answers == 5


def test_a_higher_threshold_holds_at_once(
    pair: Mentorship, program: Program, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _answers(participation, 5)
    _answers(participation, 2, adapts=0)
    update_release(mentor, program, now=now)
    assert _means_shown(mentor, program) == set(SHORT_NAMES.values())
    _set_k(program, 6)
    assert _means_shown(mentor, program) == set(SHORT_NAMES.values()) - {SHORT_NAMES["adapts"]}
    _set_k(program, 8)
    assert shown_means(mentor, program) is None


def _means_shown(mentor: User, program: Program) -> set[object]:
    shown = shown_means(mentor, program)
    return {row.name for row in shown.rows if row.mean is not None} if shown else set()


def test_who_was_shown_a_higher_number_is_asked_again(
    pair: Mentorship, program: Program, student: User, now: datetime
) -> None:
    """The form was opened when five were needed, and handed in when three were: nobody agreed to that."""
    began_from = revision_of(submitted_feedback(pair, student))
    _set_k(program, 3)
    with pytest.raises(EditedMeanwhile):
        submit_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now, began_from=began_from)
    assert not ConfidentialAnswer.objects.exists()


@pytest.mark.parametrize("state", [CycleState.RUNNING, CycleState.CLOSED])
def test_feedback_has_its_time(state: str, pair: Mentorship, student: User, now: datetime) -> None:
    pair.cycle.state = state
    pair.cycle.save()
    with pytest.raises(WrongState):
        submit_feedback(pair, by=student, words=WORDS, now=now)


def test_a_pair_that_ended_early_looks_back_at_once(pair: Mentorship, student: User, now: datetime) -> None:
    pair.cycle.state = CycleState.RUNNING
    pair.cycle.save()
    pair.state, pair.ended_on = Mentorship.State.ENDED, date(2027, 2, 1)
    pair.save()
    submit_feedback(pair, by=student, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.count() == 1


def test_others_give_none(pair: Mentorship, coordinator: User, outsider: User, now: datetime) -> None:
    for person in (coordinator, outsider):
        with pytest.raises(WrongState):
            submit_feedback(pair, by=person, words=WORDS, now=now)


def test_an_informal_pair_has_no_ratings(pair: Mentorship, student: User, now: datetime) -> None:
    informal = MentorshipFactory.create(
        cycle=pair.cycle, mentee=student, mentor=pair.mentor, enrollment=None, participation=None,
        origin=Origin.INFORMAL, state=Mentorship.State.COMPLETED,
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        submit_feedback(informal, by=student, words=None, ratings=ALL_FOUR, now=now)


def test_the_recipient_answers_what_will_change(pair: Mentorship, student: User, mentor: User, now: datetime) -> None:
    feedback = DevelopmentalFeedbackFactory.create(mentorship=pair)
    answer_feedback(feedback, by=mentor, answer="I will wait longer.", now=now)
    feedback = DevelopmentalFeedback.objects.get()
    assert (feedback.answer, feedback.answered_at) == ("I will wait longer.", now)
    assert Message.objects.get(event="feedback_answered").recipient == student
    with pytest.raises(NotPermitted):
        answer_feedback(feedback, by=student, answer="No.", now=now)


def test_four_answers_release_nothing_and_the_fifth_does(
    pair: Mentorship, participation: MentorParticipation, student: User, mentor: User, now: datetime
) -> None:
    _answers(participation, 3, trustworthy=2)
    assert update_release(mentor, pair.cycle.program, now=now) is None
    _answers(participation, 1, trustworthy=2)
    assert update_release(mentor, pair.cycle.program, now=now) is None

    submit_feedback(pair, by=student, words=None, ratings=ALL_FOUR, now=now)

    release = RatingRelease.objects.get()
    assert release.answers == 5
    assert _mean(release, "trustworthy") == 2.4


@pytest.mark.parametrize("k", [3, 7])
def test_the_program_decides_how_many(
    k: int, pair: Mentorship, program: Program, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program.answers_before_ratings = k
    program.save()
    _answers(participation, k - 1, promised_threshold=k)
    assert update_release(mentor, program, now=now) is None
    _answers(participation, 1, promised_threshold=k)
    assert update_release(mentor, program, now=now) is not None


def test_an_empty_form_is_no_answer(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _answers(participation, 4)
    other = MentorshipFactory.create(cycle=pair.cycle, participation=participation)
    submit_feedback(other, by=other.mentee, words=WORDS, ratings=dict.fromkeys(ITEMS), now=now)
    assert update_release(mentor, pair.cycle.program, now=now) is None


def test_a_release_changes_only_after_as_many_again(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program = pair.cycle.program
    _answers(participation, 5)
    update_release(mentor, program, now=now)
    for _ in range(4):
        _answers(participation, 1, trustworthy=4)
        release = update_release(mentor, program, now=now)
        assert release is not None
        assert (release.answers, _mean(release, "trustworthy")) == (5, 3.0)
    _answers(participation, 1, trustworthy=2)
    release = update_release(mentor, program, now=now)
    assert release is not None
    assert (release.answers, _mean(release, "trustworthy")) == (10, 3.3)


def test_two_records_of_one_mentor_have_one_release_and_part_again(
    pair: Mentorship, participation: MentorParticipation, mentor: User, program: Program, now: datetime
) -> None:
    """What is known of both is known: one more answer is no reason to show anything anew."""
    before = CycleFactory.create(program=program, name="2025–26", state=CycleState.CLOSED)
    other = MentorParticipationFactory.create(cycle=before, capacity=9)
    _answers(participation, 5)
    _answers(other, 6, trustworthy=4)
    own, theirs = (update_release(one, program, now=now) for one in (mentor, other.mentor))
    trail = merge_people(mentor, other.mentor, with_address=False)
    _answers(participation, 4, trustworthy=1)
    release = update_release(mentor, program, now=now)
    assert release is not None
    assert (release.answers, _mean(release, "trustworthy")) == (11, round((5 * 3 + 6 * 4) / 11, 1))
    for person in (mentor, other.mentor):
        person.refresh_from_db()
    unmerge_people(mentor, other.mentor, trail)
    assert set(RatingRelease.objects.all()) == {own, theirs}
    assert sorted(RatingRelease.objects.values_list("answers", flat=True)) == [5, 6]


def test_an_item_that_too_few_answered_stays_hidden(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    _answers(participation, 4)
    _answers(participation, 1, adapts=0)
    release = update_release(mentor, pair.cycle.program, now=now)
    assert release is not None
    assert _mean(release, "adapts") is None
    assert _mean(release, "trustworthy") == 3.0


def test_an_item_does_not_change_by_one_persons_answer(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    """Five more people, one of whom answered the item: the difference of two means would be that person's answer."""
    program = pair.cycle.program
    _answers(participation, 5)
    update_release(mentor, program, now=now)
    _answers(participation, 4, adapts=0)
    _answers(participation, 1, adapts=1)
    release = update_release(mentor, program, now=now)
    assert release is not None
    assert (release.answers, _mean(release, "adapts"), release.items["adapts"].answers) == (10, 3.0, 5)


def test_answers_of_earlier_cycles_count_and_other_programs_do_not(
    pair: Mentorship, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    program = pair.cycle.program
    before = CycleFactory.create(program=program, name="2025–26", state=CycleState.CLOSED)
    _answers(MentorParticipationFactory.create(cycle=before, mentor=mentor, capacity=9), 3)
    _answers(MentorParticipationFactory.create(mentor=mentor, capacity=9), 4)
    _answers(participation, 1)
    assert update_release(mentor, program, now=now) is None
    _answers(participation, 1)
    assert update_release(mentor, program, now=now) is not None
