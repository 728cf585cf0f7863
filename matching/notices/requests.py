"""The notices of rolling programs: a request is made, waits for an answer, has its turn, or does not go ahead."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from matching.models import MentorRequest
from matching.notices.entries import ENTRIES
from notifications.events import Event, register
from notifications.models import Category, Message
from programs.models import Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to

REQUEST_MADE = "request_made"
REQUEST_PENDING = "request_pending"
REQUEST_TURN = "request_turn"
REQUEST_CLOSED = "request_closed"
REQUEST_WITHDRAWN = "request_withdrawn"


def _context(message: Message) -> dict[str, Any]:
    """Names and dates; never the note."""
    related = ("enrollment__mentee", "participation__mentor", "enrollment__cycle__program__institution")
    request = MentorRequest.objects.select_related(*related).defer("note").get(pk=message.subject_pk)
    program = request.enrollment.cycle.program
    return {
        "request": request,
        "program": program,
        "mentee": request.enrollment.mentee,
        "mentor": request.participation.mentor,
        "reply_to": answers_to(program),
    }


def _year(message: Message) -> Cycle:
    rows = MentorRequest.objects.select_related("enrollment__cycle__program__institution").defer("note")
    return rows.get(pk=message.subject_pk).enrollment.cycle


def _path(message: Message) -> str:
    return reverse("matching:show-request", kwargs={"pk": message.subject_pk})


def _mentors_path(message: Message) -> str:
    cycle = MentorRequest.objects.values_list("enrollment__cycle", flat=True).get(pk=message.subject_pk)
    return reverse("matching:list-requests", kwargs={"cycle_pk": cycle})


def _is_open_as_told(message: Message) -> bool:
    """The request awaits an answer, with the end of which the message tells."""
    until = MentorRequest.objects.open().filter(pk=message.subject_pk).values_list("expires_at", flat=True).first()
    return until is not None and until == datetime.fromisoformat(message.payload["until"])


def _exists(_message: Message) -> bool:
    return True


def register_request_events() -> None:
    """Make the events of requests known to the outbox."""
    for name, path, still_matters in (
        (REQUEST_MADE, _path, _is_open_as_told),
        (REQUEST_PENDING, _path, _is_open_as_told),
        (REQUEST_TURN, _path, _is_open_as_told),
        (REQUEST_CLOSED, _mentors_path, _exists),
        (REQUEST_WITHDRAWN, _path, _exists),
    ):
        register(
            Event(
                name=name,
                category=Category.MATCH,
                template=f"notifications/matching/{name}.txt",
                context=_context,
                path=path,
                still_matters=still_matters,
                entry=ENTRIES[name],
                waits_until=waits_for_quiet_days(_year, until_deadline=True) if name == REQUEST_PENDING else None,
            )
        )
