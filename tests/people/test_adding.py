"""One person who comes by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import DomainError, WrongState
from notifications.models import Message
from people.errors import NamesakeKnown
from people.models import Enrollment, ImportedFile, MentoringOptOut, MentorParticipation
from people.services.adding import add_person
from programs.models import Cycle, Program, StaffStep
from programs.services.staff_steps import undo_step

SignIn = Callable[[User], Client]


def cells(**said: str) -> dict[str, str]:
    usual = {"role": "mentee", "given_name": "Ana", "family_name": "Lund", "email": "Ana@School.example"}
    return usual | said


def test_who_is_added_is_invited_like_people_of_a_file_and_it_is_undone(
    cycle: Cycle, coordinator: User, now: datetime
) -> None:
    ana = add_person(cycle, cells=cells(cohort="Year 2"), by=coordinator, now=now)
    assert (ana.email, ana.enrollments.get().cohort) == ("ana@school.example", "Year 2")
    assert Message.objects.filter(recipient=ana, event="invitation").count() == 3  # and after 5 and 12 days
    said = cells(role="mentor", email="second@school.example", capacity="3")
    with pytest.raises(NamesakeKnown):
        add_person(cycle, cells=said, by=coordinator, now=now)
    second = add_person(cycle, cells=said, by=coordinator, now=now, someone_else=True)
    assert MentorParticipation.objects.get().capacity == 3
    step = StaffStep.objects.get(kind="person_added", person=second)
    undo_step(step, by=coordinator, now=now + timedelta(hours=1))
    assert not MentorParticipation.objects.exists()
    assert Enrollment.objects.get().mentee == ana


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"email": "ana@school"}, DomainError, "email"),
        ({"given_name": "\N{CYRILLIC CAPITAL LETTER A}na"}, DomainError, "given_name"),
        ({"given_name": "Noor", "family_name": "Haddad-Quist"}, NamesakeKnown, "email"),
        ({"email": "STUDENT"}, WrongState, "email"),
        ({"email": "STUDENT", "given_name": "Noor", "family_name": "Haddad-Quist"}, WrongState, "email"),
    ],
)
def test_what_cannot_be_meant_is_refused_beside_its_field(
    said: dict[str, str],
    refusal: type[DomainError],
    field: str,
    cycle: Cycle,
    student: User,
    coordinator: User,
    now: datetime,
) -> None:
    said = {name: student.email if value == "STUDENT" else value for name, value in said.items()}
    with pytest.raises(refusal) as refused:
        add_person(cycle, cells=cells(**said), by=coordinator, now=now)
    assert refused.value.field == field
    assert (Enrollment.objects.count(), StaffStep.objects.count(), ImportedFile.objects.count()) == (1, 0, 0)


def test_who_asked_not_to_be_invited_is_not_added(
    participation: MentorParticipation, program: Program, coordinator: User, now: datetime
) -> None:
    ruth, cycle = participation.mentor, participation.cycle
    participation.delete()
    MentoringOptOut.objects.create(institution=program.institution, user=ruth, since=now)
    said = cells(role="mentor", email=ruth.email, given_name=ruth.given_name, family_name=ruth.family_name)
    with pytest.raises(WrongState, match="asked not to be invited"):
        add_person(cycle, cells=said, by=coordinator, now=now)


def test_the_page_asks_whether_one_of_the_same_name_is_meant(
    cycle: Cycle, student: User, coordinator: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser, url = sign_in(coordinator), reverse("people:add-person", args=["compass"])
    with django_assert_num_queries(7):
        assert browser.get(url, {"role": "mentee"}).context["form"]["role"].value() == "mentee"
    said = cells(given_name="Noor", family_name="Haddad-Quist")
    asked = browser.post(url, said)
    assert (asked.status_code, student.email in asked.text) == (422, True)
    assert 'name="someone_else"' in asked.text
    added = browser.post(url, said | {"someone_else": "on"}, follow=True)
    assert "Noor Haddad-Quist. They’ll get an email." in added.text
    assert Enrollment.objects.filter(mentee__email="ana@school.example").exists()
