"""Feedback during the year: everything between two people by date, requests that wait, and what is followed up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from accounts.models import User
from feedback.models import ASKED_AFTER, ASKED_FOR, DevelopmentalFeedback, FeedbackRequest, FollowUp, Two

FEEDBACK, REQUEST = "feedback", "request"


class Entry(TypedDict):
    """One thing between two people, without a word of it.

    Attributes:
        what: feedback or a request.
        key: of its row.
        at: when it was written.
        by: who wrote it.
        kind: the occasion of feedback, or the state of a request.
        opened, answered: of feedback; a request has the end of its waiting.
    """

    what: str
    key: UUID
    at: datetime
    by: int
    kind: str
    opened: datetime | None
    answered: datetime | None


def entries_between(two: Two) -> QuerySet[DevelopmentalFeedback, Entry]:
    """Return everything between the two, the latest first; a request that was answered is told by its feedback.

    One query, in which nothing is decrypted.
    """
    given = (
        DevelopmentalFeedback.objects.visible_to(two.reader)
        .of(two)
        .filter(Q(writer=two.other) | Q(recipient=two.other))
    )
    asked = FeedbackRequest.objects.visible_to(two.reader).of(two).filter(Q(asker=two.other) | Q(asked=two.other))
    open_or_closed = asked.exclude(state=FeedbackRequest.State.ANSWERED)
    feedback = _entries(given, FEEDBACK, "sent_at", "writer", "occasion", "opened_at", "answered_at")
    requests = _entries(open_or_closed, REQUEST, "asked_at", "asker", "state", "closed_at", "closed_at")
    return feedback.union(requests, all=True).order_by("-at", "key")


def _entries(rows: QuerySet[Any], what: str, *fields: str) -> QuerySet[Any, Any]:
    names = ("at", "by", "kind", "opened", "answered")
    columns = dict(zip(names, map(F, fields), strict=True))
    return rows.order_by().values(what=Value(what, output_field=CharField()), key=F("pk"), **columns)


def requests_to(user: User, cycles: Iterable[int]) -> QuerySet[FeedbackRequest]:
    """Return what waits for `user` to say something about it, in these years; the oldest first."""
    mine = FeedbackRequest.objects.filter(asked=user, state=FeedbackRequest.State.OPEN)
    here = mine.filter(Q(mentorship__cycle__in=cycles) | Q(group__cycle__in=cycles))
    rows = here.going_on("asker", "asked").select_related("asker", "mentorship", "group")
    return rows.defer("about").order_by("asked_at")


def to_follow_up(user: User, cycles: Iterable[int], now: datetime) -> QuerySet[DevelopmentalFeedback]:
    """Return the feedback of which `user` is to say whether it has changed, in these years; the oldest first."""
    said = FollowUp.objects.filter(feedback=OuterRef("pk"), person=user)
    due = Q(answered_at__gt=now - ASKED_AFTER - ASKED_FOR, answered_at__lte=now - ASKED_AFTER)
    here = Q(mentorship__cycle__in=cycles) | Q(group__cycle__in=cycles)
    rows = DevelopmentalFeedback.objects.visible_to(user).filter(due, here, ~Exists(said))
    found = rows.going_on("writer", "recipient").select_related("writer", "recipient", "mentorship", "group")
    return found.defer("observation", "effect", "suggestion", "answer").order_by("answered_at")
