"""The cast: one program in its ranking phase, and one person for each role, known by the same names everywhere."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Role, User
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Institution, Program
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import (
    AppointmentFactory,
    CycleFactory,
    HelpContactFactory,
    InstitutionFactory,
    ProgramFactory,
)

pytest_plugins = [
    "tests.databases",
    "tests.scheduling",
    "tests.services",
    "tests.handbooks",
    "tests.rounds",
    "tests.formations",
    "tests.peers",
]

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """No test uses up the turns of another."""
    cache.clear()


@pytest.fixture
def now() -> datetime:
    """Sunday 20 September 2026, 10:00 in Toronto: ranking is open."""
    return datetime(2026, 9, 20, 14, tzinfo=UTC)


@pytest.fixture
def institution(db: None) -> Institution:
    institution = InstitutionFactory.create()
    HelpContactFactory.create(institution=institution)
    return institution


@pytest.fixture
def program(institution: Institution) -> Program:
    return ProgramFactory.create(institution=institution, slug="compass", name="Compass")


@pytest.fixture
def cycle(program: Program) -> Cycle:
    return CycleFactory.create(program=program)


@pytest.fixture
def student(cycle: Cycle) -> User:
    return EnrollmentFactory.create(cycle=cycle, mentee__given_name="Noor", mentee__family_name="Haddad-Quist").mentee


@pytest.fixture
def enrollment(student: User, cycle: Cycle) -> Enrollment:
    return student.enrollments.get(cycle=cycle)


@pytest.fixture
def mentor(cycle: Cycle) -> User:
    return MentorParticipationFactory.create(
        cycle=cycle,
        mentor__given_name="Ruth",
        mentor__family_name="Nambozo-Hale",
        mentor__time_zone="Africa/Kampala",
    ).mentor


@pytest.fixture
def participation(mentor: User, cycle: Cycle) -> MentorParticipation:
    return mentor.participations.get(cycle=cycle)


@pytest.fixture
def coordinator(program: Program) -> User:
    return AppointmentFactory.create(
        program=program, role=Role.COORDINATOR, user__given_name="Dana", user__family_name="Whitlow"
    ).user


@pytest.fixture
def admin(institution: Institution) -> User:
    return AppointmentFactory.create(institution=institution, program=None, role=Role.ADMIN).user


@pytest.fixture
def safeguarding_officer(institution: Institution) -> User:
    return AppointmentFactory.create(institution=institution, program=None, role=Role.SAFEGUARDING).user


@pytest.fixture
def outsider(institution: Institution) -> User:
    """Somebody with a login and no role."""
    return UserFactory.create()


@pytest.fixture
def neighbor(institution: Institution) -> User:
    """Coordinates and administers another program of the school."""
    other = AppointmentFactory.create(program__institution=institution)
    return AppointmentFactory.create(user=other.user, program=other.program, role=Role.ADMIN).user


@pytest.fixture
def foreigner(db: None) -> User:
    """Coordinates a program of another school and administers that school."""
    school = InstitutionFactory.create(name="Vesper Bay Medical School", short_name="Vesper Bay", slug="vesper-bay")
    of_program = AppointmentFactory.create(program__institution=school)
    for role in (Role.ADMIN, Role.SAFEGUARDING):
        AppointmentFactory.create(user=of_program.user, institution=school, program=None, role=role)
    return of_program.user


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Returns a function from a person to a browser in which that person is signed in."""

    def _sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return _sign_in
