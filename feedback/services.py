"""Writes of feedback: both sides look back, the recipient opens and answers, and averages are released."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.releases import may_release
from core.revisions import refuse_stale
from core.undecryptable import UndecryptableText
from feedback.errors import AlreadyReleased, NotPermitted
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback, ItemMean, RatingRelease
from feedback.policies import can_answer_feedback, can_give_feedback, can_rate, can_write_to_peer
from feedback.presentation.submitted import SubmittedFeedback, submitted_feedback, words_of
from feedback.queries import feedback_between, threshold_for
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import MentoringGroup, Mentorship
from programs.models import Program


@dataclass(frozen=True, slots=True)
class FeedbackText:
    """Named feedback.

    Attributes:
        observation: what the writer saw.
        effect: what it did.
        suggestion: what the writer asks for.
    """

    observation: str
    effect: str = ""
    suggestion: str = ""

    def as_stored(self) -> dict[str, str]:
        """Under the names of the fields."""
        return {"observation": self.observation, "effect": self.effect, "suggestion": self.suggestion}


@transaction.atomic
def submit_feedback(
    mentorship: Mentorship,
    *,
    by: User,
    words: FeedbackText | None,
    ratings: Mapping[str, int | None] | None = None,
    now: datetime,
    began_from: str = "",
) -> None:
    """Hand in what one side says at the end: named words, and from a mentee confidential ratings.

    Handing in again replaces what is not released: words until the other has opened them, ratings until they are part
    of an average.

    Args:
        mentorship: the pair.
        by: the writer.
        words: for the other of the pair, or None to leave them as they are.
        ratings: item → 1 to 5, or None where the mentee prefers not to answer; None to leave them as they are.
        now: the instant of handing in.
        began_from: the revision of `submitted_feedback` that the form carried.

    Raises:
        WrongState: the pair does not look back at present.
        EditedMeanwhile: something else was handed in, or another number of answers is promised, since the form was
            opened.
        AlreadyReleased: it is released.
        NotPermitted: ratings from somebody who does not rate.
    """
    pairs = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle__program", "mentee", "mentor")
    mentorship = pairs.get(pk=mentorship.pk)
    if not can_give_feedback(by, mentorship):
        raise WrongState(_("You can give feedback while the year is closing, or once the mentorship has ended."))
    stored = submitted_feedback(mentorship, by)
    message = _(
        "Something changed after you opened this page: what you handed in from another window, or how many answers an "
        "average needs. Look at it again, then hand it in."
    )
    refuse_stale(began_from, stored=stored, wanted=_as_stored(stored, words, ratings), message=message)
    if words is not None:
        own = DevelopmentalFeedback(mentorship=mentorship, writer=by, recipient=mentorship.other_of(by))
        _write_words(own, words, now)
    if ratings is not None:
        _write_ratings(mentorship, by, ratings, now)


def _as_stored(
    stored: SubmittedFeedback, words: FeedbackText | None, ratings: Mapping[str, int | None] | None
) -> SubmittedFeedback:
    """What is handed in, as it would be stored."""
    wanted = stored.copy()
    if words is not None:
        wanted |= {"observation": words.observation, "effect": words.effect, "suggestion": words.suggestion}
    if ratings is not None:
        wanted["ratings"] = {item: ratings.get(item) for item in ConfidentialFeedback.ITEMS}
    return wanted


@transaction.atomic
def submit_to_peer(
    group: MentoringGroup, *, by: User, recipient: User, words: FeedbackText, now: datetime, began_from: str = ""
) -> None:
    """Hand in what one of peers says to another at the end, with their name; again until the other has opened it.

    `began_from` is the revision of `words_of` that the form carried.

    Raises:
        WrongState: the year does not close at present, or the two are not together.
        EditedMeanwhile: something else was handed in since the form was opened.
        AlreadyReleased: the other has opened it.
    """
    group = MentoringGroup.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=group.pk)
    if not can_write_to_peer(by, group, recipient):
        raise WrongState(_("You can look back together while the year is closing."))
    stored = words_of(feedback_between(group, by, recipient)[0])
    refuse_stale(began_from, stored=stored, wanted=words.as_stored())
    _write_words(DevelopmentalFeedback(group=group, writer=by, recipient=recipient), words, now)


def _write_words(fresh: DevelopmentalFeedback, words: FeedbackText, now: datetime) -> None:
    """Store words; where the two have some already, in place of those."""
    recipient, rows = fresh.recipient, DevelopmentalFeedback.objects.select_for_update(of=("self",))
    between = rows.filter(mentorship=fresh.mentorship, group=fresh.group, writer=fresh.writer, recipient=recipient)
    feedback = between.first() or fresh
    if feedback.opened_at:
        raise AlreadyReleased(
            _("%(name)s has read what you wrote, so it can’t be changed anymore.") % {"name": recipient.given_name}
        )
    for name, text in words.as_stored().items():
        if text or not isinstance(
            getattr(feedback, name), UndecryptableText
        ):  # what cannot be opened is not lost unseen
            setattr(feedback, name, text)
    feedback.sent_at = now
    feedback.save()
    enqueue_many([Notice(event="feedback_received", recipient=recipient, subject_pk=str(feedback.pk), due_at=now)])


def _write_ratings(mentorship: Mentorship, by: User, ratings: Mapping[str, int | None], now: datetime) -> None:
    if not can_rate(by, mentorship) or mentorship.participation is None:
        raise NotPermitted(_("Only the mentee in a formal pair can answer these questions."))
    _lock_ratings(mentorship.mentor)
    rated = ConfidentialFeedback.objects.filter(mentorship=mentorship).first()
    if rated and rated.released_at:
        raise AlreadyReleased(_("Your five answers are part of an average now, so they can’t be changed anymore."))
    rated = rated or ConfidentialFeedback(mentorship=mentorship, participation=mentorship.participation)
    for item in ConfidentialFeedback.ITEMS:
        setattr(rated, item, ratings.get(item))
    rated.promised_threshold, rated.sent_at = threshold_for(mentorship), now
    rated.save()
    _update_release(mentorship.mentor, mentorship.cycle.program, now)


def _lock_ratings(mentor: User) -> None:
    """Make everybody who answers about a mentor wait for each other, inside the caller's transaction."""
    User.objects.select_for_update(no_key=True).get(pk=mentor.pk)


