"""`{% deadline round.closes_at institution %}` on pages, `{% deadline_text … %}` in mails, titles and subjects.

Both know the reader: on a page whoever is signed in, in a mail its `recipient`.
"""

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from core import deadlines

register = template.Library()


class InPlace(Protocol):
    """A school, or whatever else keeps the time of one place."""

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""


@register.simple_tag(takes_context=True)
def deadline(context: dict[str, Any], at: datetime, school: InPlace) -> SafeString:
    """The deadline in a `time` element, with how near it is."""
    now = context.get("now") or timezone.now()
    return deadlines.deadline_time(at, zone=school.zone, reader=reader_zone(context), now=now)


@register.simple_tag(takes_context=True)
def deadline_text(context: dict[str, Any], at: datetime, school: InPlace) -> str:
    """The deadline as plain words that hold on any day."""
    return deadlines.deadline_text(at, zone=school.zone, reader=reader_zone(context))


def reader_zone(context: dict[str, Any]) -> ZoneInfo | None:
    """The zone of a mail's recipient or of whoever is signed in; None for a visitor."""
    reader = context.get("recipient") or context.get("user")
    return getattr(reader, "zone", None)
