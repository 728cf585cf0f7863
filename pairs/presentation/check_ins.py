"""Check-ins in words: one's own, and what reaches a coordinator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from pairs.models import CheckIn, CheckInAnswers
from pairs.models.check_ins import Often, Openly, Outlook


@dataclass(frozen=True, slots=True)
class ReadCheckIn:
    """What somebody answered before, for themselves: which check, when, and (question, answer)."""

    title: str
    answered_at: datetime
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReadShared:
    """What reaches a coordinator.

    Attributes:
        check_in: which, with its pair.
        person, other: who would like to talk, and the other of the pair.
        message: what they say.
        answers: (question, answer) where they share them.
    """

    check_in: CheckIn
    person: User
    other: User
    message: str
    answers: Sequence[tuple[str, str]]


def read_check_in(check_in: CheckIn) -> ReadCheckIn:
    """Return one's own answers in words."""
    return ReadCheckIn(str(check_in.get_kind_display()), check_in.answered_at, _in_words(check_in.own_answers))


def read_shared(check_in: CheckIn) -> ReadShared:
    """Return what a coordinator reads, in words."""
    shared = check_in.shared_words
    answers = _in_words(shared.answers) if shared.answers else ()
    other = check_in.mentorship.other_of(check_in.person)
    return ReadShared(check_in, check_in.person, other, shared.message, answers)


def _in_words(answers: CheckInAnswers) -> list[tuple[str, str]]:
    rows = [
        (_("What would you like for this mentorship?"), dict(Outlook.choices).get(answers.outlook, "")),
        (_("Do you meet often enough?"), dict(Often.choices).get(answers.often, "")),
        (_("Can you say what’s on your mind?"), dict(Openly.choices).get(answers.openly, "")),
        (_("What would you keep, and what would you change?"), answers.words),
    ]
    return [(question, str(answer)) for question, answer in rows if answer]
