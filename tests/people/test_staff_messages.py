"""Writing to many people: fields, a preview, who is left out, what stays where, and what is kept."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import Fault, Message
from people.errors import NobodyToWriteTo
from people.models import Enrollment, MessageTemplate, StaffMessage
from people.presentation.merge_fields import unknown_fields
from people.services.staff_messages import keep_template, send_staff_message
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.notifications import MessageFactory
from tests.factories.people import EnrollmentFactory
from tests.outbox import deliver_due

TEXT = "{full_name}, lists of {program} {year} close on Friday. Yours, {coordinator}"


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def three(cycle: Cycle) -> list[Enrollment]:
    """Ana, Ben who has left, and Cem whom no email reaches."""
    names = (("Ana", "enrolled"), ("Ben", "withdrawn"), ("Cem", "enrolled"))
    rows = [
        EnrollmentFactory.create(cycle=cycle, state=state, mentee__given_name=given, mentee__family_name="Lund")
        for given, state in names
    ]
    refused = {"state": Message.State.UNDELIVERABLE, "fault": Fault.ADDRESS}
    MessageFactory.create(recipient=rows[2].mentee, sent_at=datetime.fromisoformat("2026-09-18T12:00Z"), **refused)
    return rows


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _url(query: str = "all=1", name: str = "mentees") -> str:
    return f"{reverse('people:write-message', args=['compass', name])}?{query}"


def _write(browser: Client, url: str, **data: str) -> str:
    page = browser.get(url)
    posted = {"key": str(uuid.uuid4()), "subject": "{given_name}, your list", "text": TEXT}
    posted |= {"revision": page.context["revision"], "send": "1"} | data
    return browser.post(url, posted, follow=True).content.decode()


def _send(cycle: Cycle, by: User, now: datetime, *people: User, key: uuid.UUID | None = None) -> StaffMessage:
    return send_staff_message(
        cycle, key=key or uuid.uuid4(), people=[person.pk for person in people], subject="A secret subject",
        text="A secret text for {given_name}", list_name="mentees", by=by, now=now,
    )  # fmt: skip


def test_the_page_names_the_number_and_who_is_left_out(three: list[Enrollment], browser: Client) -> None:
    answer = browser.get(reverse("people:act-on-list", args=["compass", "mentees"]) + "?do=message&all=1", follow=True)
    page = answer.content.decode()
    assert "Write to 1 person" in page
    assert "No longer takes part." in page
    assert "Email doesn’t reach them." in page
    assert "Send to" not in page, "a preview comes first"


def test_a_preview_shows_what_one_person_will_read(three: list[Enrollment], cycle: Cycle, browser: Client) -> None:
    data = {"key": str(uuid.uuid4()), "subject": "{given_name}, your list", "text": TEXT, "preview": "1"}
    page = browser.post(_url(), data).content.decode()
    assert "Ana, your list" in page
    assert f"Ana Lund, lists of Compass {cycle.name} close on Friday. Yours, Dana Whitlow" in page
    assert "Send to 1 person" in page
    assert not StaffMessage.objects.exists()


def test_it_is_sent_with_answers_to_the_writer(
    three: list[Enrollment], coordinator: User, browser: Client, now: datetime
) -> None:
    answer = _write(browser, _url())
    assert "Your message is on its way to 1 person." in answer
    assert "Left out: Ben Lund. No longer takes part." in answer
    deliver_due(now)
    [email] = mail.outbox
    assert (email.to, email.reply_to) == ([three[0].mentee.email], [coordinator.email])
    assert email.subject == "Ana, your list"
    assert "Ana Lund, lists of Compass" in str(email.body)


def test_it_waits_for_a_good_hour(
    three: list[Enrollment], browser: Client, moment: time_machine.Traveller, now: datetime
) -> None:
    moment.move_to(datetime.fromisoformat("2026-09-20T23:30:00+00:00"))
    User.objects.update(time_zone="Europe/Berlin")
    _write(browser, _url())
    deliver_due(datetime.fromisoformat("2026-09-20T23:31:00+00:00"))
    assert not mail.outbox
    deliver_due(datetime.fromisoformat("2026-09-21T06:00:00+00:00"))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("field", ["subject", "text"])
def test_an_unknown_field_is_refused_beside_it(field: str, three: list[Enrollment], browser: Client) -> None:
    answer = _write(browser, _url(), **{field: "Dear {nickname}"})
    assert "We don’t know {nickname}." in answer
    assert not StaffMessage.objects.exists()
    assert unknown_fields("{given_name} {x} {x} { program } {} {") == ["x", ""]


def test_a_subject_is_one_line(three: list[Enrollment], browser: Client) -> None:
    _write(browser, _url(), subject="Lists close\r\nBcc: somebody")
    assert StaffMessage.objects.get().subject == "Lists close Bcc: somebody"


def test_a_changed_set_is_not_written_to(three: list[Enrollment], cycle: Cycle, browser: Client) -> None:
    revision = browser.get(_url()).context["revision"]
    EnrollmentFactory.create(cycle=cycle)
    answer = _write(browser, _url(), revision=revision)
    assert "Nothing has been sent yet" in answer
    assert not Message.objects.filter(event="staff_message").exists()


def test_a_form_sent_twice_writes_once(three: list[Enrollment], browser: Client) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        _write(browser, _url(), key=key)
    assert (StaffMessage.objects.count(), Message.objects.filter(event="staff_message").count()) == (1, 1)


def test_who_leaves_before_it_is_sent_gets_nothing(
    three: list[Enrollment], cycle: Cycle, coordinator: User, now: datetime
) -> None:
    _send(cycle, coordinator, now, three[0].mentee)
    Enrollment.objects.filter(pk=three[0].pk).update(state="withdrawn")
    deliver_due(now)
    assert not mail.outbox
    with pytest.raises(NobodyToWriteTo):
        _send(cycle, coordinator, now, three[0].mentee, three[1].mentee)


@pytest.mark.parametrize("state", ["sent", "undeliverable"])
def test_the_text_is_encrypted_and_stays_out_of_the_outbox_and_the_audit_log(
    state: str, three: list[Enrollment], cycle: Cycle, coordinator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications.services import mail_server

    if state == "undeliverable":
        refused = mail_server.Refused(Fault.ADDRESS, 550)

        def refuse(*_args: object) -> bool:
            raise refused

        monkeypatch.setattr(mail_server.MailServer, "send", refuse)
    message = _send(cycle, coordinator, now, three[0].mentee)
    deliver_due(now)
    kept = Message.objects.get(subject_pk=str(message.pk))
    assert (kept.state, kept.subject, kept.body) == (state, "Compass: a message from Dana Whitlow", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, text FROM people_staffmessage")
        [stored] = cursor.fetchall()
    assert not any(b"secret" in bytes(value) for value in stored)
    assert not any("secret" in str(entry.changes) for entry in LogEntry.objects.all())


def test_its_reader_finds_it_on_the_site_and_nobody_else(
    three: list[Enrollment], cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    message = _send(cycle, coordinator, now, three[0].mentee)
    url = reverse("people:read-message", args=[message.pk])
    assert sign_in(three[0].mentee).get(url).status_code == 404, "not before it is sent"
    deliver_due(now)
    assert "A secret text for Ana" in sign_in(three[0].mentee).get(url).content.decode()
    assert (
        "Compass: a message from Dana Whitlow"
        in sign_in(three[0].mentee).get(reverse("notifications:list-messages")).text
    )
    assert sign_in(three[2].mentee).get(url).status_code == 404


def test_the_log_says_who_wrote_what_to_how_many_and_what_became_of_it(
    three: list[Enrollment],
    cycle: Cycle,
    coordinator: User,
    browser: Client,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        message = _send(cycle, coordinator, now, three[0].mentee, three[2].mentee)
    keep_template(cycle.program, name="Lists close", subject="Last call", text="Hand in.")
    Message.objects.filter(subject_pk=str(message.pk), recipient=three[0].mentee).update(state="sent", sent_at=now)
    with django_assert_max_num_queries(15):
        page = browser.get(reverse("people:list-messages", args=["compass"])).content.decode()
    assert "A secret subject" in page
    assert "1 waiting · 1 sent" in page
    assert page.index("A secret subject") < page.index("Lists close")  # what one came for stands above the templates
    assert reverse("people:show-list", args=["compass", "pairs"]) in page
    with django_assert_max_num_queries(15):
        one = browser.get(reverse("people:show-message", args=["compass", message.pk])).content.decode()
    assert "wrote this to 2 people" in one
    assert "Ana Lund" in one


def test_a_template_is_kept_used_and_deleted(three: list[Enrollment], program: Program, browser: Client) -> None:
    _write(browser, _url(), keep_as="Lists close")
    _write(browser, _url(), keep_as="Lists close", subject="Last call")
    template = MessageTemplate.objects.get()
    page = browser.get(_url(f"all=1&template={template.pk}")).content.decode()
    assert 'value="Last call"' in page
    forget = reverse("people:forget-template", args=["compass", template.pk])
    assert browser.post(forget).status_code == 302
    assert not MessageTemplate.objects.exists()


def test_nobody_chosen_and_another_program(three: list[Enrollment], browser: Client) -> None:
    assert "Choose who it’s for" in browser.get(_url(""), follow=True).content.decode()
    foreign = EnrollmentFactory.create()
    assert "Choose who it’s for" in browser.get(_url(f"row={foreign.pk}"), follow=True).content.decode()


def test_a_message_of_another_program_is_not_found(
    three: list[Enrollment], cycle: Cycle, coordinator: User, browser: Client, now: datetime
) -> None:
    foreign = EnrollmentFactory.create()
    message = _send(foreign.cycle, coordinator, now + timedelta(0), foreign.mentee)
    assert browser.get(reverse("people:show-message", args=["compass", message.pk])).status_code == 404
