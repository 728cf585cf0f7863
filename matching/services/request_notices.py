"""What mentees and mentors hear of requests."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from matching.models import MentorRequest
from matching.notices.requests import (
    REQUEST_CLOSED,
    REQUEST_MADE,
    REQUEST_PENDING,
    REQUEST_TURN,
    REQUEST_WITHDRAWN,
)
from notifications.services.outbox import Notice, enqueue_many

PEOPLE = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor")
_FIRST_REMINDER = timedelta(days=3)
_LAST_REMINDER = timedelta(hours=24)


def announce_request(request: MentorRequest, *, now: datetime) -> None:
    """Tell the mentor at once, and remind them three days later and a day before the end."""
    if request.expires_at is None:
        return
    about = _about(request, request.participation.mentor) | {"expires_at": request.expires_at}
    reminders = {"+3d": now + _FIRST_REMINDER, "-24h": request.expires_at - _LAST_REMINDER}
    enqueue_many(
        [
            Notice(event=REQUEST_MADE, due_at=now, **about),
            *(
                Notice(event=REQUEST_PENDING, offset=offset, due_at=due, **about)
                for offset, due in reminders.items()
                if now < due < request.expires_at
            ),
        ]
    )


def announce_turn(request: MentorRequest, *, now: datetime) -> None:
    """Tell the mentee that a place is free and the mentor has the request now."""
    enqueue_many([Notice(event=REQUEST_TURN, due_at=now, **_about(request, request.enrollment.mentee))])


def announce_closed(request: MentorRequest, *, now: datetime) -> None:
    """Tell the mentee, in the same words whatever the reason, that it won't go ahead."""
    enqueue_many([Notice(event=REQUEST_CLOSED, due_at=now, **_about(request, request.enrollment.mentee))])


def announce_withdrawn(request: MentorRequest, *, now: datetime) -> None:
    """Tell the mentor that no answer is needed any more."""
    enqueue_many([Notice(event=REQUEST_WITHDRAWN, due_at=now, **_about(request, request.participation.mentor))])


def _about(request: MentorRequest, person: User) -> dict[str, Any]:
    until = request.expires_at.isoformat() if request.expires_at else "0"
    return {"recipient": person, "subject_pk": str(request.pk), "revision": until, "payload": {"until": until}}
