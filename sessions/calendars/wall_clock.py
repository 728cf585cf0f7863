"""Local times: from a wall clock to an instant."""

import zoneinfo
from datetime import UTC, datetime

from dateutil import tz
from django.utils.translation import gettext as _

from core.clocks import day_text, place_name
from core.dates import YEARS
from sessions.errors import ImpossibleTime


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
        raise ImpossibleTime(_("Check the year."), field="date")
    if not tz.datetime_exists(local, zone):
        raise ImpossibleTime(
            _("On %(day)s the clocks in %(place)s go forward and skip %(time)s. Choose another time.")
            % {"day": day_text(local), "place": place_name(zone), "time": f"{local:%H:%M}"},
            field="time",
        )
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
