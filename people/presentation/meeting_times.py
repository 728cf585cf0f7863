"""Parts of the week in words."""

from collections.abc import Iterable

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.models.meeting_times import PartOfDay, day_and_part

_WORDS = {
    PartOfDay.MORNING: _("%(day)s morning"),
    PartOfDay.AFTERNOON: _("%(day)s afternoon"),
    PartOfDay.EVENING: _("%(day)s evening"),
}


def time_in_words(code: str) -> str:
    """One part of the week, such as “Tuesday evening”."""
    day, part = day_and_part(code)
    return _WORDS[part] % {"day": WEEKDAYS[day]}


def times_in_words(codes: Iterable[str]) -> str:
    """Several of them, in the order in which they come."""
    return ", ".join(time_in_words(code) for code in codes)
