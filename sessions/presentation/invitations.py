"""The calendar files of emails about sessions, as `notifications` attaches them.

Each session has a UID of its own, in a series too: each is moved, answered and logged by itself, so a rule with
exceptions would be written anew at every step and end in exceptions alone. One email can carry one invitation
(RFC 5546 allows one UID in it); a series comes as one file with all of its dates, and what happens to one of them
later is an invitation for that one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from notifications.events import CalendarFile
from notifications.models import Message
from sessions.models import MentoringSession, Shown
from sessions.presentation.calendar_entries import entries_for
from sessions.presentation.calendar_entry import Entry
from sessions.presentation.calendar_file import calendar_object, session_file
from sessions.queries.calendars import calendar_of, told_together
from sessions.queries.sessions import with_people


def invitation(message: Message, now: datetime) -> list[CalendarFile]:
    """The session of a message as an invitation, or the series that was proposed, agreed or moved with it."""
    session = _session_of(message)
    if session is None or session.n_times > 1:  # of several times none is a date yet
        return []
    if session.series_id:
        together = with_people(told_together(session, message.reader, after=message.due_at))
        if len(together) > 1:
            content = calendar_object(_entries(message, together, now), method="PUBLISH")
            return [CalendarFile("sessions.ics", content)]
    return _each(_entries(message, [session], now, asks=True))


def cancellation(keys_of_others: Callable[[Message], list[str]]) -> Callable[[Message, datetime], list[CalendarFile]]:
    """What removes the sessions of a message, which names the first, and with `keys_of_others` those that fell too."""

    def files(message: Message, now: datetime) -> list[CalendarFile]:
        keys = [message.subject_pk, *keys_of_others(message)]
        sessions = with_people(MentoringSession.objects.filter(pk__in=keys)).order_by("starts_at", "pk")
        return _each(_entries(message, sessions, now, asks=True))

    return files


def removal(message: Message, now: datetime) -> list[CalendarFile]:
    """What takes the entry out of the calendar of somebody who is not expected any more."""
    session = _session_of(message)
    entries = _entries(message, [session] if session else [], now, asks=True)
    return _each([replace(one, removed=True) for one in entries])


def _session_of(message: Message) -> MentoringSession | None:
    return with_people(MentoringSession.objects.filter(pk=message.subject_pk)).first()


def _entries(
    message: Message, sessions: Iterable[MentoringSession], now: datetime, *, asks: bool = False
) -> list[Entry]:
    shows = Shown(calendar_of(message.reader).in_mails)
    return entries_for(message.reader, sessions, shows=shows, now=now, asks=asks)


def _each(entries: Sequence[Entry]) -> list[CalendarFile]:
    files = []
    for number, entry in enumerate(entries, 1):
        method, content = session_file(entry)
        files.append(CalendarFile(f"session-{number}.ics" if len(entries) > 1 else "session.ics", content, method))
    return files
