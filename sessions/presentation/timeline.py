"""The sessions of a pair as its page shows them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from core.prepared import prepared
from pairs.models import Mentorship
from sessions.models import Attendance, MentoringSession, PrivateNote, TimeSuggestion, counts_as_held
from sessions.queries.pending import sessions_waiting_for
from sessions.queries.suggestions import open_suggestions_in


@dataclass(slots=True)
class TimelineEntry:
    """One entry of a pair's timeline.

    Attributes:
        session: with people and summary.
        answer: the state of the reader's attendance, empty where there is none.
        noted: whether the reader keeps a private note about it.
        n_sessions: for how many sessions of a proposed series it stands.
        held: whether it counts as held.
        waits: whether it waits for a step of the reader.
        suggestions: the other times that are suggested for it and not answered yet; one, or several to pick from.
    """

    session: MentoringSession
    answer: str
    noted: bool
    n_sessions: int = 1
    held: bool = False
    waits: bool = False
    suggestions: Sequence[TimeSuggestion] = ()


def pair_timeline(mentorship: Mentorship, reader: User, now: datetime) -> list[TimelineEntry]:
    """Return the timeline of a pair, earliest first; a proposed series gets one answer and is one entry.

    One query, and one more where other times are proposed.
    """
    sessions = {session.pk: session for session in _sessions_of(mentorship, reader, now)}
    for session in sessions.values():  # read once, with the pair
        session.mentorship, session.cycle = mentorship, mentorship.cycle
    asked = any(vars(session)["asked"] for session in sessions.values())
    suggestions: dict[object, list[TimeSuggestion]] = defaultdict(list)
    for one in open_suggestions_in(mentorship, now) if asked else ():
        one.session = sessions[one.session_id]
        suggestions[one.session_id].append(one)
    entries: list[TimelineEntry] = []
    by_series: dict[int, TimelineEntry] = {}
    for session in sessions.values():
        proposed = session.state == MentoringSession.State.PROPOSED
        if proposed and session.series_id in by_series:
            by_series[session.series_id].n_sessions += 1
            continue
        entry = _entry(session, suggestions.get(session.pk, ()))
        if proposed and session.series_id is not None:
            by_series[session.series_id] = entry
        entries.append(entry)
    return entries


@prepared
def _sessions_of(mentorship: Mentorship, reader: User, now: datetime) -> QuerySet[MentoringSession]:
    own = Attendance.objects.filter(user=reader, session=OuterRef("pk"))
    noted = PrivateNote.objects.visible_to(reader).filter(session=OuterRef("pk"))
    sessions = MentoringSession.objects.filter(mentorship=mentorship).annotate(
        counts=counts_as_held(),
        answer=Coalesce(Subquery(own.values("state")[:1]), Value("")),
        noted=Exists(noted),
        waits=Exists(sessions_waiting_for(reader, now).filter(pk=OuterRef("pk"))),
        asked=Exists(TimeSuggestion.objects.open_at(now).filter(session=OuterRef("pk"))),
    )
    return sessions.select_related("shared_summary").order_by("starts_at", "pk")


def _entry(session: MentoringSession, suggestions: Sequence[TimeSuggestion]) -> TimelineEntry:
    read = vars(session)
    return TimelineEntry(
        session,
        read["answer"],
        read["noted"],
        held=bool(read["counts"]),
        waits=read["waits"],
        suggestions=suggestions,
    )


def expected_session_count(pair: Mentorship) -> int:
    """Return about how many sessions the program expects of the pair in the year; the days of a leave do not count."""
    away = pair.paused_days
    participation = pair.participation
    if participation is not None and participation.away_from and participation.away_until:
        away += (participation.away_until - participation.away_from).days
    program = pair.cycle.program
    return max(0, program.expected_sessions - away // program.cadence_days)
