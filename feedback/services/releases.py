"""What may be seen of confidential answers: means that are renewed after k more, and comments when a year closes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core.disclosure.releases import NOTHING, Scale, may_release, renewed
from core.undecryptable import UndecryptableText
from feedback.models import ConfidentialAnswer, ConfidentialComment, RatingRelease
from programs.models import Cycle, Program

SCALE = Scale(1, 5)


def lock_ratings(mentor: User) -> None:
    """Make everybody who answers about a mentor wait for each other, inside the caller's transaction."""
    User.objects.select_for_update(no_key=True).get(pk=mentor.pk)


@transaction.atomic
def update_release(mentor: User, program: Program, *, now: datetime) -> RatingRelease | None:
    """Freeze what may be known of a mentor's answers in a program once k have answered, and again after k more.

    k is the program's number, or a larger one that was promised to somebody whose answer is in the means: a program
    that lowers its number lowers it for answers given from then on. An item changes only when k more have answered
    that item, too.

    Args:
        mentor: who is rated.
        program: whose k counts; answers of all its cycles do.
        now: the instant of the release.

    Returns:
        The release in force, or None while too few have answered.
    """
    lock_ratings(mentor)
    return renew_release(mentor, program, now)


def renew_release(mentor: User, program: Program, now: datetime) -> RatingRelease | None:
    """Do the same under a lock that the caller holds already. Where no key opens an answer, nothing changes."""
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    rows = list(ConfidentialAnswer.objects.filter(participation__mentor=mentor, participation__cycle__program=program))
    values = [row.values for row in rows]
    opened = [each for each in values if each is not None]
    k = _threshold(program, rows)
    if len(opened) < len(rows) or not may_release(len(rows), released=release.answers if release else 0, least=k):
        return release
    known = release.items if release else dict.fromkeys(ConfidentialAnswer.ITEMS, NOTHING)
    for item, column in zip(ConfidentialAnswer.ITEMS, zip(*opened, strict=True), strict=True):
        answers = [value for value in column if value is not None]
        known[item] = renewed(known[item], answers, scale=SCALE, least=k)
    frozen = {
        "answers": len(rows),
        "sums": {item: [one.answers, one.low, one.high] for item, one in known.items()},
        "released_at": now,
    }
    return RatingRelease.objects.update_or_create(mentor=mentor, program=program, defaults=frozen)[0]


@transaction.atomic
def release_comments(cycle: Cycle, *, on: date) -> None:
    """Let comments be read that waited for the end of a year, of each mentor of whom there are k; the others go on.

    Those of earlier years that were too few count as well.
    """
    waiting = ConfidentialComment.objects.waiting().filter(participation__cycle__program=cycle.program)
    by_mentor: dict[int, list[ConfidentialComment]] = {}
    for comment in waiting.select_related("participation"):
        by_mentor.setdefault(comment.participation.mentor_id, []).append(comment)
    of_cycle = set(User.objects.filter(participations__cycle=cycle).values_list("pk", flat=True))
    for mentor, comments in by_mentor.items():
        readable = [one for one in comments if not isinstance(one.words, UndecryptableText)]
        least = _threshold(cycle.program, comments)
        if mentor in of_cycle and may_release(len(readable), released=0, least=least):
            waiting.filter(pk__in=[one.pk for one in readable]).update(released_on=on)


def _threshold(program: Program, rows: Iterable[ConfidentialAnswer | ConfidentialComment]) -> int:
    """The program's number, or the largest that was promised to one of those who wrote `rows`."""
    return max([program.answers_before_ratings, *(row.promised_threshold for row in rows)])
