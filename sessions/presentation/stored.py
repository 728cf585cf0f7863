"""What is stored about a session, as its forms show it: the log, a private note, when and how people meet.

A form carries the revision of one of these (`core.revisions`), and the service compares it with what is stored by then.
"""

from datetime import datetime
from typing import TypedDict

from sessions.models import MentoringSession, OfficeHours, PrivateNote, SharedSummary


class StoredPlan(TypedDict):
    """When and how people are going to meet; fields of the session."""

    starts_at: datetime
    minutes: int
    mode: str
    location: str
    join_url: str


class StoredLog(TypedDict):
    """The log of a session.

    `outcome` is the session's state, `topics` are `SupportFunction` values in order, `requested_change` is what the
    mentee wants changed, and `attendance` maps a user's primary key to an `Attendance.State`.
    """

    starts_at: datetime
    minutes: int
    mode: str
    confidential: bool
    outcome: str
    topics: list[str]
    summary: str
    requested_change: str
    attendance: dict[int, str]


class StoredFocus(TypedDict):
    """What a session is for: a value of `Focus`, or empty."""

    focus: str


class StoredTerms(TypedDict):
    """On what terms office hours are booked; fields of `OfficeHours`."""

    time_zone: str
    minutes: int
    buffer_minutes: int
    daily_limit: int | None
    notice_hours: int
    days_ahead: int
    location: str
    join_url: str


class StoredNote(TypedDict):
    """A private note."""

    text: str


def log_of(session: MentoringSession) -> StoredLog:
    """Return the log of a session, or what its calendar says, with the attendance and what the mentee disputes.

    What the caller has prefetched is not read again.
    """
    summary: SharedSummary | None = getattr(session, "shared_summary", None)
    return StoredLog(
        starts_at=session.starts_at,
        minutes=session.minutes,
        mode=session.mode,
        confidential=session.confidential,
        outcome=session.state,
        topics=sorted(topic.function for topic in session.topics.all()),
        summary=summary.text if summary else "",
        requested_change=summary.requested_change if summary else "",
        attendance={one.user_id: one.state for one in session.attendances.all()},
    )


def plan_of(session: MentoringSession) -> StoredPlan:
    """Return when and how people are going to meet."""
    return StoredPlan(
        starts_at=session.starts_at,
        minutes=session.minutes,
        mode=session.mode,
        location=session.location,
        join_url=session.join_url,
    )


def terms_of(office: OfficeHours) -> StoredTerms:
    """Return on what terms office hours are booked."""
    return StoredTerms(
        time_zone=office.time_zone,
        minutes=office.minutes,
        buffer_minutes=office.buffer_minutes,
        daily_limit=office.daily_limit,
        notice_hours=office.notice_hours,
        days_ahead=office.days_ahead,
        location=office.location,
        join_url=office.join_url,
    )


def focus_of(session: MentoringSession) -> StoredFocus:
    """Return what a session is for."""
    return StoredFocus(focus=session.focus)


def note_of(note: PrivateNote | None) -> StoredNote:
    """Return a private note, empty where there is none."""
    return StoredNote(text=note.text if note else "")
