"""Local times: from a wall clock to an instant, and back for everybody who meets."""

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, datetime

from dateutil import tz
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.dates import YEARS
from sessions.errors import ImpossibleTime


def place_name(zone: zoneinfo.ZoneInfo) -> str:
    """Return the place in an IANA name: “Kampala” for Africa/Kampala, “Port au Prince”, “UTC”."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def to_instant(local: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """Return the instant (UTC) of a wall-clock time.

    Where the clocks go back and a time exists twice, the first of the two is meant (PEP 495, fold 0).

    Args:
        local: naive date and time as the clock on the wall shows it.
        zone: the zone of that clock.

    Raises:
        ImpossibleTime: the year cannot be meant, or the clocks go forward over that time and it does not exist there.
    """
    if local.year not in YEARS:
        raise ImpossibleTime(_("Check the year of the date."), field="date")
    if not tz.datetime_exists(local, zone):
        raise ImpossibleTime(
            _("On %(day)s the clocks in %(place)s go forward and skip %(time)s. Choose another time.")
            % {"day": day_text(local), "place": place_name(zone), "time": f"{local:%H:%M}"},
            field="time",
        )
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def day_text(moment: datetime) -> str:
    """Return “Thu 17 Dec 2026”, in the language of the reader."""
    return formats.date_format(moment, "D j M Y")


def zones_parts(moment: datetime, zones: Iterable[zoneinfo.ZoneInfo]) -> list[str]:
    """Return the day and the first clock, then each other clock: “Thu 17 Dec 2026, 08:00 Toronto”, “16:00 Kampala”.

    Zones whose clocks agree at `moment` are told once; with one clock no place is named.

    Args:
        moment: an aware instant.
        zones: the reader's zone first.
    """
    clocks: dict[datetime, str] = {}
    for zone in zones:
        local = moment.astimezone(zone)
        clocks.setdefault(local.replace(tzinfo=None, fold=0), place_name(zone))
    first = next(iter(clocks))
    if len(clocks) == 1:
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
