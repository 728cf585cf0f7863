"""One line for each thing between two people, without a word of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import DevelopmentalFeedback, FeedbackRequest, Two
from feedback.presentation.pages import request_page
from feedback.queries.all_year import REQUEST, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing.

    Attributes:
        title: who wrote to whom, or who asked.
        at: when.
        state: what became of it.
        url: its page; empty for one’s own request.
        waits: whether the reader has something to do.
        take_back: the key of one’s own open request; None for everything else.
    """

    title: str
    at: datetime
    state: str
    url: str
    waits: bool = False
    take_back: UUID | None = None


def lines_of(two: Two, entries: Iterable[Entry]) -> list[Line]:
    """Return a line for each entry, in their order."""
    return [_request_line(two, each) if each["what"] == REQUEST else _feedback_line(two, each) for each in entries]


def _feedback_line(two: Two, entry: Entry) -> Line:
    own, name = entry["by"] == two.reader.pk, {"name": two.other.given_name}
    if entry["kind"] == DevelopmentalFeedback.Occasion.YEAR_END:
        title = _("You looked back, to %(name)s") if own else _("%(name)s looked back, to you")
    else:
        title = _("You wrote to %(name)s") if own else _("%(name)s wrote to you")
    if entry["answered"]:
        state = _("Answered")
    elif entry["opened"]:
        state = _("Read, no reply yet")
    else:
        state = _("Not opened yet")
    waits = not own and not entry["opened"]
    url = reverse("feedback:show-feedback", args=[entry["key"]])
    return Line(title=title % name, at=entry["at"], state=state, url=url, waits=waits)


def _request_line(two: Two, entry: Entry) -> Line:
    own, name = entry["by"] == two.reader.pk, {"name": two.other.given_name}
    is_open = entry["kind"] == FeedbackRequest.State.OPEN
    title = (_("You asked %(name)s for feedback") if own else _("%(name)s asked you for feedback")) % name
    if is_open:
        state = _("No answer yet") if own else _("Waits for your answer")
    else:
        state = str(FeedbackRequest.State(entry["kind"]).label)
    return Line(
        title=title,
        at=entry["at"],
        state=state,
        url=request_page(entry["key"]) if is_open and not own else "",
        waits=is_open and not own,
        take_back=entry["key"] if is_open and own else None,
    )