@transaction.atomic
def update_release(mentor: User, program: Program, *, now: datetime) -> RatingRelease | None:
    """Freeze the means of a mentor's answers in a program once k have answered, and again after k more.

    k is the program's number, or a larger one that was promised to somebody whose answer is in the means: a program
    that lowers its number lowers it for answers given from then on.

    An item changes only when k more have answered that item, too: otherwise two releases, one subtracted from
    the other, would tell what a single mentee said. Means are rounded to one decimal.

    Args:
        mentor: who is rated.
        program: whose k counts; answers of all its cycles do.
        now: the instant of the release.

    Returns:
        The release in force, or None while too few have answered.
    """
    _lock_ratings(mentor)
    return _update_release(mentor, program, now)


def _update_release(mentor: User, program: Program, now: datetime) -> RatingRelease | None:
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    items = ConfidentialFeedback.ITEMS
    answered = Q(*((f"{item}__isnull", False) for item in items), _connector=Q.OR)
    of_mentor = Q(participation__mentor=mentor, participation__cycle__program=program)
    sent = ConfidentialFeedback.objects.filter(answered & of_mentor)
    rows = list(sent.values_list("promised_threshold", *items))
    k = max([program.answers_before_ratings, *(promised for promised, *_values in rows)])
    if not may_release(len(rows), released=release.answers if release else 0, least=k):
        return release
    means = release.items if release else dict.fromkeys(items, ItemMean(None, 0))
    _promised, *columns = zip(*rows, strict=True)
    for item, column in zip(items, columns, strict=True):
        values = [value for value in column if value is not None]
        if may_release(len(values), released=means[item].answers, least=k):
            means[item] = ItemMean(round(sum(values) / len(values), 1), len(values))
    frozen = {
        "answers": len(rows),
        "means": {item: one.mean for item, one in means.items()},
        "item_answers": {item: one.answers for item, one in means.items()},
        "released_at": now,
    }
    release, _new = RatingRelease.objects.update_or_create(mentor=mentor, program=program, defaults=frozen)
    sent.filter(released_at=None).update(released_at=now)
    return release


@transaction.atomic
def open_feedback(feedback: DevelopmentalFeedback, *, by: User, now: datetime) -> None:
    """Read what the other wrote: from now on it stands. A second time changes nothing.

    Raises:
        NotPermitted: `by` did not receive the feedback.
    """
    if not can_answer_feedback(by, feedback):
        raise NotPermitted(_("Only the person this feedback is for can open it."))
    if feedback.mentorship:  # the writer may be changing it
        Mentorship.objects.select_for_update(of=("self",)).get(pk=feedback.mentorship.pk)
    elif feedback.group:
        MentoringGroup.objects.select_for_update(of=("self",)).get(pk=feedback.group.pk)
    DevelopmentalFeedback.objects.filter(pk=feedback.pk, opened_at=None).update(opened_at=now)


@transaction.atomic
def answer_feedback(
    feedback: DevelopmentalFeedback, *, by: User, answer: str, now: datetime, began_from: str = ""
) -> None:
    """Say what one will change. It may be changed later; the writer hears of the first answer.

    `began_from` is the revision that the form carried.

    Raises:
        NotPermitted: `by` did not receive the feedback.
        WrongState: `by` has not read it.
        EditedMeanwhile: another answer was saved since the form was opened.
    """
    if not can_answer_feedback(by, feedback):
        raise NotPermitted(_("Only the person this feedback is for can reply."))
    feedback = (
        DevelopmentalFeedback.objects.select_for_update(of=("self",)).select_related("writer").get(pk=feedback.pk)
    )
    if feedback.opened_at is None:
        raise WrongState(_("Read it first, then reply."))
    refuse_stale(began_from, stored={"answer": feedback.answer}, wanted={"answer": answer})
    feedback.answer, feedback.answered_at = answer, now
    feedback.save(update_fields=("answer", "answered_at"))
    enqueue_many(
        [Notice(event="feedback_answered", recipient=feedback.writer, subject_pk=str(feedback.pk), due_at=now)]
    )
