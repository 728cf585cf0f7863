"""How many emails went out in each hour of the last day, as a chart."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.lines import Lines, Series
from core.charts.values import Estimate, scale_from_zero


def hours_chart(hours: Sequence[tuple[datetime, int]]) -> Lines:
    """Draw `hours`, each the beginning of an hour with the emails that went out in it, on the reader's clock."""
    counts = [Estimate(number) for _begins, number in hours]
    return Lines(
        key="sent-by-hour",
        title=_("Emails sent in each hour"),
        finding=_finding(hours),
        times=[f"{timezone.localtime(begins):%H}" for begins, _number in hours],
        series=[Series(_("sent"), counts)],
        scale=scale_from_zero([*counts, Estimate(4)]),
        of_what=_("Hour that began at"),
    )


def _finding(hours: Sequence[tuple[datetime, int]]) -> str:
    total = sum(number for _begins, number in hours)
    if not total:
        return _("No email went out in the last 24 hours.")
    begins, most = max(hours, key=lambda hour: hour[1])
    text = ngettext(
        "%(n)s email went out in the last 24 hours.",
        "%(n)s emails went out in the last 24 hours, at most %(most)s in an hour (from %(time)s).",
        total,
    )
    words = {"n": number_format(total), "most": number_format(most), "time": f"{timezone.localtime(begins):%H:%M}"}
    return text % words
