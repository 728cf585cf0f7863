"""Mentoring sessions: when people meet, who comes, what both remember, and what only one may read."""

from sessions.models.busy import BusyStretch, OwnCalendar
from sessions.models.calendars import PersonalCalendar, Shown
from sessions.models.focus import Focus
from sessions.models.messages import SessionMessage
from sessions.models.notes import PrivateNote, SharedSummary, StepNote
from sessions.models.office_hours import OfficeHours, OpenHours
from sessions.models.polls import PollAnswer, PollTime, TimePoll
from sessions.models.sent_logs import SentLog
from sessions.models.sessions import (
    Attendance,
    MentoringSession,
    Mode,
    SessionSeries,
    SessionTopic,
    counts_as_held,
    is_agreed_ahead,
)
from sessions.models.suggestions import TimeSuggestion

__all__ = [
    "Attendance",
    "BusyStretch",
    "Focus",
    "MentoringSession",
    "Mode",
    "OfficeHours",
    "OpenHours",
    "OwnCalendar",
    "PersonalCalendar",
    "PollAnswer",
    "PollTime",
    "PrivateNote",
    "SentLog",
    "SessionMessage",
    "SessionSeries",
    "SessionTopic",
    "SharedSummary",
    "Shown",
    "StepNote",
    "TimePoll",
    "TimeSuggestion",
    "counts_as_held",
    "is_agreed_ahead",
]
