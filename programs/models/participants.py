"""Who takes part in a program, as the app above tells that keeps enrollments.

The handbook asks those who take part, and a program's page shows readers where they stand. `people` registers itself
here, so that this floor need not know it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from accounts.models import Reader, User

Keys = QuerySet[Any, int]


class OwnEnrollment(Protocol):
    """Where a reader stands in a cycle as a mentee."""

    state: str

    @property
    def takes_part(self) -> bool:
        """Whether they have enrolled and not left."""


@dataclass(frozen=True, slots=True)
class Participants:
    """The reads that this floor needs of those who take part; programs and cycles are named by their keys.

    Attributes:
        is_enrolling: whether somebody has begun to enroll in a program and not finished.
        sides_in: whether somebody is or was a mentee of a program, and whether a mentor of it; reads a person's places
            once a request.
        took_part_in: whether somebody takes part or took part in a program; reads a person's places once a request.
        mentees_and_mentors: from cycles to the people who take part in one of them and have not finished or left,
            mentees first; `answered` leaves out those who have still to answer their invitation.
        own_enrollment: from a reader and a cycle to where the reader stands; None when they are no mentee of it.
        places_offered: how many mentees the mentors of a cycle who are ready take altogether.
        has_people: whether anybody is or was in a year of a program, the invited included.
        programs_of: the keys of the programs in which somebody takes part or took part, as mentee and as mentor.
    """

    is_enrolling: Callable[[User, int], bool]
    sides_in: Callable[[Reader, int], tuple[bool, bool]]
    took_part_in: Callable[[Reader, int], bool]
    mentees_and_mentors: Callable[[Keys, bool], tuple[QuerySet[User], QuerySet[User]]]
    own_enrollment: Callable[[Reader, int], OwnEnrollment | None]
    places_offered: Callable[[int], int]
    has_people: Callable[[int], bool]
    programs_of: Callable[[User], tuple[Keys, Keys]]


_registered: list[Participants] = []


def register_participants(participants: Participants) -> None:
    """Make the reads known; the last registration counts."""
    _registered[:] = [participants]


def participants() -> Participants:
    """Return the registered reads."""
    [found] = _registered
    return found
