"""What mentees and mentors hear of requests."""

from datetime import datetime
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
from matching.services.asking import ask_and_remind
from notifications.services.outbox import Notice, enqueue_many
from programs.models import ReminderKind

PEOPLE = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor")


def announce_request(request: MentorRequest, *, now: datetime) -> None:
    """Tell the mentor at once, and remind them later and a day before the end."""
    if request.expires_at is None:
        return
    about, times = _about(request, request.participation.mentor), {"asked_at": now, "until": request.expires_at}
    days = request.enrollment.cycle.program.reminder_days(ReminderKind.ANSWERS)
    enqueue_many(ask_and_remind(REQUEST_MADE, REQUEST_PENDING, now=now, days=days, **times, **about))


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
