"""What an invitation to mentor says: who asks, what it takes, what helps, and what mentors said."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Role, User
from people.presentation.invitations import NOTHING, answer_by
from programs.models import Audience, Cycle, Quote
from programs.models.programs import TimeCost
from programs.queries.contacts import answers_to
from programs.queries.programs import coordinators_of
from training.models import ModuleVersion
from training.queries.modules import published_versions

_QUOTES = 3


@dataclass(frozen=True, slots=True)
class AskedOfMentor:
    """What a mentor is asked for, and what they get.

    Attributes:
        by: who invites.
        write_to: the address for questions, or empty.
        answer_by: until when an answer helps, or None.
        costs: what takes a mentor’s time, as the program says.
        modules: the training that waits, in order.
        quotes: what mentors said, with their consent.
    """

    by: list[User]
    write_to: str
    answer_by: datetime | None
    costs: list[TimeCost]
    modules: list[ModuleVersion]
    quotes: list[Quote]

    @property
    def training_minutes(self) -> int:
        """How long the training takes that is part of being ready."""
        return sum(module.minutes for module in self.modules if module.required)


def asked_of_mentor(cycle: Cycle) -> AskedOfMentor:
    """Return what the invitation to a year says; the cycle has its program and institution."""
    program = cycle.program
    said = program.quotes.shown().filter(as_mentor=True).select_related("person", "program")
    return AskedOfMentor(
        by=coordinators_of(program),
        write_to=answers_to(program),
        answer_by=answer_by(cycle, Role.MENTOR),
        costs=[row for row in program.time_cost_rows if row.mentor and row.mentor not in NOTHING],
        modules=list(published_versions(program, (Audience.MENTORS, Audience.BOTH))),
        quotes=list(said[:_QUOTES]),
    )
