"""The kinds of news about sessions. Nothing here says what a session was about."""

from notifications.events import register
from sessions.notices.drift import DRIFT_EVENTS, PAIR_ASKED, PAIR_QUIET, AskedPayload
from sessions.notices.events import EVENTS, SessionPayload
from sessions.notices.messages import SESSION_MESSAGE
from sessions.notices.polls import POLL_OPENED

__all__ = ["EVENTS", "PAIR_ASKED", "PAIR_QUIET", "AskedPayload", "SessionPayload", "register_events"]


def register_events() -> None:
    """Make the events known to the outbox."""
    for event in (*EVENTS, *DRIFT_EVENTS, SESSION_MESSAGE, POLL_OPENED):
        register(event)
