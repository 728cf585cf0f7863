"""A program of peers: five people of one year, put together in a pair and a group of three."""

from datetime import datetime

import pytest

from matching.services.formation_publishing import publish_groups
from matching.services.formations import create_formation
from pairs.models import MentoringGroup
from people.models import Enrollment
from programs.models import Cycle, Program
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import AppointmentFactory, CycleFactory, ProgramFactory
from tests.formations import formed

SEED, SECRET = 4172, "0123456789abcdef"


@pytest.fixture
def peer_cycle(institution: object) -> Cycle:
    program = ProgramFactory.create(
        institution=institution, slug="side-by-side", name="Side by Side", pairing=Program.Pairing.PEERS
    )
    cycle = CycleFactory.create(program=program, state="enrolling")
    for name in ("Ada", "Bo", "Cem", "Dina", "Eve"):
        EnrollmentFactory.create(cycle=cycle, mentee__given_name=name, mentee__family_name="Lind")
    AppointmentFactory.create(program=program, user__given_name="Kofi")
    return cycle


@pytest.fixture
def peers(peer_cycle: Cycle, now: datetime) -> list[MentoringGroup]:
    """The pair and the three, published; the pair first."""
    coordinator = UserFactory.create()
    draft = create_formation(cycle=peer_cycle, by=coordinator, seed=SEED, secret=SECRET, now=now)
    publish_groups(formed(draft, now), by=coordinator, now=now)
    return sorted(MentoringGroup.objects.all(), key=lambda group: group.members.count())


def states_of(cycle: Cycle) -> list[str]:
    """The states of everybody in the cycle, by name."""
    return list(Enrollment.objects.filter(cycle=cycle).values_list("state", flat=True))
