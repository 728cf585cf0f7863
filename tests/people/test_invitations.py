"""Nobody comes in without an e-mail that says how, and nobody who is silent is forgotten or flooded."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import Role, SignInLink, User
from notifications.models import Message
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.queries.invitations import INVITATION
from people.services.enrollments import start_enrollment
from people.services.import_people import import_people
from people.services.participations import answer_invitation
from people.services.staff import invite_staff
from people.services.withdrawals import withdraw_enrollment
from programs.models import Appointment, Cycle, CycleState, Program
from programs.services.cycles import advance_cycle
from programs.services.programs import create_program, dismiss
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory, ProgramFactory
from tests.outbox import deliver_due

SignIn = Callable[[User], Client]
HEADER = "role,email,given_name,family_name,enrolled"
NOOR = "mentee,noor@haldenlake.example,Noor,Haddad-Quist,"
RUTH = "mentor,ruth@haldenlake.example,Ruth,Nambozo-Hale,"
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True, params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def _both_databases(request: pytest.FixtureRequest) -> None:
    """Every test runs once in each of the two runs of the suite."""


@pytest.fixture(autouse=True)
def _moment(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def _bring(cycle: Cycle, *rows: str, now: datetime) -> None:
    people, problems, *_ = read_people("\n".join((HEADER, *rows)).encode(), cycle=cycle)
    assert problems == []
    import_people(cycle, rows=people, now=now)


def _delivered(now: datetime) -> dict[str, list[str]]:
    """Address → subjects of what is sent until `now`."""
    mail.outbox.clear()
    deliver_due(now)
    sent: dict[str, list[str]] = {}
    for email in mail.outbox:
        sent.setdefault(email.to[0], []).append(str(email.subject))
    return sent


def test_who_is_imported_gets_a_way_in_and_two_reminders(cycle: Cycle, coordinator: User, now: datetime) -> None:
    _bring(cycle, NOOR, RUTH, now=now)
    invited = {"noor@haldenlake.example": ["You’re invited to Compass"]}
    invited["ruth@haldenlake.example"] = ["You’re invited to Compass"]
    assert _delivered(now) == invited
    [noor] = [str(email.body) for email in mail.outbox if email.to == ["noor@haldenlake.example"]]
    school = cycle.program.institution.name
    assert f"{school} invites you to Compass as a mentee." in noor
    assert "You have until Fri 25 Sep 2026, 17:00 Toronto." in noor
    assert coordinator.email in noor
    assert _delivered(now + 5 * DAYS - timedelta(minutes=1)) == {}
    again = {address: ["A reminder: you’re invited to Compass"] for address in invited}
    Cycle.objects.update(state=CycleState.MATCHING)
    assert _delivered(now + 5 * DAYS) == again
    assert _delivered(now + 12 * DAYS) == again
    assert _delivered(now + 90 * DAYS) == {}


def test_a_list_invites_nobody_but_those_on_it(cycle: Cycle, enrollment: Enrollment, now: datetime) -> None:
    _bring(cycle, NOOR.replace("noor", "nora"), now=now)
    assert set(_delivered(now)) == {"nora@haldenlake.example"}


def test_the_same_list_a_second_time_invites_nobody_again(cycle: Cycle, now: datetime) -> None:
    _bring(cycle, NOOR, RUTH, now=now)
    _bring(cycle, NOOR, RUTH, now=now + DAYS)
    assert Message.objects.filter(event=INVITATION).count() == 6


def _link_in(email: EmailMessage) -> str:
    [address] = map(str, re.findall(r"http://\S+", str(email.body))[:1])
    return address.removeprefix("http://localhost:8000")


def test_one_email_one_click_and_in(cycle: Cycle, now: datetime, client: Client) -> None:
    _bring(cycle, NOOR, RUTH, now=now)
    deliver_due(now)
    for email in mail.outbox:
        path = _link_in(email)
        assert "haldenlake" not in path, "an address in a link stays in logs and histories"
        browser = Client()
        assert "Sign in as" in browser.get(path).content.decode()
        page = browser.post(path, follow=True)
        assert page.status_code == 200
        words = "Will you mentor in Compass?" if email.to == ["ruth@haldenlake.example"] else "Compass"
        assert words in page.content.decode()
        assert browser.session["_auth_user_id"] == str(User.objects.get(email=email.to[0]).pk)
    assert len(mail.outbox) == 2, "no code was mailed"


def test_the_secret_of_the_link_is_in_the_email_alone(cycle: Cycle, now: datetime, client: Client) -> None:
    _bring(cycle, NOOR, now=now)
    deliver_due(now)
    token = _link_in(mail.outbox[0]).strip("/").rpartition("/")[2]
    message = Message.objects.get(state=Message.State.SENT)
    assert token not in str(vars(message))
    assert message.path == reverse("people:enroll", args=["compass"])


def test_each_reminder_has_a_link_of_its_own(cycle: Cycle, now: datetime) -> None:
    _bring(cycle, NOOR, now=now)
    deliver_due(now)
    deliver_due(now + 5 * DAYS)
    assert len({_link_in(email) for email in mail.outbox}) == 2
    assert all("signs you in once, within 14 days" in str(email.body) for email in mail.outbox)


def test_who_may_use_the_admin_site_gets_a_code(program: Program, now: datetime) -> None:
    UserFactory.create(email="dana@haldenlake.example", is_staff=True, last_login=None)
    who = {"email": "dana@haldenlake.example", "given_name": "Dana", "family_name": "W"}
    invite_staff(program, **who, role=Role.ADMIN, now=now)
    deliver_due(now)
    assert _link_in(mail.outbox[0]).startswith(reverse("account_request_login_code"))
    assert not SignInLink.objects.exists()


def test_the_email_says_what_it_costs_in_time(cycle: Cycle, now: datetime) -> None:
    cycle.program.time_costs = (
        "Sessions | 1 h a month | 2 h a month | all year\n=Whole year | about 10 h | about 20 h |"
    )
    cycle.program.save()
    _bring(cycle, NOOR, RUTH, now=now)
    deliver_due(now)
    bodies = {email.to[0].partition("@")[0]: str(email.body) for email in mail.outbox}
    assert "What it takes:\n- Whole year: about 10 h\n" in bodies["noor"]
    assert "What it takes:\n- Whole year: about 20 h\n" in bodies["ruth"]


def test_nobody_is_written_to_before_enrolling_opens(program: Program, now: datetime) -> None:
    cycle = CycleFactory.create(program=program, state=CycleState.PLANNING)
    _bring(cycle, NOOR, RUTH, now=now)
    assert _delivered(now + DAYS) == {}
    advance_cycle(cycle, to=CycleState.ENROLLING, now=now + 2 * DAYS)
    assert set(_delivered(now + 2 * DAYS)) == {"noor@haldenlake.example", "ruth@haldenlake.example"}


def test_who_answers_is_reminded_no_more(cycle: Cycle, now: datetime) -> None:
    _bring(cycle, NOOR, RUTH, now=now)
    deliver_due(now)
    start_enrollment(cycle, by=User.objects.get(given_name="Noor"), now=now)
    answer_invitation(MentorParticipation.objects.get(), accept=False, now=now)
    assert _delivered(now + 5 * DAYS) == {}


def test_who_leaves_before_the_mail_gets_none(cycle: Cycle, now: datetime) -> None:
    _bring(cycle, NOOR, now=now)
    enrollment = Enrollment.objects.get()
    withdraw_enrollment(enrollment, by=enrollment.mentee, now=now)
    assert _delivered(now) == {}


def test_who_takes_part_by_the_schools_list_is_told_and_reminded_until_the_first_sign_in(
    cycle: Cycle, now: datetime
) -> None:
    _bring(cycle, NOOR + "yes", RUTH + "yes", now=now)
    deliver_due(now)
    bodies = {email.to[0].partition("@")[0]: str(email.body) for email in mail.outbox}
    assert "has enrolled you in Compass as a mentee" in bodies["noor"]
    assert "is counting on you as a mentor in Compass" in bodies["ruth"]
    User.objects.filter(given_name="Noor").update(last_login=now)
    assert set(_delivered(now + 5 * DAYS)) == {"ruth@haldenlake.example"}


def test_who_is_known_and_takes_part_at_once_is_told_once(cycle: Cycle, now: datetime) -> None:
    known = EnrollmentFactory.create(mentee__email="noor@haldenlake.example", mentee__last_login=now).mentee
    _bring(cycle, NOOR + "yes", now=now)
    assert set(_delivered(now)) == {known.email}
    assert _delivered(now + 12 * DAYS) == {}


def test_one_mail_tells_of_every_program_that_waits(cycle: Cycle, now: datetime) -> None:
    school = cycle.program.institution
    others = [
        CycleFactory.create(program=ProgramFactory.create(institution=school, name=name))
        for name in ("Circles", "Onward", "First Steps", "Across Borders")
    ]
    for each in (cycle, *others):
        _bring(each, NOOR, now=now)
    assert list(map(len, _delivered(now).values())) == [1]
    assert "- Circles, Mentee, until Fri 25 Sep 2026, 17:00 Toronto" in str(mail.outbox[0].body)
    for day in (5, 12):
        assert list(map(len, _delivered(now + day * DAYS).values())) == [1]


def test_a_program_that_comes_later_is_told_by_itself(cycle: Cycle, now: datetime) -> None:
    other = CycleFactory.create(program=ProgramFactory.create(institution=cycle.program.institution, name="Circles"))
    _bring(cycle, NOOR, now=now)
    deliver_due(now)
    _bring(other, NOOR, now=now + DAYS)
    assert _delivered(now + DAYS) == {"noor@haldenlake.example": ["You’re invited to Circles"]}


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.COORDINATOR, "has made you a coordinator of Compass"),
        (Role.ADMIN, "has made you an administrator of Compass"),
        (Role.SAFEGUARDING, "has made you a safeguarding officer for Compass"),
    ],
)
def test_who_is_appointed_is_told_at_once(role: Role, words: str, program: Program, now: datetime) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    appointment = invite_staff(
        program, email="dana@haldenlake.example", given_name="Dana", family_name="Whitlow", role=role, now=now
    )
    assert set(_delivered(now)) == {"dana@haldenlake.example"}
    assert words in str(mail.outbox[0].body)
    assert set(_delivered(now + 5 * DAYS)) == {"dana@haldenlake.example"}
    User.objects.filter(pk=appointment.user_id).update(last_login=now)
    assert _delivered(now + 12 * DAYS) == {}


def test_an_appointment_that_ended_is_not_told(program: Program, coordinator: User, now: datetime) -> None:
    appointment = invite_staff(
        program, email="d@haldenlake.example", given_name="D", family_name="W", role=Role.ADMIN, now=now
    )
    dismiss(appointment)
    assert _delivered(now) == {}


def test_founders_do_not_invite_themselves(program: Program, admin: User, now: datetime) -> None:
    create_program(program.institution, name="New", tagline="", by=admin)
    assert Appointment.objects.filter(user=admin).count() == 2
    assert _delivered(now) == {}


def test_staff_see_who_was_written_to_and_when(
    cycle: Cycle, program: Program, coordinator: User, admin: User, sign_in: SignIn, now: datetime
) -> None:
    _bring(cycle, NOOR, now=now)
    people = reverse("people:show-list", args=["compass", "mentees"])
    assert "Scheduled" in sign_in(coordinator).get(people).content.decode()
    deliver_due(now)
    page = sign_in(coordinator).get(people).content.decode()
    assert ">Sent, not signed in</span>" in page
    assert ">20 Sep 2026</time>" in page
    invite_staff(program, email="d@haldenlake.example", given_name="D", family_name="W", role=Role.ADMIN, now=now)
    deliver_due(now)
    team = sign_in(admin).get(reverse("people:list-team", args=["compass"])).content.decode()
    assert ">Sun 20 Sep 2026</time>" in team


def test_staff_see_whom_the_mail_did_not_reach(cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime) -> None:
    _bring(cycle, NOOR, now=now)
    first = Message.objects.filter(event=INVITATION).order_by("due_at")[0]
    Message.objects.filter(pk=first.pk).update(state="undeliverable", sent_at=now)
    page = sign_in(coordinator).get(reverse("people:list-people", args=["compass"]), follow=True).content.decode()
    assert ">Couldn’t be reached</span>" in page


def test_before_enrolling_the_list_of_people_says_that_nobody_is_written_to(
    program: Program, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    cycle = CycleFactory.create(program=program, state=CycleState.PLANNING)
    _bring(cycle, NOOR, now=now)
    page = sign_in(coordinator).get(reverse("people:list-people", args=["compass"]), follow=True).content.decode()
    assert "They go out when enrollment opens." in page
