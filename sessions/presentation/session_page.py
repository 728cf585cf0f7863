"""What stands on the page of one session, for one reader."""

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from accounts.models import User
from core.dates import instant_text
from core.revisions import revision_of
from pairs.models import Mentorship
from pairs.presentation.peers import and_text
from people.models import MentorParticipation
from programs.models import Cycle
from programs.policies import can_coordinate
from sessions.models import (
    Attendance,
    Focus,
    MentoringSession,
    PrivateNote,
    SessionMessage,
    SessionTopic,
    SharedSummary,
    StepNote,
    TimeSuggestion,
)
from sessions.policies import can_change, can_check_log, can_choose_focus, can_log, is_participant
from sessions.presentation.days_off import days_off_among
from sessions.presentation.guides import GUIDES, Guide
from sessions.presentation.headings import heading_for, zones_for
from sessions.presentation.series import series_by_zone
from sessions.presentation.stored import log_of
from sessions.queries.sessions import later_of_series, proposed_series
from sessions.queries.suggestions import proposed_times, suggestions_for

State = MentoringSession.State
Answer = Attendance.State
_OPEN_LOG = (MentoringSession.Confirmation.WAITING, MentoringSession.Confirmation.DISPUTED)


class _Content(TypedDict):
    guide: Guide | None
    topics: list[SessionTopic]
    summary: SharedSummary | None
    note: PrivateNote | None
    step_notes: list[StepNote]


class _Steps(TypedDict):
    can_choose_focus: bool
    can_answer: bool
    can_change: bool
    can_log: bool
    can_check: bool
    log_revision: str
    later: int


class Choice(TypedDict):
    """One of several proposed times; `key` is the instant as an answer names it."""

    key: str
    starts_at: datetime
    zones: list[ZoneInfo]


class _OfPair(TypedDict):
    in_leave: MentorParticipation | None
    choices: list[Choice]
    proposed: list[MentoringSession]
    series_times: list[str]
    suggestions: list[TimeSuggestion]
    instead: list[Choice]
    suggested_by_reader: bool


class _OfGroup(TypedDict):
    written: list[SessionMessage]
    leaders: list[User]
    guests: list[Attendance]
    waiting: list[Attendance]
    n_guests: int
    n_waiting: int
    position: int
    full: bool
    marks: list[str]
    peers: str


class _Common(_Content, _Steps):
    session: MentoringSession
    cycle: Cycle
    heading: str
    other: User | None
    own: Attendance | None
    is_participant: bool
    begun: bool
    now: datetime


class PairSessionContext(_Common, _OfPair):
    """The variables of the page of a pair's session."""


class GroupSessionContext(_Common, _OfGroup):
    """The variables of the page of a group session or a workshop."""


def session_context(session: MentoringSession, user: User, now: datetime) -> PairSessionContext | GroupSessionContext:
    """Return the variables of the session's page: the session, the reader's part in it, and what they may do.

    Names and what was written stand in it for those alone who may read them.
    """
    attendances = list(session.attendances.select_related("user").order_by("-leads", "waiting_since", "pk"))
    own = next((one for one in attendances if one.user_id == user.pk), None)
    participates = is_participant(user, session)
    common: _Common = {
        "session": session,
        "cycle": session.cycle,
        "heading": heading_for(session, user),
        "other": session.other_of(user),
        "own": own,
        "is_participant": participates,
        "begun": session.starts_at <= now,
        "now": now,
        **_content(session, user, reads=participates),
        **_steps(session, user, own, now),
    }
    if session.mentorship is None:
        return {**common, **_of_group(session, user, own, attendances)}
    return {**common, **_of_pair(session, session.mentorship, user, now)}


def _content(session: MentoringSession, user: User, *, reads: bool) -> _Content:
    """What was written; nothing for who does not belong to the session."""
    if not reads:
        return {"guide": None, "topics": [], "summary": None, "note": None, "step_notes": []}
    return {
        "guide": GUIDES[Focus(session.focus)] if session.focus else None,
        "step_notes": list(session.step_notes.select_related("by")),
        "topics": list(session.topics.all()),
        "summary": SharedSummary.objects.filter(session=session).first(),
        "note": PrivateNote.objects.visible_to(user).filter(session=session).defer("text").first(),
    }


