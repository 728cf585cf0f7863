"""What the parts of the demo school hand on to each other while it is loaded."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from accounts.models import User
from mentorship.demo.school.people import Person
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle


@dataclass(slots=True)
class School:
    """What the parts of the demo school hand on to each other.

    Attributes:
        named: the cast, and those who are named in the coordinator's lists, by user id.
    """

    today: date
    random: Random
    people: dict[str, Person]
    cycles: dict[str, Cycle]
    enrollments: dict[str, list[Enrollment]] = field(default_factory=dict)
    participations: dict[str, list[MentorParticipation]] = field(default_factory=dict)
    named: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.named = {person.user.pk for person in self.people.values() if "programs" in person.row}

    def user(self, slug: str) -> User:
        """A person of the cast."""
        return self.people[slug].user
