"""The notices of peers who ask each other: a request is made, or does not go ahead."""

from typing import Any

from django.urls import reverse

from matching.models import PeerRequest
from matching.notices.entries import ENTRIES
from notifications.events import Event, register
from notifications.models import Category, Message
from programs.queries.contacts import answers_to

PEER_REQUEST_MADE = "peer_request_made"
PEER_REQUEST_CLOSED = "peer_request_closed"


def _context(message: Message) -> dict[str, Any]:
    """Names and dates; never the note."""
    related = ("enrollment__mentee", "enrollment__cycle__program__institution")
    request = PeerRequest.objects.select_related(*related).defer("note").get(pk=message.subject_pk)
    program = request.enrollment.cycle.program
    return {
        "request": request,
        "program": program,
        "asker": request.enrollment.mentee,
        "reply_to": answers_to(program),
    }


def _path(message: Message) -> str:
    cycle = PeerRequest.objects.values_list("enrollment__cycle", flat=True).get(pk=message.subject_pk)
    return reverse("matching:ask-peer", kwargs={"cycle_pk": cycle})


def _is_open(message: Message) -> bool:
    return PeerRequest.objects.filter(pk=message.subject_pk, state=PeerRequest.State.OPEN).exists()


def _exists(_message: Message) -> bool:
    return True


def register_peer_request_events() -> None:
    """Make the events of requests between peers known to the outbox."""
    for name, still_matters in ((PEER_REQUEST_MADE, _is_open), (PEER_REQUEST_CLOSED, _exists)):
        register(
            Event(
                name=name,
                category=Category.MATCH,
                template=f"notifications/matching/{name}.txt",
                context=_context,
                path=_path,
                still_matters=still_matters,
                entry=ENTRIES[name],
            )
        )