def _steps(session: MentoringSession, user: User, own: Attendance | None, now: datetime) -> _Steps:
    ahead, begun = session.is_ahead, session.starts_at <= now
    invited = own is not None and own.state == Answer.INVITED
    planned = session.state == State.SCHEDULED and begun
    can_check = can_check_log(user, session) and session.confirmation in _OPEN_LOG
    return {
        "can_choose_focus": ahead and can_choose_focus(user, session),
        "can_answer": session.state == State.PROPOSED and invited and not begun,
        "can_change": ahead and not begun and can_change(user, session),
        "can_log": can_log(user, session) and (planned or session.confirmation in _OPEN_LOG),
        "can_check": can_check,
        "log_revision": revision_of(log_of(session)) if can_check else "",
        "later": later_of_series(session).count() if ahead else 0,
    }


def _of_pair(session: MentoringSession, mentorship: Mentorship, user: User, now: datetime) -> _OfPair:
    """What a pair's session asks: every date of a proposed series, or another time for an agreed session."""
    proposed = proposed_series(session, now) if session.state == State.PROPOSED else []
    suggestions = suggestions_for(session, now) if session.state == State.SCHEDULED else []
    starts = [one.starts_at for one in proposed]
    participation = mentorship.participation
    away = participation is not None and participation.is_away_on(session.cycle.local_day(session.starts_at))
    return {
        "in_leave": participation if away and session.is_ahead and session.starts_at > now else None,
        "choices": _choices(session, user, now),
        "proposed": proposed,
        "series_times": _said_of_series(session, starts, user) if len(starts) > 1 else [],
        "suggestions": suggestions,
        "instead": _instead(session, suggestions, user),
        "suggested_by_reader": bool(suggestions) and suggestions[0].by_id == user.pk,
    }


def _said_of_series(session: MentoringSession, starts: list[datetime], user: User) -> list[str]:
    return [*series_by_zone(starts, zones_for(session, user)), *days_off_among(session.cycle, starts)]


def _choices(session: MentoringSession, user: User, now: datetime) -> list[Choice]:
    """The times of which one is picked, that can still be had; none where one time was proposed."""
    if session.state != State.PROPOSED or session.n_times == 1:
        return []
    return _as_choices(session, proposed_times(session, now), user)


def _instead(session: MentoringSession, suggestions: list[TimeSuggestion], user: User) -> list[Choice]:
    """The times instead of the agreed one of which one is picked; none where one is suggested for each session."""
    own = [one.starts_at for one in suggestions if one.session_id == session.pk]
    return _as_choices(session, own, user) if len(own) > 1 else []


def _as_choices(session: MentoringSession, starts: list[datetime], user: User) -> list[Choice]:
    zones = zones_for(session, user)
    return [Choice(key=instant_text(one), starts_at=one, zones=zones) for one in starts]


def _of_group(session: MentoringSession, user: User, own: Attendance | None, attendances: list[Attendance]) -> _OfGroup:
    """Places, waiting list and names of a group session or workshop."""
    coming = [one for one in attendances if one.state in (Answer.CONFIRMED, Answer.ATTENDED)]
    guests = [one for one in coming if not one.leads]
    waiting = [one for one in attendances if one.state == Answer.WAITLISTED]
    coordinates = can_coordinate(user, session.cycle.program)
    is_peer = session.is_of_peers and own is not None
    sees_names = own in coming or coordinates or session.organiser_id == user.pk or is_peer
    return {
        "written": list(session.messages.select_related("by")) if own or coordinates else [],
        "leaders": [one.user for one in attendances if one.leads],
        "guests": guests if sees_names else [],
        "waiting": waiting if coordinates else [],
        "n_guests": len(guests),
        "n_waiting": len(waiting),
        "position": waiting.index(own) + 1 if own in waiting else 0,
        "full": session.places is not None and len(guests) >= session.places,
        "marks": _place_marks(session, guests, waiting, user),
        "peers": and_text([one.user.display_name for one in attendances if one.user_id != user.pk]) if is_peer else "",
    }


def _place_marks(
    session: MentoringSession, guests: list[Attendance], waiting: list[Attendance], user: User
) -> list[str]:
    """One mark a place: taken, yours, and the free ones; when there are none, those who wait."""
    if session.places is None:
        return []
    taken = ["series-2" if one.user_id == user.pk else "series-1" for one in guests]
    free = ["series-none"] * max(0, session.places - len(guests))
    return taken + (free or ["series-2" if one.user_id == user.pk else "series-none" for one in waiting])
