"""The sessions of a pair as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import Attendance, MentoringSession, TimeSuggestion
from sessions.queries.sessions import with_people

_NEXT = 2


@dataclass(slots=True)
class Entry:
    """One entry of a pair's trail.

    Attributes:
        session: with people and summary.
        own: the reader's attendance, if there is one.
        asked: for how many sessions of a suggested series it stands.
        instead: another time that is suggested for it, and not answered yet.
    """

    session: MentoringSession
    own: Attendance | None
    asked: int = 1
    instead: TimeSuggestion | None = None


def trail_of_pair(
    mentorship: Mentorship, reader: User, now: datetime, *, moves: Iterable[TimeSuggestion]
) -> tuple[list[Entry], list[Entry]]:
    """Return (the trail of a pair, latest first; the entries further ahead than the next two, soonest first).

    A suggested series is one question and one entry. `moves` are the pair's `open_moves`.
    """
    sessions = with_people(mentorship.sessions.all()).select_related("shared_summary").order_by("starts_at", "pk")
    own = {one.session_id: one for one in Attendance.objects.filter(user=reader, session__mentorship=mentorship)}
    instead = {one.session_id: one for one in moves}
    entries: list[Entry] = []
    suggested: dict[int, Entry] = {}
    for session in sessions:
        if session.state == MentoringSession.State.PROPOSED and session.series_id in suggested:
            suggested[session.series_id].asked += 1
            continue
        entry = Entry(session, own.get(session.pk), instead=instead.get(session.pk))
        if session.state == MentoringSession.State.PROPOSED and session.series_id is not None:
            suggested[session.series_id] = entry
        entries.append(entry)
    begun = sum(entry.session.starts_at <= now for entry in entries)
    return entries[: begun + _NEXT][::-1], entries[begun + _NEXT :]


def expected_in_the_year(pair: Mentorship) -> int:
    """Return about how many sessions the program expects of the pair in the year; the days of a leave do not count."""
    away = pair.paused_days
    participation = pair.participation
    if participation is not None and participation.away_from and participation.away_until:
        away += (participation.away_until - participation.away_from).days
    program = pair.cycle.program
    return max(0, program.expected_sessions - away // program.cadence_days)
