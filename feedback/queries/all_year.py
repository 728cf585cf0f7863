"""Feedback during the year: everything between two people by date, and what waits for one of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from core.among import Among
from core.prepared import prepared
from feedback.models import ASKED_AFTER, ASKED_FOR, DevelopmentalFeedback, FeedbackRequest, FollowUp, Two
from pairs.models import MentoringGroup, Mentorship

FEEDBACK, REQUEST = "feedback", "request"
_LATEST = 3  # as many as the page of two people shows


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


@prepared
def latest_of_pair(pair: Mentorship, reader: User, other: User) -> QuerySet[DevelopmentalFeedback, Entry]:
    """Return the last few of these entries of a pair."""
    return entries_between(Two(reader, other, mentorship=pair))[:_LATEST]


def _entries(rows: QuerySet[Any], what: str, *fields: str) -> QuerySet[Any, Any]:
    names = ("at", "by", "kind", "opened", "answered")
    columns = dict(zip(names, map(F, fields), strict=True))
    return rows.order_by().values(what=Value(what, output_field=CharField()), key=F("pk"), **columns)


def unopened(group: MentoringGroup, reader: User) -> QuerySet[Any, int]:
    """Return the writer, by key, of each piece in a group that `reader` has received and not opened."""
    rows = DevelopmentalFeedback.objects.visible_to(reader).filter(group=group, recipient=reader, opened_at=None)
    return rows.order_by().values_list("writer", flat=True)


class Waiting(TypedDict):
    """One thing about feedback that waits for somebody.

    Attributes:
        what: a request, or feedback of which is asked whether it has changed.
        key: of its row.
        at: since when, for a request; when it was answered, for feedback.
        cycle: the key of the year.
        title, given, family: the names of the other of the two.
    """

    what: str
    key: UUID
    at: datetime
    cycle: int
    title: str
    given: str
    family: str


def waiting_for(user: User, cycles: Iterable[int], now: datetime) -> list[Waiting]:
    """Return what waits for `user` in these years: requests, and feedback to be followed up. One query."""
    return _waiting_between(user, list(cycles), now - ASKED_AFTER - ASKED_FOR, now - ASKED_AFTER)


@prepared
def _waiting_between(user: User, cycles: list[int], after: datetime, until: datetime) -> QuerySet[Any, Waiting]:
    """Of feedback that was answered `after` an instant and `until` another."""
    here = Q(Among("mentorship__cycle", cycles)) | Q(Among("group__cycle", cycles))
    mine = FeedbackRequest.objects.filter(here, asked=user, state=FeedbackRequest.State.OPEN)
    requests = mine.going_on("asker", "asked").annotate(waits_at=F("asked_at"), them=F("asker"))
    said = FollowUp.objects.filter(feedback=OuterRef("pk"), person=user)
    due = Q(answered_at__gt=after, answered_at__lte=until)
    rows = DevelopmentalFeedback.objects.visible_to(user).filter(here, due, ~Exists(said))
    other = Case(When(writer=user, then=F("recipient")), default=F("writer"))
    followed = rows.going_on("writer", "recipient").annotate(waits_at=F("answered_at"), them=other)
    return _waiting(requests, REQUEST).union(_waiting(followed, FEEDBACK), all=True)


def _waiting(rows: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    them = User.objects.filter(pk=OuterRef("them"))
    return rows.order_by().values(
        what=Value(what, output_field=CharField()),
        key=F("pk"),
        at=F("waits_at"),
        cycle=Coalesce(F("mentorship__cycle"), F("group__cycle")),
        title=Subquery(them.values("title")),
        given=Subquery(them.values("given_name")),
        family=Subquery(them.values("family_name")),
    )
