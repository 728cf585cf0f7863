"""The sessions of a pair as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import Attendance, MentoringSession, PrivateNote, TimeSuggestion, counts_as_held
from sessions.queries.sessions import with_people


@dataclass(slots=True)
class TimelineEntry:
    """One entry of a pair's timeline.

    Attributes:
        session: with people and summary.
        answer: the state of the reader's attendance, empty where there is none.
        noted: whether the reader keeps a private note about it.
        n_sessions: for how many sessions of a proposed series it stands.
        held: whether it counts as held.
        suggestion: another time that is suggested for it, and not answered yet.
    """

    session: MentoringSession
    answer: str
    noted: bool
    n_sessions: int = 1
    held: bool = False
    suggestion: TimeSuggestion | None = None


def pair_timeline(
    mentorship: Mentorship, reader: User, *, suggestions: Iterable[TimeSuggestion]
) -> list[TimelineEntry]:
    """Return the timeline of a pair, earliest first.

    A proposed series gets one answer and is one entry. `suggestions` are the pair's `open_suggestions`.
    """
    own = Attendance.objects.filter(user=reader, session=OuterRef("pk"))
    noted = PrivateNote.objects.visible_to(reader).filter(session=OuterRef("pk"))
    sessions = with_people(
        mentorship.sessions.annotate(
            counts=counts_as_held(), answer=Coalesce(Subquery(own.values("state")[:1]), Value("")), noted=Exists(noted)
        )
    ).select_related("shared_summary")
    suggestion = {one.session_id: one for one in suggestions}
    entries: list[TimelineEntry] = []
    by_series: dict[int, TimelineEntry] = {}
    for session in sessions.order_by("starts_at", "pk"):
        if session.state == MentoringSession.State.PROPOSED and session.series_id in by_series:
            by_series[session.series_id].n_sessions += 1
            continue
        read = vars(session)
        entry = TimelineEntry(
            session, read["answer"], read["noted"], held=bool(read["counts"]), suggestion=suggestion.get(session.pk)
        )
        if session.state == MentoringSession.State.PROPOSED and session.series_id is not None:
            by_series[session.series_id] = entry
        entries.append(entry)
    return entries


def expected_session_count(pair: Mentorship) -> int:
    """Return about how many sessions the program expects of the pair in the year; the days of a leave do not count."""
    away = pair.paused_days
    participation = pair.participation
    if participation is not None and participation.away_from and participation.away_until:
        away += (participation.away_until - participation.away_from).days
    program = pair.cycle.program
    return max(0, program.expected_sessions - away // program.cadence_days)
