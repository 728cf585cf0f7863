"""What stands on file about how a program was run in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Role
from matching.models import MatchRound
from programs.models import Appointment, Cycle, HandbookVersion
from programs.queries.programs import help_contacts_of
from training.queries.modules import required_of


@dataclass(frozen=True, slots=True)
class HandbookRecord:
    """A version of the handbook that was published."""

    number: int
    published_on: date
    sha256: str


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round that was published: its method, and the hash of its frozen input."""

    name: str
    strategy: str
    published_on: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Records:
    """What an accreditor can ask to see.

    Attributes:
        handbooks: versions published until the end of the year, the newest first.
        modules: title and minutes of each module that mentors have to take.
        rounds: those of the year that were published.
        help_contacts: how many stand on every page.
        safeguarding_officers: how many are appointed.
    """

    handbooks: Sequence[HandbookRecord]
    modules: Sequence[tuple[str, int]]
    rounds: Sequence[RoundRecord]
    help_contacts: int
    safeguarding_officers: int


def records_of(cycle: Cycle) -> Records:
    """Return what stands on file. Five queries.

    Args:
        cycle: the year, with its program and institution.
    """
    program = cycle.program
    published = HandbookVersion.objects.filter(program=program, published_at__date__lte=cycle.ends_on)
    versions = published.order_by("-number").values_list("number", "published_at", "sha256")
    rounds = MatchRound.objects.filter(cycle=cycle, state=MatchRound.State.PUBLISHED).order_by("published_at")
    found = rounds.values_list("name", "published_proposal__strategy", "published_at", "input_sha256")
    officers = Appointment.objects.filter(institution=program.institution_id, role=Role.SAFEGUARDING)
    return Records(
        handbooks=[HandbookRecord(number, cycle.local_day(at), sha) for number, at, sha in versions if at],
        modules=[(one.title, one.minutes) for one in required_of([program.pk])],
        rounds=[RoundRecord(name, strategy, cycle.local_day(at), sha) for name, strategy, at, sha in found if at],
        help_contacts=len(help_contacts_of(program)),
        safeguarding_officers=officers.filter(Q(program=None) | Q(program=program)).values("user").distinct().count(),
    )
