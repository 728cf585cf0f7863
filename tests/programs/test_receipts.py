"""Receipts of what somebody has acknowledged, and reminders for who has not."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import Message
from programs.models import Acknowledgement, HandbookVersion, Program
from programs.services import handbooks
from tests.conftest import SignIn
from tests.handbooks import text, write_handbook


@pytest.fixture
def acknowledgement(handbook: HandbookVersion, student: User, now: datetime) -> Acknowledgement:
    return handbooks.acknowledge_handbook(handbook, by=student, now=now)


def _receipt(acknowledgement: Acknowledgement) -> str:
    return reverse("programs:show-receipt", args=[acknowledgement.pk])


def test_a_receipt_names_the_person_the_moment_and_the_exact_text(
    acknowledgement: Acknowledgement,
    student: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(student)
    client.get(reverse("home"))
    with django_assert_num_queries(8):
        page = text(client.get(_receipt(acknowledgement)))
    for said in (student.email, "20 September 2026", "The stored text is the one you acknowledged.", "Read version 1"):
        assert said in page
    assert acknowledgement.sha256 in page.replace("<wbr>", "")
    assert _receipt(acknowledgement) in text(client.get(reverse("programs:show-handbook", args=["compass"])))


def test_a_receipt_stays_when_the_version_is_withdrawn_and_the_program_closed(
    acknowledgement: Acknowledgement, program: Program, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    write_handbook(program, by=admin, now=now, change_note="New.")
    handbooks.withdraw_handbook(acknowledgement.version)
    Program.objects.filter(pk=program.pk).update(status=Program.Status.ARCHIVED)
    client = sign_in(student)
    assert _receipt(acknowledgement) in text(client.get(reverse("programs:list-receipts")))
    page = text(client.get(_receipt(acknowledgement)))
    assert "The stored text is the one you acknowledged." in page
    assert "Read version 1" not in page


def test_nobody_else_knows_of_a_receipt(
    acknowledgement: Acknowledgement, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    for person in (mentor, coordinator):
        client = sign_in(person)
        assert client.get(_receipt(acknowledgement)).status_code == 404
        assert "You haven’t acknowledged a handbook yet." in text(client.get(reverse("programs:list-receipts")))
    assert Client().get(_receipt(acknowledgement)).status_code == 302


def test_coordinators_remind_those_who_have_not_at_once(
    acknowledgement: Acknowledgement, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    page = text(client.get(reverse("programs:list-acknowledgements", args=["compass"])))
    address = reverse("people:act-on-list", args=["compass", "mentors"]) + "?handbook=no&all=1&do=handbook"
    assert address.replace("&", "&amp;") in page
    asked = client.get(address)
    assert "Remind 1 person about the handbook?" in text(asked)
    revision = asked.context["revision"]
    client.post(address, {"revision": revision})
    sent = Message.objects.filter(recipient=mentor, event="handbook_published", dedupe_key__contains=":on ")
    assert sent.count() == 1
