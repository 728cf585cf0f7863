"""The means of ratings that may be seen: frozen, and renewed only after k more answers."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.disclosure.releases import may_release
from feedback.models import ConfidentialFeedback, ItemMean, RatingRelease
from programs.models import Program


def lock_ratings(mentor: User) -> None:
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
    lock_ratings(mentor)
    return renew_release(mentor, program, now)


def renew_release(mentor: User, program: Program, now: datetime) -> RatingRelease | None:
    """Do the same under a lock that the caller holds already."""
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
