"""Who coordinates and who configures: asked of one program and of all, the answer is the same."""

import pytest

from accounts.models import Role, User
from programs.models import Program
from programs.policies import can_configure, can_coordinate
from tests.factories.accounts import UserFactory
from tests.factories.programs import AppointmentFactory, ProgramFactory


@pytest.mark.parametrize(
    ("role", "everywhere"),
    [(Role.COORDINATOR, False), (Role.ADMIN, False), (Role.ADMIN, True), (Role.SAFEGUARDING, True)],
)
def test_a_right_is_the_same_in_python_and_in_the_database(program: Program, role: Role, everywhere: bool) -> None:
    beside = ProgramFactory.create(institution=program.institution)
    elsewhere = ProgramFactory.create()
    user: User = UserFactory.create()
    place = None if everywhere else program
    AppointmentFactory.create(user=user, role=role, program=place, institution=program.institution)
    programs = (program, beside, elsewhere)
    for right, rows in (
        (can_coordinate, Program.objects.coordinated_by(user)),
        (can_configure, Program.objects.configured_by(user)),
    ):
        assert [right(user, each) for each in programs] == [each in rows for each in programs]
    assert can_coordinate(user, program) == (role == Role.COORDINATOR)
    assert can_configure(user, beside) == (role == Role.ADMIN and everywhere)
