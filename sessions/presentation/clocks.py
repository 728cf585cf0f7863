"""What the clocks of two places show at one instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.clocks import place_name


@dataclass(frozen=True, slots=True)
class Clock:
    """A place, the local time there, and what its clock shows: templates would tell the time of the reader's zone."""

    place: str
    at: datetime

    @property
    def shows(self) -> str:
        """Hours and minutes."""
        return f"{self.at:%H:%M}"


def clocks_of(moment: datetime, zones: Iterable[ZoneInfo]) -> list[Clock]:
    """Return the clock of each zone at an aware `moment`, in order; zones whose clocks agree are told once."""
    found: dict[datetime, Clock] = {}
    for zone in zones:
        local = moment.astimezone(zone)
        found.setdefault(local.replace(tzinfo=None, fold=0), Clock(place_name(zone), local))
    return list(found.values())
