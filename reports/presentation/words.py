"""How reports write numbers: the count before the percent, “–” for none."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.values import NOTHING

_HOURS_A_DAY = 24


def percent(part: float, whole: float) -> str:
    """Return a share without decimals, such as 52%."""
    return f"{round(100 * part / whole)}%" if whole else NOTHING


def share_words(part: int, whole: int) -> str:
    """Return “57 of 110 (52%)”; a dash where there is nobody."""
    if not whole:
        return NOTHING
    words = {"part": number_format(part), "whole": number_format(whole), "percent": percent(part, whole)}
    return _("%(part)s of %(whole)s (%(percent)s)") % words


def sessions_words(held: int, expected: float) -> str:
    """Return “40 of 50 (80%)”, or “55, with 50 expected (110%)” where more were held."""
    words = _("%(held)s of %(expected)s (%(percent)s)")
    if held > round(expected):
        words = _("%(held)s, with %(expected)s expected (%(percent)s)")
    numbers = {"held": number_format(held), "expected": number_format(round(expected))}
    return words % {**numbers, "percent": percent(held, expected)}


def ordinal(rank: int) -> str:
    """Return “1st choice” and so on."""
    names = {1: _("1st choice"), 2: _("2nd choice"), 3: _("3rd choice")}
    return names.get(rank) or _("%(n)sth choice") % {"n": rank}


def hours_words(hours: float) -> str:
    """Return “5 hours”, or “3 days” from two days on."""
    if hours < 2 * _HOURS_A_DAY:
        n = max(1, round(hours))
        return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
    n = round(hours / _HOURS_A_DAY)
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
