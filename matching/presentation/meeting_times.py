"""When a group can meet, in words."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from core.clocks import place_name
from people.models.meeting_times import DAYS, MEETING_TIMES
from people.presentation.meeting_times import time_in_words

_MOST = 6
_RANGE = re.compile(rf"({'|'.join(DAYS)}) (\d\d)-(\d\d)")


def shared_times_text(values: Iterable[str], zone: ZoneInfo) -> str:
    """Return values of `matching.queries.meeting_times` in the order of the week, a few at most.

    Hours in a row are one time, on the clock of `zone`: “Tuesday 08:00–10:00 Toronto”. What is neither, as a file can
    have it, stays as it is.
    """
    parts, ranges, others = [], [], []
    for value in values:
        if value in MEETING_TIMES:
            parts.append(MEETING_TIMES.index(value))
        elif found := _RANGE.fullmatch(value):
            ranges.append((DAYS.index(found[1]), int(found[2]), int(found[3])))
        else:
            others.append(value)
    words = [time_in_words(MEETING_TIMES[at]) for at in sorted(parts)]
    words += _ranges_in_words(sorted(ranges), place_name(zone)) + sorted(others)
    return ", ".join([*words[:_MOST], "…"] if len(words) > _MOST else words)


def _ranges_in_words(ranges: Iterable[tuple[int, int, int]], place: str) -> list[str]:
    joined: list[tuple[int, int, int]] = []
    for day, first, end in ranges:
        if joined and joined[-1][::2] == (day, first):
            joined[-1] = (day, joined[-1][1], end)
        else:
            joined.append((day, first, end))
    return [
        _("%(day)s %(first)s–%(end)s %(place)s")
        % {"day": WEEKDAYS[day], "first": f"{first:02d}:00", "end": f"{end:02d}:00", "place": place}
        for day, first, end in joined
    ]
