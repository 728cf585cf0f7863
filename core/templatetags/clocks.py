"""How templates tell one instant by several clocks."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.clocks import place_name, zones_parts

register = template.Library()
register.filter("place_name", place_name)


@register.simple_tag
def time_in_zones(moment: datetime, zones: Iterable[ZoneInfo]) -> SafeString:
    """Day and time in each of the zones, the reader's first; each clock is a `time` element that does not break."""
    parts = ((moment.isoformat(), part) for part in zones_parts(moment, zones))
    return format_html_join(" · ", '<time datetime="{}">{}</time>', parts)
