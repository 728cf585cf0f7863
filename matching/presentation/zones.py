"""How far apart two clocks are, in words, and when that changes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_DAYS_AHEAD = 270  # both turns of the clocks fall into it


def city(zone: str) -> str:
    """The place that stands for an IANA zone: “Kampala” for Africa/Kampala."""
    return zone.rpartition("/")[2].replace("_", " ")


def difference_in_words(there: str, here: str, *, now: datetime) -> str:
    """“Kampala, 7 hours ahead of Toronto; 8 hours ahead from 1 November”.

    Args:
        there: the other person's IANA zone.
        here: the reader's IANA zone.
        now: the difference of this instant is told, and its next change within nine months.
    """
    if there == here:
        return city(there)
    zones = ZoneInfo(there), ZoneInfo(here)
    apart = _apart(*zones, now)
    words = {"there": city(there), "difference": _difference(apart, city(here))}
    change = _next_change(*zones, now, apart)
    if change is None:
        return _("%(there)s, %(difference)s") % words
    day, later = change
    words |= {"later": _difference(later, ""), "day": date_format(day, "j F")}
    return _("%(there)s, %(difference)s; %(later)s from %(day)s") % words


def _apart(there: ZoneInfo, here: ZoneInfo, moment: datetime) -> timedelta:
    zero = timedelta(0)
    return (moment.astimezone(there).utcoffset() or zero) - (moment.astimezone(here).utcoffset() or zero)


def _next_change(there: ZoneInfo, here: ZoneInfo, now: datetime, apart: timedelta) -> tuple[date, timedelta] | None:
    """The reader's first day with another difference at its end, and that difference."""
    today = now.astimezone(here).date()
    for number in range(_DAYS_AHEAD):
        day = today + timedelta(days=number)
        later = _apart(there, here, datetime.combine(day, time(23), here))
        if later != apart:
            return day, later
    return None


def _difference(apart: timedelta, here: str) -> str:
    """“7 hours ahead of Toronto”; without a place “7 hours ahead”."""
    if not apart:
        return _("the same time as %(here)s") % {"here": here} if here else _("the same time")
    words = {"distance": _distance(abs(apart)), "here": here}
    if apart > timedelta(0):
        return (_("%(distance)s ahead of %(here)s") if here else _("%(distance)s ahead")) % words
    return (_("%(distance)s behind %(here)s") if here else _("%(distance)s behind")) % words


def _distance(apart: timedelta) -> str:
    hours, minutes = divmod(int(apart.total_seconds()) // 60, 60)
    in_hours = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    in_minutes = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if hours and minutes:
        return _("%(hours)s %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
    return in_hours if hours else in_minutes
