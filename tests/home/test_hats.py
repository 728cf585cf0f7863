from django.urls import reverse

from accounts.models import Role, User
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory

HOME = reverse("home")
SWITCH = reverse("switch-hat")


def _worn(client: object) -> str:
    return client.get(HOME).context["hat"].key  # type: ignore[attr-defined, no-any-return]


def test_a_mentee_wears_the_mentees_hat(student: User, cycle: Cycle, sign_in: SignIn) -> None:
    assert _worn(sign_in(student)) == f"mentee:cycle:{cycle.pk}"


def test_one_person_may_hold_several_and_switches_between_them(student: User, cycle: Cycle, sign_in: SignIn) -> None:
    mentoring = MentorParticipationFactory.create(mentor=student, cycle=CycleFactory.create())
    client = sign_in(student)
    key = f"mentor:cycle:{mentoring.cycle_id}"
    assert {hat.key for hat in client.get(HOME).context["hats"]} == {f"mentee:cycle:{cycle.pk}", key}
    assert client.post(SWITCH, {"hat": key}).status_code == 302
    assert _worn(client) == key


def test_nobody_wears_a_hat_that_they_do_not_hold(student: User, program: Program, sign_in: SignIn) -> None:
    client = sign_in(student)
    assert client.post(SWITCH, {"hat": f"coordinator:program:{program.pk}"}).status_code == 404
    assert client.get(HOME).context["hat"].role == Role.MENTEE


def test_a_hat_that_is_lost_is_taken_off(student: User, program: Program, sign_in: SignIn) -> None:
    appointment = AppointmentFactory.create(user=student, program=program)
    client = sign_in(student)
    client.post(SWITCH, {"hat": f"coordinator:program:{program.pk}"})
    assert client.get(HOME).context["hat"].role == Role.COORDINATOR
    appointment.delete()
    assert client.get(HOME).context["hat"].role == Role.MENTEE


def test_switching_is_a_post(student: User, sign_in: SignIn) -> None:
    assert sign_in(student).get(SWITCH).status_code == 405
