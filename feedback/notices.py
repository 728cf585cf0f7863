"""The kinds of news about feedback; what it says stays on the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models import DevelopmentalFeedback, FeedbackRequest, FollowUp
from feedback.presentation.pages import list_page, page_of, request_page
from notifications.events import Entry, Event, Sketch, register, stand_in
from notifications.models import Category, Message
from programs.notices.fields import PROGRAM, person
from programs.queries.contacts import answers_to

RECEIVED, ANSWERED, FOLLOW_UP = "feedback_received", "feedback_answered", "feedback_follow_up"
REQUESTED, REQUEST_DECLINED = "feedback_requested", "feedback_request_declined"
SHARED, UNSHARED, SHARED_WITH_YOU = "feedback_shared", "feedback_unshared", "feedback_shared_with_you"
_PLACES = ("mentorship__cycle__program", "group__cycle__program")


def _feedback(message: Message) -> DevelopmentalFeedback:
    rows = DevelopmentalFeedback.objects.select_related("writer", "recipient", *_PLACES)
    return rows.defer("observation", "effect", "suggestion", "answer").get(pk=message.subject_pk)


def _request(message: Message) -> FeedbackRequest:
    rows = FeedbackRequest.objects.select_related("asker", "asked", *_PLACES)
    return rows.defer("about").get(pk=message.subject_pk)


def _context_of(row: DevelopmentalFeedback | FeedbackRequest, reader: User) -> dict[str, Any]:
    program = row.cycle.program
    return {"other": row.other_of(reader), "program": program, "reply_to": answers_to(program)}


def _context(message: Message) -> dict[str, Any]:
    return _context_of(_feedback(message), message.reader)


def _request_context(message: Message) -> dict[str, Any]:
    return _context_of(_request(message), message.reader)


def _path(message: Message) -> str:
    return page_of(_feedback(message), message.recipient_id)


def _own_page(message: Message) -> str:
    return reverse("feedback:show-feedback", args=[message.subject_pk])


def _follow_up_path(message: Message) -> str:
    return reverse("feedback:follow-up", args=[message.subject_pk])


def _request_path(message: Message) -> str:
    return request_page(_request(message).pk)


def _list_path(message: Message) -> str:
    return list_page(_request(message).two_for(message.reader))


def _shared_path(message: Message) -> str:
    return reverse("feedback:list-shared", kwargs={"slug": _feedback(message).cycle.program.slug})


def _stands(**state: Any) -> Callable[[Message], bool]:
    """Whether feedback is still in this state."""
    return lambda message: DevelopmentalFeedback.objects.filter(pk=message.subject_pk, **state).exists()


def _to_follow_up(message: Message) -> bool:
    """Whether the two are together still, and the recipient of the message has not said anything."""
    rows = DevelopmentalFeedback.objects.filter(pk=message.subject_pk).going_on("writer", "recipient")
    said = FollowUp.objects.filter(feedback__in=rows, person=message.recipient_id)
    return rows.exists() and not said.exists()


def _is_open(message: Message) -> bool:
    rows = FeedbackRequest.objects.filter(pk=message.subject_pk, state=FeedbackRequest.State.OPEN)
    return rows.going_on("asker", "asked").exists()


def _always(_message: Message) -> bool:
    return True


def _is_shared_with(message: Message) -> bool:
    return DevelopmentalFeedback.objects.shared_with(message.reader).filter(pk=message.subject_pk).exists()


def _example(sketch: Sketch) -> Mapping[str, Any]:
    other = stand_in(_("the mentor") if sketch.is_mentee else _("the mentee"))
    return {"other": other, "program": sketch.program}


_OTHER = _("The other of the two")
_ENTRIES = {
    RECEIVED: Entry(_("Feedback"), _OTHER, _("When someone gives feedback"), _example, fields=(PROGRAM, person())),
    ANSWERED: Entry(
        _("Reply to feedback"), _("Whoever gave it"), _("When the other replies"), _example, fields=(PROGRAM, person())
    ),
    FOLLOW_UP: Entry(
        _("Feedback four weeks on"),
        _("Both"),
        _("Four weeks after the reply"),
        _example,
        can_be_off=True,
        fields=(PROGRAM, person()),
    ),
    SHARED: Entry(_("Feedback shared"), _OTHER, _("When one of them shares it with coordinators"), _example),
    UNSHARED: Entry(_("Feedback no longer shared"), _OTHER, _("When that is taken back"), _example),
    SHARED_WITH_YOU: Entry(_("Feedback to read"), _("The coordinators"), _("When it’s shared with them"), _example),
    REQUESTED: Entry(
        _("Someone asks for feedback"), _("Whoever is asked"), _("When they ask"), _example, fields=(PROGRAM, person())
    ),
    REQUEST_DECLINED: Entry(_("Request for feedback declined"), _("Whoever asked"), _("When it’s declined"), _example),
}


def register_events() -> None:
    """Make the events known to the outbox."""
    _register(RECEIVED, _path, _stands(answered_at=None))
    _register(ANSWERED, _path, _stands(answered_at__isnull=False))
    _register(FOLLOW_UP, _follow_up_path, _to_follow_up)
    _register(SHARED, _own_page, _stands(shared_at__isnull=False))
    _register(UNSHARED, _own_page, _stands(shared_at=None))
    _register(SHARED_WITH_YOU, _shared_path, _is_shared_with)
    _register(REQUESTED, _request_path, _is_open, _request_context)
    _register(REQUEST_DECLINED, _list_path, _always, _request_context)


def _register(
    name: str,
    path: Callable[[Message], str],
    still_matters: Callable[[Message], bool],
    context: Callable[[Message], dict[str, Any]] = _context,
) -> None:
    register(
        Event(
            name=name,
            entry=_ENTRIES[name],
            category=Category.FEEDBACK,
            template=f"notifications/feedback/{name}.txt",
            context=context,
            path=path,
            still_matters=still_matters,
        )
    )
