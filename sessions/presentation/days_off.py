"""Sessions that fall on a day on which nobody should have to meet."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programs.models import Cycle
from programs.queries.days_off import days_off_in, why_off


def days_off_among(cycle: Cycle, starts: Iterable[datetime]) -> list[str]:
    """Return a sentence for each day of these on which the school is closed or learners sit exams; one query."""
    days_off = days_off_in(cycle)
    days = sorted({cycle.local_day(start) for start in starts})
    return [
        _("%(day)s is a day off: %(why)s.") % {"day": date_format(day, "D j M"), "why": why}
        for day in days
        if (why := why_off(day, days_off))
    ]
