"""From sessions to what their entries in a calendar are made of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from sessions.models import MentoringSession, Shown
from sessions.presentation.calendar_entry import Entry
from sessions.queries.calendars import answers_of, people_told


def entries_for(
    reader: User, sessions: Iterable[MentoringSession], *, shows: Shown, now: datetime | None, asks: bool = False
) -> list[Entry]:
    """Return what the entries of `sessions` are made of, for one reader. Costs two queries.

    Args:
        reader: whose calendar it is for.
        sessions: with their people.
        shows: how much of a session the entry shows.
        now: when the copies are made; None for a feed, which reads the same until something changes: then each is of
            the day on which its session was made.
        asks: whether they are invitations.
    """
    found = list(sessions)
    answers = answers_of(reader, found)
    people = people_told(found) if shows == Shown.DETAILS else {}
    return [
        Entry(
            session=one,
            reader=reader,
            answer=answers.get(one.pk),
            people=people.get(one.pk, []),
            shows=shows,
            url=settings.SITE_URL + reverse("sessions:show-session", kwargs={"pk": one.pk}),
            sender=settings.DEFAULT_FROM_EMAIL,
            stamp=now or one.created_at,
            asks=asks,
        )
        for one in found
    ]
