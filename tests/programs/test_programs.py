from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from core.errors import WrongState
from people.models import MentorParticipation
from people.services.staff import invite_staff
from programs.errors import NotReadyToOpen
from programs.models import Appointment, Cycle, HandbookVersion, HelpContact, Institution, Program
from programs.queries.programs import current_cycle, intake_cycle
from programs.services import handbooks, programs
from tests.factories.accounts import UserFactory
from tests.factories.programs import AppointmentFactory, CycleFactory, ProgramFactory

CONTACT = {"heading": "Emergency", "text": "Day and night.", "phone": "555 0100", "email": ""}


@pytest.fixture
def people(
    student: User, mentor: User, coordinator: User, admin: User, safeguarding_officer: User, outsider: User
) -> list[User | AnonymousUser]:
    return [student, mentor, coordinator, admin, safeguarding_officer, outsider, AnonymousUser()]


@pytest.mark.parametrize("status", Program.Status.values)
def test_who_sees_a_program(
    status: str,
    program: Program,
    people: list[User | AnonymousUser],
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    student: User,
    mentor: User,
) -> None:
    Program.objects.filter(pk=program.pk).update(status=status)
    staff = [coordinator, admin, safeguarding_officer]
    took_part = [student, mentor, *staff]
    expected = people if status == "open" else staff if status == "draft" else took_part
    assert [person for person in people if program in Program.objects.visible_to(person)] == [
        person for person in people if person in expected
    ]


def test_an_inactive_person_sees_what_a_visitor_sees(program: Program, coordinator: User) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    assert not Program.objects.visible_to(User.objects.get(pk=coordinator.pk)).exists()


@pytest.mark.parametrize("state", HandbookVersion.State.values)
def test_who_sees_a_version_of_an_open_program(
    state: str, program: Program, people: list[User | AnonymousUser], admin: User
) -> None:
    version = HandbookVersion.objects.create(
        program=program, number=1, state=state, sha256="x", published_at="2026-08-01T00:00Z"
    )
    seen_by = [person for person in people if version in HandbookVersion.objects.visible_to(person)]
    assert seen_by == (people if state in HandbookVersion.SHOWN else [admin])


@pytest.mark.parametrize("state", MentorParticipation.State.values)
def test_who_sees_a_participation(
    state: str,
    participation: MentorParticipation,
    people: list[User | AnonymousUser],
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
) -> None:
    MentorParticipation.objects.update(state=state)
    seen_by = [person for person in people if participation in MentorParticipation.objects.visible_to(person)]
    if state in ("ready", "paused"):
        assert seen_by == [student, mentor, coordinator, admin, safeguarding_officer]
    else:
        assert seen_by == [mentor, coordinator, admin]


def test_mentees_see_ready_mentors_and_not_those_who_were_asked(
    participation: MentorParticipation, student: User, outsider: User
) -> None:
    assert MentorParticipation.objects.visible_to(student).get() == participation
    assert not MentorParticipation.objects.visible_to(outsider).exists()
    MentorParticipation.objects.update(state=MentorParticipation.State.INVITED)
    assert not MentorParticipation.objects.visible_to(student).exists()


def test_opening_lists_everything_that_is_missing(db: None) -> None:
    program = ProgramFactory.create(status=Program.Status.DRAFT, purpose=" ")
    with pytest.raises(NotReadyToOpen) as refused:
        programs.open_program(program)
    assert len(refused.value.missing) == 5
    program.refresh_from_db()
    assert program.status == Program.Status.DRAFT


@pytest.mark.parametrize("lacking", ["purpose", "dates", "handbook", "contact", "coordinator"])
def test_each_thing_is_needed_before_opening(
    lacking: str, handbook: HandbookVersion, program: Program, cycle: Cycle, coordinator: User
) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    if lacking == "purpose":
        Program.objects.update(purpose="")
    elif lacking == "dates":
        cycle.delete()
    elif lacking == "handbook":
        HandbookVersion.objects.update(state=HandbookVersion.State.SUPERSEDED)
    elif lacking == "contact":
        HelpContact.objects.update(phone="", email="")
    else:
        Appointment.objects.filter(role=Role.COORDINATOR).delete()
    with pytest.raises(NotReadyToOpen) as refused:
        programs.open_program(program)
    assert len(refused.value.missing) == 1


