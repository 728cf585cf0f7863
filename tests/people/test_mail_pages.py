"""Mail that was set aside, and people whom it does not reach."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Category, Fault, Message
from notifications.queries.undelivered import people_not_reached
from people.models import Enrollment, MentorParticipation
from people.queries.not_reached import not_reached_in
from programs.models import Cycle, Program
from programs.queries.contacts import answers_to
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.outbox import deliver_due

State = Message.State


def _failed(**more: Any) -> Message:
    return MessageFactory.create(**({"state": State.FAILED, "fault": Fault.BUSY, "event": "offer_closed"} | more))


def _refused(recipient: User, **more: Any) -> Message:
    refused: dict[str, Any] = {"state": State.UNDELIVERABLE, "fault": Fault.ADDRESS, "smtp_code": 550}
    return MessageFactory.create(recipient=recipient, **(refused | more))


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def test_an_administrator_sees_what_was_set_aside_and_why_but_not_what_it_says(office: Client) -> None:
    message = _failed(body="A private sentence.", subject="A private subject", smtp_code=450)
    html = office.get("/mail/set-aside/").content.decode()
    assert message.reader.display_name in html
    assert "The mail server put it off every time" in html
    assert "(450)" in html
    assert "private" not in html


def test_one_message_is_tried_again_as_if_it_were_new(office: Client) -> None:
    message, other = _failed(attempts=8), _failed()
    page = office.post(f"/mail/set-aside/{message.pk}/retry/", follow=True)
    assert "1 message will be tried again." in page.content.decode()
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.attempts, message.fault) == (State.PENDING, 0, "")
    assert other.state == State.FAILED


def test_all_of_a_kind_are_tried_again_and_no_others(office: Client) -> None:
    for _ in range(3):
        _failed()
    other = _failed(fault=Fault.GONE)
    kind = {"event": "offer_closed", "fault": Fault.BUSY.value}
    assert (
        "3 messages will be tried again." in office.post("/mail/set-aside/retry/", kind, follow=True).content.decode()
    )
    assert [message.pk for message in Message.objects.filter(state=State.FAILED)] == [other.pk]
    assert (
        "There’s nothing left to try again."
        in office.post("/mail/set-aside/retry/", kind, follow=True).content.decode()
    )


def test_an_email_of_the_login_cannot_be_tried_again(office: Client) -> None:
    email = _failed(event="account_email", category=Category.ACCOUNT, recipient=None)
    html = office.get("/mail/set-aside/").content.decode()
    assert "It had a code or link that has expired" in html
    assert f"/{email.pk}/retry/" not in html
    office.post(f"/mail/set-aside/{email.pk}/retry/")
    email.refresh_from_db()
    assert email.state == State.FAILED


def test_home_leads_administrators_there_with_the_count(office: Client, student: User) -> None:
    assert "set aside" not in office.get("/").content.decode().replace("/mail/set-aside/", "")
    for _ in range(2):
        _failed()
    _refused(student)
    html = office.get("/").content.decode()
    assert "2 messages were set aside" in html
    assert "Email isn’t reaching 1 person" in html


def test_a_coordinator_sees_whom_of_the_program_no_email_reaches(
    sign_in: SignIn, coordinator: User, student: User, mentor: User, program: Program
) -> None:
    stranger = UserFactory.create()
    for person in (student, stranger):
        _refused(person)
    desk = sign_in(coordinator)
    html = desk.get(f"/programs/{program.slug}/not-reached/").content.decode()
    assert student.display_name in html
    assert student.email in html
    assert stranger.display_name not in html
    assert mentor.display_name not in html
    assert "They don’t know the address" in html
    home = desk.get("/?queue=unreached").content.decode()
    assert "Not reached by email (1)" in " ".join(home.split())
    assert student.email in home


def test_an_email_that_arrives_later_takes_a_person_off_the_list(student: User, now: datetime) -> None:
    _refused(student, sent_at=now)
    assert [person.pk for person in people_not_reached()] == [student.pk]
    MessageFactory.create(recipient=student, sent_at=now + timedelta(minutes=1), provider_id="")
    assert people_not_reached().count() == 1
    MessageFactory.create(recipient=student, sent_at=now + timedelta(minutes=2), provider_id="<1@localhost>")
    assert people_not_reached().count() == 0


def test_news_that_no_email_brought_stands_in_the_inbox(sign_in: SignIn, student: User) -> None:
    _refused(student, subject="Compass: an update on your offer")
    assert "an update on your offer" in sign_in(student).get("/inbox/").content.decode()


def test_a_corrected_address_is_the_login_and_is_written_to(office: Client, student: User) -> None:
    message = _refused(student, event="digest", category=Category.MATCH)
    page = f"/mail/not-reached/{student.pk}/address/"
    assert office.post(page, {"email": "not an address"}).status_code == 422
    taken = office.post(page, {"email": UserFactory.create().email})
    assert taken.status_code == 422
    assert "This address belongs to another account." in taken.content.decode()
    assert office.post(page, {"email": "Noor@Right.example"}).status_code == 302
    student.refresh_from_db()
    message.refresh_from_db()
    assert (student.email, message.state) == ("noor@right.example", State.PENDING)
    Client().post(reverse("account_request_login_code"), {"email": "noor@right.example"})
    deliver_due(timezone.now())
    [email] = [email for email in mail.outbox if email.to == ["noor@right.example"]]
    assert "Your sign-in code" in email.subject


def test_only_whom_no_email_reaches_can_be_given_another_address(office: Client, student: User) -> None:
    assert office.post(f"/mail/not-reached/{student.pk}/address/", {"email": "mine@now.example"}).status_code == 404


def test_an_answer_to_a_reminder_reaches_the_program_or_a_help_contact(program: Program) -> None:
    program.contact_email = "compass@haldenlake.example"
    assert answers_to(program) == "compass@haldenlake.example"
    program.contact_email = ""
    program.institution.help_contacts.update(email="help@haldenlake.example")
    assert answers_to(program) == "help@haldenlake.example"
    program.institution.help_contacts.update(email="")
    assert answers_to(program) == ""


def test_who_is_not_reached_counts_once_in_each_program(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation
) -> None:
    other = EnrollmentFactory.create(mentee=enrollment.mentee).cycle
    MentorParticipationFactory.create(cycle=cycle, mentor=enrollment.mentee)
    for person in (enrollment.mentee, participation.mentor):
        _refused(person)
    assert [not_reached_in(each.program).count() for each in (cycle, other)] == [2, 1]
