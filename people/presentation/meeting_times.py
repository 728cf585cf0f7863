"""Parts of the week in words."""

from collections.abc import Collection, Iterable

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models.meeting_times import PartOfDay, day_and_part

_WORDS = {
    PartOfDay.MORNING: gettext_lazy("%(day)s morning"),
    PartOfDay.AFTERNOON: gettext_lazy("%(day)s afternoon"),
    PartOfDay.EVENING: gettext_lazy("%(day)s evening"),
}
_SEVERAL = {
    PartOfDay.MORNING: gettext_lazy("%(days)s mornings"),
    PartOfDay.AFTERNOON: gettext_lazy("%(days)s afternoons"),
    PartOfDay.EVENING: gettext_lazy("%(days)s evenings"),
}


def time_in_words(code: str) -> str:
    """One part of the week, such as “Tuesday evening”."""
    day, part = day_and_part(code)
    return _WORDS[part] % {"day": WEEKDAYS[day]}


def times_in_words(codes: Iterable[str]) -> str:
    """Several of them by part of the day, such as “Wed mornings; Tue and Thu evenings”; empty without any."""
    times = [day_and_part(code) for code in codes]
    days = {part: [day for day, own in times if own == part] for part in PartOfDay}
    return "; ".join(_SEVERAL[part] % {"days": _days_in_words(own)} for part, own in days.items() if own)


def _days_in_words(days: Collection[int]) -> str:
    if set(days) == set(range(5)):
        return _("Mon to Fri")
    return get_text_list([str(WEEKDAYS_ABBR[day]) for day in sorted(days)], _("and"))