def test_a_complete_program_opens_once(
    handbook: HandbookVersion, program: Program, cycle: Cycle, coordinator: User
) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    assert programs.open_program(program).status == Program.Status.OPEN
    with pytest.raises(WrongState):
        programs.open_program(program)


def test_a_founder_coordinates_and_addresses_are_unique(institution: Institution, admin: User) -> None:
    first = programs.create_program(institution, name="New", tagline="", by=admin)
    second = programs.create_program(institution, name="New", tagline="", by=admin)
    assert [first.slug, second.slug] == ["new-2", "new-3"]
    assert first.status == Program.Status.DRAFT
    assert Appointment.objects.get(program=first).role == Role.COORDINATOR


def test_staff_who_are_known_are_appointed_and_others_get_a_login(program: Program, now: datetime) -> None:
    known = UserFactory.create(email="known@haldenlake.example")
    for email in ("Known@haldenlake.example", "unknown@haldenlake.example"):
        invite_staff(program, email=email, given_name="New", family_name="Person", role=Role.COORDINATOR, now=now)
    invite_staff(program, email=known.email, given_name="X", family_name="Y", role=Role.COORDINATOR, now=now)
    assert program.appointments.count() == 2
    assert not User.objects.get(email="unknown@haldenlake.example").has_usable_password()
    known.refresh_from_db()
    assert known.given_name != "X"


def test_the_last_coordinator_of_an_open_program_stays(program: Program, coordinator: User) -> None:
    appointment = program.appointments.get()
    with pytest.raises(WrongState):
        programs.dismiss(appointment)
    other = AppointmentFactory.create(program=program)
    programs.dismiss(appointment)
    assert list(program.appointments.all()) == [other]


def test_help_contacts_are_replaced_in_order(handbook: HandbookVersion, program: Program, coordinator: User) -> None:
    programs.set_help_contacts(program, contacts=[CONTACT, CONTACT | {"heading": "Talk"}])
    programs.set_help_contacts(program, contacts=[CONTACT | {"heading": "Only"}])
    assert list(program.help_contacts.values_list("position", "heading")) == [(1, "Only")]


def test_an_open_program_keeps_an_emergency_contact(
    handbook: HandbookVersion, program: Program, coordinator: User
) -> None:
    HelpContact.objects.all().delete()
    programs.set_help_contacts(program, contacts=[CONTACT])
    with pytest.raises(NotReadyToOpen):
        programs.set_help_contacts(program, contacts=[])
    assert program.help_contacts.count() == 1


def test_texts_of_the_public_page_are_read_line_by_line() -> None:
    program = Program(
        time_costs="Reading | 40 min | 60 min | August\nTraining | – | 2 h\n= Year | 10 h | 10 h",
        pairing_steps="You read. | Every mentor has a profile.\nThe school matches.",
        mentee_gains="Advice\n\n Help ",
    )
    costs = program.time_cost_rows
    assert [(row.what, row.mentor, row.when, row.total) for row in costs] == [
        ("Reading", "60 min", "August", False),
        ("Training", "2 h", "", False),
        ("Year", "10 h", "", True),
    ]
    assert [(step.title, step.text) for step in program.pairing_step_list] == [
        ("You read.", "Every mentor has a profile."),
        ("", "The school matches."),
    ]
    assert program.mentee_gain_list == ["Advice", "Help"]


def test_the_current_cycle_takes_people_in_before_it_winds_up(program: Program, cycle: Cycle) -> None:
    new = CycleFactory.create(program=program, name="2027–28", state="planning", planning_from="2027-06-01",
                              enrolling_from="2027-08-01")  # fmt: skip
    assert (current_cycle(program), intake_cycle(program)) == (cycle, new)
    Cycle.objects.filter(pk=cycle.pk).update(state="closing")
    Cycle.objects.filter(pk=new.pk).update(state="enrolling")
    assert current_cycle(program) == new
    Cycle.objects.update(state="closed")
    assert intake_cycle(program) is None


def test_a_handbook_in_draft_does_not_count(program: Program) -> None:
    handbooks.start_draft(program)
    assert "Publish a handbook." in programs.missing_before_opening(program)
