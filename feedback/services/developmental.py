"""Named feedback: handed in, changed until it is opened, opened and answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from core.undecryptable import UndecryptableText
from feedback.errors import AlreadyReleased, NotPermitted
from feedback.models import ASKED_AFTER, ASKED_FOR, DevelopmentalFeedback
from feedback.notices import ANSWERED, FOLLOW_UP, RECEIVED
from feedback.policies import can_answer_feedback, can_write_to_peer
from feedback.presentation.submitted import words_of
from feedback.queries.year_end import feedback_between
from feedback.services.locks import lock_two
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import MentoringGroup


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
    write_words(DevelopmentalFeedback(group=group, writer=by, recipient=recipient), words, now)


def write_words(fresh: DevelopmentalFeedback, words: FeedbackText, now: datetime) -> None:
    """Store what somebody says looking back on the year; where they have said something already, in its place.

    Raises:
        AlreadyReleased: the other has opened it.
    """
    rows = DevelopmentalFeedback.objects.select_for_update(of=("self",)).at_year_end()
    between = rows.filter(
        mentorship=fresh.mentorship, group=fresh.group, writer=fresh.writer, recipient=fresh.recipient
    )
    fresh.occasion = DevelopmentalFeedback.Occasion.YEAR_END
    store_words(between.first() or fresh, words, now)


def store_words(feedback: DevelopmentalFeedback, words: FeedbackText, now: datetime) -> None:
    """Store words in a row that may be new. The recipient hears that there are some; called under a lock.

    Raises:
        AlreadyReleased: the other has opened them.
    """
    recipient = feedback.recipient
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
    enqueue_many([Notice(event=RECEIVED, recipient=recipient, subject_pk=str(feedback.pk), due_at=now)])


@transaction.atomic
def open_feedback(feedback: DevelopmentalFeedback, *, by: User, now: datetime) -> None:
    """Read what the other wrote: from now on it stands. A second time changes nothing.

    Raises:
        NotPermitted: `by` did not receive the feedback.
    """
    if not can_answer_feedback(by, feedback):
        raise NotPermitted(_("Only the person this feedback is for can open it."))
    lock_two(feedback.two_for(by))  # the writer may be changing it
    DevelopmentalFeedback.objects.filter(pk=feedback.pk, opened_at=None).update(opened_at=now)


@transaction.atomic
def answer_feedback(
    feedback: DevelopmentalFeedback, *, by: User, answer: str, now: datetime, began_from: str = ""
) -> None:
    """Say what one will change. It may be changed later; the writer hears of the first answer.

    Weeks later both are asked whether it has changed.

    `began_from` is the revision that the form carried.

    Raises:
        NotPermitted: `by` did not receive the feedback.
        WrongState: `by` has not read it.
        EditedMeanwhile: another answer was saved since the form was opened.
    """
    if not can_answer_feedback(by, feedback):
        raise NotPermitted(_("Only the person this feedback is for can reply."))
    rows = DevelopmentalFeedback.objects.select_for_update(of=("self",)).select_related("writer", "recipient")
    feedback = rows.get(pk=feedback.pk)
    if feedback.opened_at is None:
        raise WrongState(_("Read it first, then reply."))
    refuse_stale(began_from, stored={"answer": feedback.answer}, wanted={"answer": answer})
    feedback.answer, feedback.answered_at = answer, feedback.answered_at or now
    feedback.save(update_fields=("answer", "answered_at"))
    key, again = str(feedback.pk), feedback.answered_at + ASKED_AFTER
    people = (feedback.writer, feedback.recipient)
    enqueue_many(
        [
            Notice(event=ANSWERED, recipient=feedback.writer, subject_pk=key, due_at=now),
            *(
                Notice(event=FOLLOW_UP, recipient=person, subject_pk=key, due_at=again, expires_at=again + ASKED_FOR)
                for person in people
            ),
        ]
    )
