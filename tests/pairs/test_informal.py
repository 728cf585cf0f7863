"""Two people who found each other: one asks, the other confirms, and no place is used."""

from datetime import date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import DomainError, WrongState
from notifications.models import Message
from pairs.errors import RuledOut
from pairs.models import Avoidance, InformalRequest, Mentorship, Origin
from pairs.services.informal import DAYS_TO_CONFIRM, MOST_OPEN, ask_to_record, confirm, decline, take_back
from people.models import MentorParticipation
from programs.models import Cycle, CycleState, Program
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.programs import CycleFactory, ProgramFactory

SINCE = date(2026, 3, 1)


@pytest.fixture
def register(cycle: Cycle) -> Cycle:
    program = ProgramFactory.create(
        institution=cycle.program.institution, slug="register", pairing=Program.Pairing.INFORMAL
    )
    return CycleFactory.create(program=program, state=CycleState.RUNNING)


def _ask(register: Cycle, by: User, other: str, now: datetime, *, as_mentor: bool = False) -> InformalRequest:
    return ask_to_record(register, by=by, address=other, as_mentor=as_mentor, since=SINCE, now=now)


def _heard(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).values_list("event", flat=True))


def test_it_begins_when_the_other_confirms_and_uses_no_place(
    register: Cycle, student: User, mentor: User, participation: MentorParticipation, now: datetime
) -> None:
    asked = _ask(register, student, mentor.email, now)
    assert not Mentorship.objects.exists()
    assert _heard(mentor) == ["informal_asked"]
    for _twice in range(2):
        confirm(asked, by=mentor, now=now)
    pair = Mentorship.objects.get()
    assert (pair.mentee, pair.mentor, pair.origin, pair.started_on) == (student, mentor, Origin.INFORMAL, SINCE)
    participation.refresh_from_db()
    assert participation.places_taken == 0
    assert _heard(student) == ["informal_confirmed"]


def test_two_who_ask_each_other_have_confirmed(register: Cycle, student: User, mentor: User, now: datetime) -> None:
    _ask(register, student, mentor.email, now)
    made = _ask(register, mentor, student.email, now, as_mentor=True)
    assert made.state == InformalRequest.State.CONFIRMED
    assert Mentorship.objects.get().mentor == mentor


def test_two_who_both_say_they_are_the_mentor_have_not(
    register: Cycle, student: User, mentor: User, now: datetime
) -> None:
    _ask(register, student, mentor.email, now, as_mentor=True)
    _ask(register, mentor, student.email, now, as_mentor=True)
    assert not Mentorship.objects.exists()


def test_asking_again_changes_nothing_and_after_the_time_asks_anew(
    register: Cycle, student: User, mentor: User, now: datetime
) -> None:
    first = _ask(register, student, mentor.email, now)
    assert _ask(register, student, mentor.email, now) == first
    later = now + timedelta(days=DAYS_TO_CONFIRM)
    assert _ask(register, student, mentor.email, later) != first
    with pytest.raises(WrongState):
        confirm(first, by=mentor, now=later)


@pytest.mark.parametrize("who", ["nobody", "an outsider", "somebody who avoids them"])
def test_whether_an_address_is_known_is_not_told(
    who: str, register: Cycle, student: User, mentor: User, outsider: User, now: datetime
) -> None:
    if who == "somebody who avoids them":
        Avoidance.objects.create(mentee=student, mentor=mentor)
    asker = student if who != "somebody who avoids them" else mentor
    address = {"nobody": "nobody@school.example", "an outsider": outsider.email}.get(who, student.email)
    made = _ask(register, asker, address, now, as_mentor=asker == mentor)
    assert (made.state, made.address, made.asked) == (InformalRequest.State.OPEN, address, None)
    assert not Message.objects.exists()


def test_a_conflict_rules_it_out_without_a_reason(register: Cycle, student: User, mentor: User, now: datetime) -> None:
    ConflictFactory.create(institution=register.program.institution, mentor=mentor, mentee=student)
    asked = _ask(register, student, mentor.email, now)
    with pytest.raises(RuledOut):
        confirm(asked, by=mentor, now=now)
    assert not Mentorship.objects.exists()


def test_what_was_declined_or_taken_back_cannot_be_confirmed(
    register: Cycle, student: User, mentor: User, now: datetime
) -> None:
    declined = _ask(register, student, mentor.email, now)
    decline(declined, now=now)
    taken_back = _ask(register, student, mentor.email, now)
    take_back(taken_back, now=now)
    for request in (declined, taken_back):
        with pytest.raises(WrongState):
            confirm(request, by=mentor, now=now)


@pytest.mark.parametrize("wrong", ["own address", "too many", "a closed year", "recorded already"])
def test_it_refuses(wrong: str, register: Cycle, student: User, mentor: User, now: datetime) -> None:
    address = mentor.email
    if wrong == "own address":
        address = student.email
    elif wrong == "too many":
        for n in range(MOST_OPEN):
            _ask(register, student, f"{n}@school.example", now)
    elif wrong == "a closed year":
        register.state = CycleState.CLOSED
    else:
        confirm(_ask(register, student, mentor.email, now), by=mentor, now=now)
    with pytest.raises(DomainError):
        _ask(register, student, address, now)


def test_from_the_program_to_the_workspace(
    register: Cycle, student: User, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    browser, slug = sign_in(student), register.program.slug
    page = browser.get(reverse("programs:show-program", args=[slug])).content.decode()
    assert reverse("pairs:show-register", args=[slug]) in page
    form = {"address": f" {mentor.email.upper()} ", "side": "mentee", "since": "2026-03-01"}
    assert browser.post(reverse("pairs:record-informal", args=[slug]), form).status_code == HTTPStatus.FOUND
    asked = InformalRequest.objects.get()
    assert asked.address in browser.get(reverse("pairs:show-register", args=[slug])).content.decode()
    other = sign_in(mentor)
    assert str(student.display_name) in other.get(reverse("home")).content.decode()
    other.post(reverse("pairs:confirm-informal", args=[asked.pk]))
    workspace = reverse("sessions:show-pair", args=[Mentorship.objects.get().pk])
    assert workspace in other.get(reverse("pairs:show-register", args=[slug])).content.decode()
    assert other.get(workspace).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "no address"), ("address", ""), ("side", ""), ("since", "2099-01-01"), ("since", "1066-01-01")],
)
def test_what_is_wrong_stands_beside_its_field(
    field: str, value: str, register: Cycle, student: User, sign_in: SignIn
) -> None:
    good = {"address": "ruth@school.example", "side": "mentee", "since": "2026-03-01"}
    response = sign_in(student).post(
        reverse("pairs:record-informal", args=[register.program.slug]), good | {field: value}
    )
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.context["form"].errors.keys() == {field}
    assert not InformalRequest.objects.exists()


def test_the_page_reads_as_much_for_many(
    register: Cycle, student: User, sign_in: SignIn, now: datetime, django_assert_num_queries: object
) -> None:
    browser, url = sign_in(student), reverse("pairs:show-register", args=[register.program.slug])
    for others in ([UserFactory.create()], UserFactory.create_batch(3)):
        for other in others:
            Mentorship.objects.create(
                cycle=register, mentee=student, mentor=other, origin=Origin.INFORMAL, started_on=SINCE
            )
        with django_assert_num_queries(10):  # type: ignore[operator]
            browser.get(url)
