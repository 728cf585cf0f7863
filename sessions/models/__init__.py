"""Mentoring sessions: when people meet, who comes, what both remember, and what only one may read."""

from sessions.models.notes import PrivateNote, SharedSummary
from sessions.models.sessions import Attendance, MentoringSession, Mode, SessionSeries, SessionTopic

__all__ = [
    "Attendance",
    "MentoringSession",
    "Mode",
    "PrivateNote",
    "SessionSeries",
    "SessionTopic",
    "SharedSummary",
]
