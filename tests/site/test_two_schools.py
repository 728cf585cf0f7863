"""A site with two schools: each knows of its own part of what somebody does, and vouches for its own people alone."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from matching.presentation.explanations import explain_pair
from matching.queries.mentors import search_mentors
from notifications.models import Fault, Message
from notifications.queries.undelivered import set_aside
from people.imports.preview import preview
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation, PersonalInterest
from people.policies import can_change_address, can_merge
from people.queries.schools import messages_of
from people.services.enrollments import set_interests
from people.services.import_people import import_people
from programs.models import Cycle, Institution, Program
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.notifications import MessageFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory, HelpContactFactory, InterestTermFactory
from tests.handbooks import text
from tests.people.lists import HEADER, lines


@pytest.fixture
def theirs(foreigner: User) -> Program:
    """A program of the other school."""
    return Program.objects.select_related("institution").get(appointments__user=foreigner)


@pytest.fixture
def both(student: User, theirs: Program) -> User:
    """Mentee in one school and mentor in the other, who has not signed in yet."""
    MentorParticipationFactory.create(cycle=CycleFactory.create(program=theirs), mentor=student)
    return student


def test_who_is_known_to_two_schools_keeps_the_account_to_themselves(
    both: User,
    mentor: User,
    admin: User,
    coordinator: User,
    foreigner: User,
    cycle: Cycle,
    theirs: Program,
) -> None:
    program = cycle.program
    other = EnrollmentFactory.create(cycle=cycle).mentee
    assert can_change_address(admin, other, program)
    assert can_change_address(coordinator, other, program)
    for reader, where in ((admin, program), (coordinator, program), (foreigner, theirs)):
        assert not can_change_address(reader, both, where)
        assert not can_merge(reader, kept=other, gone=both, program=where)
    assert not can_merge(admin, kept=both, gone=mentor, program=program)
    for_both = AppointmentFactory.create(institution=program.institution, program=None, role=Role.ADMIN).user
    AppointmentFactory.create(user=for_both, institution=theirs.institution, program=None, role=Role.ADMIN)
    assert can_change_address(for_both, both, program)
    assert can_merge(for_both, kept=mentor, gone=both, program=program)


def test_each_school_looks_after_the_mail_of_its_own_people(
    both: User, mentor: User, admin: User, foreigner: User, sign_in: SignIn
) -> None:
    trouble: dict[str, Any] = {"state": Message.State.FAILED, "fault": Fault.BUSY, "event": "offer_pending"}
    own = MessageFactory.create(recipient=mentor, **trouble)
    MessageFactory.create(recipient=both, **trouble)
    MessageFactory.create(recipient=None, category="account", **trouble)
    office, elsewhere = sign_in(admin), sign_in(foreigner)
    assert [each.pk for each in set_aside(messages_of({admin.appointments.get().institution_id}))] == [own.pk]
    assert "1 message was set aside" in text(office.get("/"))
    assert mentor.display_name in text(office.get("/mail/set-aside/"))
    for page in ("/mail/set-aside/", "/mail/", "/mail/not-reached/"):
        assert "offer_pending" not in text(elsewhere.get(page))
    elsewhere.post(f"/mail/set-aside/{own.pk}/retry/")
    elsewhere.post("/mail/set-aside/retry/", {"event": "offer_pending", "fault": Fault.BUSY})
    assert Message.objects.filter(state=Message.State.FAILED).count() == 3


def test_nobody_gives_a_person_of_two_schools_another_address(
    both: User, admin: User, foreigner: User, sign_in: SignIn
) -> None:
    MessageFactory.create(recipient=both, state=Message.State.UNDELIVERABLE, fault=Fault.ADDRESS)
    for reader in (admin, foreigner):
        client = sign_in(reader)
        assert "Only they can change it" in text(client.get("/mail/not-reached/"))
        assert client.post(f"/mail/not-reached/{both.pk}/address/", {"email": "x@x.example"}).status_code == 403


def test_a_file_of_one_school_says_nothing_of_the_other_and_changes_nothing_there(
    student: User, theirs: Program, now: datetime
) -> None:
    cycle = CycleFactory.create(program=theirs)
    before = student.display_name
    row = f"mentee,{student.email},Somebody,Else"
    checked = read_people(lines(HEADER, row), cycle=cycle)
    [entry] = preview(cycle, checked, now=now).entries
    assert (entry.kind.value, entry.note, entry.differences) == ("new", "", ())
    import_people(cycle, rows=checked.good, now=now)
    student.refresh_from_db()
    assert student.display_name == before
    assert student.enrollments.filter(cycle=cycle).exists()


def test_interests_are_of_the_school_on_whose_list_they_are(
    both: User, enrollment: Enrollment, participation: MentorParticipation, theirs: Program
) -> None:
    here = InterestTermFactory.create(institution=enrollment.cycle.program.institution, name="Rural practice")
    there = InterestTermFactory.create(institution=theirs.institution, name="Night shifts")
    for person in (both, participation.mentor):
        set_interests(person, program=enrollment.cycle.program, interests=[here])
        set_interests(person, program=theirs, interests=[there])
    assert PersonalInterest.objects.filter(user=both).count() == 2
    assert explain_pair(enrollment, participation).shared == ["Rural practice"]
    mentors = MentorParticipation.objects.filter(pk=participation.pk)
    assert [search_mentors(mentors, words).count() for words in ("rural", "night")] == [1, 0]


def test_the_program_of_a_page_decides_whose_page_it_is(
    both: User, institution: Institution, theirs: Program, program: Program, sign_in: SignIn
) -> None:
    HelpContactFactory.create(institution=theirs.institution, heading="The night desk")
    client = sign_in(both)
    at_home, there = text(client.get("/")), text(client.get(f"/programs/{theirs.slug}/"))
    assert "Halden Lake Mentoring" in at_home
    assert f"Switch to: Mentor in {theirs.name} 2026–27, Vesper Bay" in at_home
    assert "The night desk" not in at_home
    for page in (there, text(Client().get(f"/programs/{theirs.slug}/"))):
        assert "Vesper Bay Mentoring" in page
        assert "The night desk" in page
        assert "Halden Lake Mentoring" not in page
    # What speaks of no program is of no school for a visitor, who finds the help of all.
    assert {"Halden Lake: In danger", "Vesper Bay: The night desk"} <= set(
        re.findall(r"(?:Halden Lake|Vesper Bay): (?:In danger|The night desk)", text(Client().get("/help/")))
    )
    assert "Halden Lake Medical School" not in text(Client().get("/privacy/"))
    listed = text(client.get("/programs/"))
    assert all(school.name in listed for school in (institution, theirs.institution))


def test_who_looks_after_the_site_adds_a_school_and_its_administrator_runs_it(
    institution: Institution, admin: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    root = UserFactory.create(is_superuser=True)
    client, url = sign_in(root), reverse("people:create-school")
    fields = {
        "name": "Second School",
        "short_name": institution.short_name,
        "time_zone": "Africa/Kampala",
        "email": admin.email,
    }
    assert client.post(url, fields | {"short_name": ""}).status_code == 422
    assert "Second School is on this site." in text(client.post(url, fields | {"given_name": "A"}, follow=True))
    school = Institution.objects.get(name="Second School")
    assert school.slug == "halden-lake-2"
    assert school.interest_terms.exists()
    # One person may administer both; each address leads to one of them.
    assert "Second School" in text(sign_in(admin).get(reverse("programs:edit-school", args=[school.slug])))
    assert admin.messages.filter(event="invitation").exists()
    assert sign_in(admin).get(url).status_code == 404
    with django_assert_num_queries(8):
        client.get(reverse("people:list-schools"))
