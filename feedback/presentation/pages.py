"""Where two people read what they wrote to each other."""

from django.urls import reverse

from feedback.models import DevelopmentalFeedback


def page_of(feedback: DevelopmentalFeedback, reader: int | None) -> str:
    """Return the address of its page for one of the two, by key."""
    if feedback.mentorship_id:
        return reverse("feedback:give-feedback", args=[feedback.mentorship_id])
    other = feedback.writer_id if feedback.recipient_id == reader else feedback.recipient_id
    return reverse("feedback:give-to-peer", args=[feedback.group_id, other])
