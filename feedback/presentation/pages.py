"""Where two people read what they wrote to each other."""

from uuid import UUID

from django.urls import reverse

from feedback.models import DevelopmentalFeedback, Two


def page_of(feedback: DevelopmentalFeedback, reader: int | None) -> str:
    """Return the address of its page for one of the two, by key: of words at the end of the year the page of both."""
    if not feedback.is_of_year_end:
        return reverse("feedback:show-feedback", args=[feedback.pk])
    if feedback.mentorship_id:
        return reverse("feedback:give-feedback", args=[feedback.mentorship_id])
    other = feedback.writer_id if feedback.recipient_id == reader else feedback.recipient_id
    return reverse("feedback:give-to-peer", args=[feedback.group_id, other])


def list_page(two: Two) -> str:
    """Return the address of everything between the two."""
    return _address("list", two)


def write_page(two: Two) -> str:
    """Return where the reader writes to the other."""
    return _address("write", two)


def ask_page(two: Two) -> str:
    """Return where the reader asks the other."""
    return _address("ask", two)


def request_page(request: UUID) -> str:
    """Return where who was asked answers a request."""
    return reverse("feedback:answer-request", args=[request])


def home_page(two: Two) -> str:
    """Return where the two have their other things."""
    if two.mentorship:
        return reverse("sessions:show-pair", args=[two.mentorship.pk])
    group = two.group
    return reverse("sessions:show-group", args=[group.pk]) if group and not group.is_of_peers else reverse("home")


def _address(step: str, two: Two) -> str:
    if two.mentorship:
        return reverse(f"feedback:{step}-feedback", args=[two.mentorship.pk])
    return reverse(f"feedback:{step}-group-feedback", args=[two.place.pk, two.other.pk])
