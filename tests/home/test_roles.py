from django.urls import reverse

from accounts.models import Role, User
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory

HOME = reverse("home")
SWITCH = reverse("switch-role")


def _active_role(client: object) -> str:
    return client.get(HOME).context["active_role"].key  # type: ignore[attr-defined, no-any-return]


def test_the_first_role_is_active_until_another_is_chosen(student: User, cycle: Cycle, sign_in: SignIn) -> None:
    assert _active_role(sign_in(student)) == f"mentee:cycle:{cycle.pk}"


def test_one_person_may_hold_several_and_switches_between_them(student: User, cycle: Cycle, sign_in: SignIn) -> None:
    mentoring = MentorParticipationFactory.create(mentor=student, cycle=CycleFactory.create())
    client = sign_in(student)
    key = f"mentor:cycle:{mentoring.cycle_id}"
    assert {held.key for held in client.get(HOME).context["roles"]} == {f"mentee:cycle:{cycle.pk}", key}
    assert client.post(SWITCH, {"active_role": key}).status_code == 302
    assert _active_role(client) == key


def test_nobody_switches_to_a_role_that_they_do_not_hold(student: User, program: Program, sign_in: SignIn) -> None:
    client = sign_in(student)
    assert client.post(SWITCH, {"active_role": f"coordinator:program:{program.pk}"}).status_code == 404
    assert client.get(HOME).context["active_role"].role == Role.MENTEE


def test_a_role_that_is_lost_is_no_longer_active(student: User, program: Program, sign_in: SignIn) -> None:
    appointment = AppointmentFactory.create(user=student, program=program)
    client = sign_in(student)
    client.post(SWITCH, {"active_role": f"coordinator:program:{program.pk}"})
    assert client.get(HOME).context["active_role"].role == Role.COORDINATOR
    appointment.delete()
    assert client.get(HOME).context["active_role"].role == Role.MENTEE


def test_switching_is_a_post(student: User, sign_in: SignIn) -> None:
    assert sign_in(student).get(SWITCH).status_code == 405
