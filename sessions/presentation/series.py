"""What a series is like on the clocks of those who meet: for some the hour stays, for others it moves."""

import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.utils.translation import gettext as _

from core.clocks import day_text, place_name
from sessions.models import MentoringSession


def series_by_zone(starts: Sequence[datetime], zones: Iterable[zoneinfo.ZoneInfo]) -> list[str]:
    """Return one sentence a clock: “In Toronto always at 15:00.”, “In Kampala at 23:00, from Mon 15 Mar 2027 at 22:00.”

    Args:
        starts: the instants of the series, in order.
        zones: the reader's zone first; one that agrees with an earlier one in every session is left out.
    """
    told: dict[tuple[datetime, ...], str] = {}
    for zone in zones:
        locals_ = tuple(start.astimezone(zone).replace(tzinfo=None, fold=0) for start in starts)
        told.setdefault(locals_, _sentence(locals_, place_name(zone)))
    return list(told.values())


def _sentence(locals_: Sequence[datetime], place: str) -> str:
    changes = [one for one, before in zip(locals_[1:], locals_, strict=False) if one.time() != before.time()]
    first = _clock(locals_[0].time())
    if not changes:
        return _("In %(place)s, always at %(time)s.") % {"place": place, "time": first}
    later = [_("from %(day)s at %(time)s") % {"day": day_text(one), "time": _clock(one.time())} for one in changes]
    return _("In %(place)s at %(time)s, %(changes)s.") % {
        "place": place,
        "time": first,
        "changes": ", ".join(later),
    }


def _clock(local: time) -> str:
    return f"{local:%H:%M}"


def first_of_each_series(sessions: Iterable[MentoringSession], now: datetime) -> list[MentoringSession]:
    """A series that asks for an answer is one task: keep the first of each. Logs are written one by one."""
    firsts: dict[object, MentoringSession] = {}
    for session in sessions:
        asks = session.series_id is not None and session.starts_at > now
        firsts.setdefault(session.series_id if asks else session.pk, session)
    return list(firsts.values())
