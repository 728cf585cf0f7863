"""When two people meet next and how often they have met, as the app of sessions tells it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Meetings:
    """What is known of the sessions of a pair.

    Attributes:
        next_at: when the next one that both agreed to starts; None where none is booked.
        held: how many were held.
    """

    next_at: datetime | None = None
    held: int = 0
