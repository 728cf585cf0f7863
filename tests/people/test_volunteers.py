"""People who were not invited offer to mentor: a form that tells nothing, an answer that can be undone, and an end."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from notifications.models import AccountEmail, Message
from people.models import MentoringOptOut, MentorParticipation, Volunteer
from people.services.opt_outs import opt_out_of_mentoring
from people.services.participations import answer_invitation
from people.services.volunteers import (
    confirm_offer,
    decline_volunteer,
    forget_volunteers,
    invite_volunteer,
    offer_to_mentor,
)
from programs.models import Cycle, Program, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.handbooks import text
from tests.outbox import deliver_due

State = Volunteer.State
OFFER = {
    "given_name": "Wanjiru",
    "family_name": "Ochola",
    "email": "wanjiru@school.example",
    "department": "Biostatistics",
    "offers": "I read protocols before they cost a year.",
    "note": "",
}


@pytest.fixture(autouse=True)
def asking(program: Program, cycle: Cycle) -> None:
    program.takes_volunteers = True
    program.save(update_fields=["takes_volunteers"])


@pytest.fixture
def waiting(program: Program, now: datetime) -> Volunteer:
    return _waiting(program, now)


def _waiting(program: Program, now: datetime, **changed: str) -> Volunteer:
    fields = OFFER | changed
    offer_to_mentor(program, fields=fields, now=now)
    confirm_offer(program.volunteers.get(email=fields["email"], state=State.UNCONFIRMED), now=now)
    AccountEmail.objects.all().delete()
    Message.objects.all().delete()
    return program.volunteers.get(email=fields["email"])


def _form(**changed: str) -> Any:
    return Client().post(reverse("people:volunteer", args=["compass"]), OFFER | changed, follow=True)


def test_an_offer_waits_once_its_address_is_confirmed(
    now: datetime, mentor: User, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel(now, tick=False):
        # Whoever has an account reads and gets the same as a stranger.
        assert text(_form()) == text(_form(email=mentor.email))
        deliver_due()
        assert {letter.to[0] for letter in mailoutbox} == {OFFER["email"], mentor.email}
        letter = next(each for each in mailoutbox if each.to == [OFFER["email"]])
        [link] = re.findall(r"/programs/compass/become-a-mentor/confirm/[\w-]+/", str(letter.body))
        assert "Confirm my offer" in text(Client().get(link))
        assert not Volunteer.objects.exclude(state=State.UNCONFIRMED).exists()
        for _twice in range(2):
            assert "Your address is confirmed." in text(Client().post(link, follow=True))
    assert Volunteer.objects.get(state=State.WAITING).email == OFFER["email"]
    assert not AccountEmail.objects.exists()
    with time_machine.travel(now + timedelta(days=200)):
        assert "This link has run out" in text(Client().get(link))


def test_an_address_gets_few_letters_and_a_network_few_forms(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        answers = [_form() for _number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert Volunteer.objects.count() == AccountEmail.objects.count() == 3
    assert _form(offers="").status_code in (422, 429)


@pytest.mark.parametrize("why", ["not asked for", "not open"])
def test_other_programs_have_no_such_page(why: str, program: Program) -> None:
    page = reverse("programs:show-program", args=["compass"])
    assert "Become a mentor" in text(Client().get(page))
    if why == "not asked for":
        Program.objects.update(takes_volunteers=False)
        assert "Become a mentor" not in text(Client().get(page))
    else:
        Program.objects.update(status=Program.Status.DRAFT)
    assert _form().status_code == 404


def _act(browser: Client, key: str, row: Volunteer) -> None:
    url = reverse("people:act-on-list", args=["compass", "interested"]) + f"?do={key}&row={row.pk}"
    browser.post(url, {"revision": browser.get(url).context["revision"]})


def test_a_coordinator_invites_and_can_undo_it_until_there_is_an_answer(
    waiting: Volunteer, cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    office = sign_in(coordinator)
    with time_machine.travel(now, tick=False):
        assert "1 person would like to mentor" in text(office.get(reverse("home")))
        _act(office, "invite", waiting)
    invited = MentorParticipation.objects.get(mentor__email=OFFER["email"])
    assert (invited.cycle, invited.state, invited.department) == (cycle, "invited", "Biostatistics")
    assert Message.objects.filter(event="invitation", recipient=invited.mentor).exists()
    step = StaffStep.objects.get(kind="volunteer_invited")
    undo_step(step, by=coordinator, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, MentorParticipation.objects.filter(pk=invited.pk).exists()) == (State.WAITING, False)
    step = invite_volunteer(waiting, cycle=cycle, by=coordinator, now=now)
    answer_invitation(MentorParticipation.objects.get(mentor=invited.mentor), accept=True, now=now)
    with pytest.raises(WrongState):
        undo_step(step, by=coordinator, now=now)


def test_a_kind_no_leaves_after_a_day_and_not_if_it_is_undone(
    waiting: Volunteer, coordinator: User, sign_in: SignIn, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    with time_machine.travel(now, tick=False):
        _act(sign_in(coordinator), "decline", waiting)
        deliver_due(now + timedelta(hours=23))
    assert not mailoutbox
    undo_step(StaffStep.objects.get(kind="volunteer_declined"), by=coordinator, now=now + timedelta(hours=20))
    waiting.refresh_from_db()
    assert (waiting.state, Message.objects.count()) == (State.WAITING, 0)
    decline_volunteer(waiting, by=coordinator, now=now)
    deliver_due(now + timedelta(days=1))
    assert [letter.to for letter in mailoutbox] == [[OFFER["email"]]]
    assert "It says nothing about you" in str(mailoutbox[0].body)


def test_who_offers_may_be_asked_again_and_who_is_there_is_not_invited_twice(
    waiting: Volunteer, cycle: Cycle, mentor: User, coordinator: User, now: datetime
) -> None:
    Volunteer.objects.update(email=mentor.email)
    with pytest.raises(WrongState):
        invite_volunteer(waiting, cycle=cycle, by=coordinator, now=now)
    opt_out_of_mentoring(mentor, institution=cycle.program.institution, now=now)
    MentorParticipation.objects.all().delete()
    invite_volunteer(waiting, cycle=cycle, by=coordinator, now=now)
    assert not MentoringOptOut.objects.exists()
    assert mentor.participations.get().state == "invited"
    with pytest.raises(WrongState):
        decline_volunteer(waiting, by=coordinator, now=now)


def test_a_second_offer_takes_the_place_of_the_first_and_all_are_forgotten(
    waiting: Volunteer, program: Program, coordinator: User, now: datetime
) -> None:
    again = _waiting(program, now, offers="Something else.")
    assert [row.offers for row in Volunteer.objects.all()] == ["Something else."]
    offer_to_mentor(program, fields=OFFER, now=now)
    assert forget_volunteers(now=now + timedelta(days=3)) == 1
    decline_volunteer(again, by=coordinator, now=now)
    assert forget_volunteers(now=now + timedelta(days=29)) == 0
    assert forget_volunteers(now=now + timedelta(days=30)) == 1


def test_the_list_reads_as_much_for_many(
    program: Program,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office = sign_in(coordinator)
    for number in (1, 4):
        for each in range(number):
            _waiting(program, now, email=f"{number}-{each}@school.example")
        with django_assert_num_queries(9):
            page = office.get(reverse("people:show-list", args=["compass", "interested"]))
    assert "I read protocols before they cost a year." in text(page)
