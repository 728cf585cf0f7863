"""Writes of feedback: both sides look back, the recipient answers, and means are released from k answers on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from feedback.errors import AlreadySent, NotNow, NotYours
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback, RatingRelease
from feedback.policies import can_answer, can_give, can_rate
from matching.models import Mentorship
from notifications.services import enqueue
from programs.models import Program


@dataclass(frozen=True, slots=True)
class Words:
    """Named feedback.

    Attributes:
        observation: what the writer saw.
        effect: what it did.
        suggestion: what the writer asks for.
    """

    observation: str
    effect: str = ""
    suggestion: str = ""


@transaction.atomic
def send_feedback(
    mentorship: Mentorship,
    *,
    by: User,
    words: Words | None,
    ratings: Mapping[str, int | None] | None = None,
    now: datetime,
) -> None:
    """Send what one side says at the end: named words, and from a mentee confidential ratings.

    Args:
        mentorship: the pair.
        by: the writer.
        words: for the other of the pair, or None.
        ratings: item → 1 to 5, or None where the mentee prefers not to answer; None for a mentor.
        now: the instant of sending.

    Raises:
        NotNow: the pair does not look back at present.
        AlreadySent: `by` has sent it before.
        NotYours: ratings from somebody who does not rate.
    """
    pairs = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle__program", "mentee", "mentor")
    mentorship = pairs.get(pk=mentorship.pk)
    if not can_give(by, mentorship):
        raise NotNow(_("Feedback is given while the cycle closes, or after the pair has ended."))
    if words is not None:
        _send_words(mentorship, by, words, now)
    if ratings is not None:
        _send_ratings(mentorship, by, ratings, now)


def _send_words(mentorship: Mentorship, by: User, words: Words, now: datetime) -> None:
    recipient = mentorship.mentor if by.pk == mentorship.mentee_id else mentorship.mentee
    if DevelopmentalFeedback.objects.filter(mentorship=mentorship, writer=by).exists():
        raise AlreadySent(_("You have sent your feedback."))
    feedback = DevelopmentalFeedback.objects.create(
        mentorship=mentorship,
        writer=by,
        recipient=recipient,
        observation=words.observation,
        effect=words.effect,
        suggestion=words.suggestion,
        sent_at=now,
    )
    enqueue(event="feedback_received", recipient=recipient, subject_pk=str(feedback.pk), due_at=now)


def _send_ratings(mentorship: Mentorship, by: User, ratings: Mapping[str, int | None], now: datetime) -> None:
    if not can_rate(by, mentorship) or mentorship.participation is None:
        raise NotYours(_("Only the mentee of a formal pair rates."))
    if ConfidentialFeedback.objects.filter(mentorship=mentorship).exists():
        raise AlreadySent(_("You have sent your answers."))
    items = {item: ratings.get(item) for item in ConfidentialFeedback.ITEMS}
    ConfidentialFeedback.objects.create(
        mentorship=mentorship, participation=mentorship.participation, sent_at=now, **items
    )
    renew_release(mentorship.mentor, mentorship.cycle.program, now=now)


@transaction.atomic
def renew_release(mentor: User, program: Program, *, now: datetime) -> RatingRelease | None:
    """Freeze the means of a mentor's answers in a program once k have answered, and again after k more.

    An item changes only when k more have answered that item, too: otherwise two releases, one subtracted from
    the other, would tell what a single mentee said. Means are rounded to one decimal.

    Args:
        mentor: who is rated.
        program: whose k counts; answers of all its cycles do.
        now: the instant of the release.

    Returns:
        The release in force, or None while too few have answered.
    """
    User.objects.select_for_update(no_key=True).get(pk=mentor.pk)
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    items = ConfidentialFeedback.ITEMS
    sent = ConfidentialFeedback.objects.filter(participation__mentor=mentor, participation__cycle__program=program)
    rows = [row for row in sent.values_list(*items) if any(value is not None for value in row)]
    k = program.answers_before_ratings
    if len(rows) - (release.answers if release else 0) < k:
        return release
    means: dict[str, float | None] = dict(release.means) if release else dict.fromkeys(items)
    counts: dict[str, int] = dict(release.item_answers) if release else dict.fromkeys(items, 0)
    for item, column in zip(items, zip(*rows, strict=True), strict=True):
        values = [value for value in column if value is not None]
        if len(values) - counts[item] >= k:
            means[item], counts[item] = round(sum(values) / len(values), 1), len(values)
    frozen = {"answers": len(rows), "means": means, "item_answers": counts, "released_at": now}
    release, _new = RatingRelease.objects.update_or_create(mentor=mentor, program=program, defaults=frozen)
    return release


@transaction.atomic
def answer_feedback(feedback: DevelopmentalFeedback, *, by: User, answer: str, now: datetime) -> None:
    """Say what one will change. It may be changed later; the writer hears of the first answer.

    Raises:
        NotYours: `by` did not receive the feedback.
    """
    if not can_answer(by, feedback):
        raise NotYours(_("Who received the feedback answers it."))
    feedback = (
        DevelopmentalFeedback.objects.select_for_update(of=("self",)).select_related("writer").get(pk=feedback.pk)
    )
    feedback.answer, feedback.answered_at = answer, now
    feedback.save(update_fields=("answer", "answered_at"))
    enqueue(event="feedback_answered", recipient=feedback.writer, subject_pk=str(feedback.pk), due_at=now)
