"""What clocks on walls say: days, places, and one instant told in several zones."""

import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime

from dateutil import tz
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def place_name(zone: zoneinfo.ZoneInfo) -> str:
    """Return the place in an IANA name: “Kampala” for Africa/Kampala, “Port au Prince”, “UTC”."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def day_text(moment: date) -> str:
    """Return “Thu 17 Dec 2026”, in the language of the reader."""
    return formats.date_format(moment, "D j M Y")


def zones_parts(moment: datetime, zones: Iterable[zoneinfo.ZoneInfo], *, name_place: bool = False) -> list[str]:
    """Return the day and the first clock, then each other clock: “Thu 17 Dec 2026, 08:00 Toronto”, “16:00 Kampala”.

    Zones whose clocks agree at `moment` are told once.

    Args:
        moment: an aware instant.
        zones: the reader's zone first.
        name_place: whether the place is named where there is one clock only.
    """
    clocks: dict[datetime, str] = {}
    for zone in zones:
        local = moment.astimezone(zone)
        clocks.setdefault(local.replace(tzinfo=None, fold=0), which_of_two(local, zone) + place_name(zone))
    first = next(iter(clocks))
    if len(clocks) == 1 and not name_place:
        return [f"{day_text(first)}, {first:%H:%M}"]
    told = [f"{_clock(local, first)} {place}" for local, place in clocks.items()]
    return [f"{day_text(first)}, {told[0]}", *told[1:]]


def zones_text(moment: datetime, zones: Iterable[zoneinfo.ZoneInfo]) -> str:
    """Return `zones_parts` in one line: “Thu 17 Dec 2026, 08:00 Toronto · 16:00 Kampala”."""
    return " · ".join(zones_parts(moment, zones))


def _clock(local: datetime, first: datetime) -> str:
    if local.date() == first.date():
        return f"{local:%H:%M}"
    return f"{formats.date_format(local, 'D j M')}, {local:%H:%M}"


def which_of_two(local: datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Where the clocks go back and an hour exists twice, the short name of the one that is meant: “EDT ”."""
    return f"{local:%Z} " if tz.datetime_ambiguous(local.replace(tzinfo=None, fold=0), zone) else ""


def relative_day(moment: datetime, now: datetime, zone: zoneinfo.ZoneInfo) -> str:
    """Return how far a day is from today on the calendar of `zone`: “today”, “in 3 days”, “2 days ago”."""
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
