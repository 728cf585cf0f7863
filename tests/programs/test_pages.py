"""The pages of programs and handbooks as people meet them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from notifications.models import Message
from programs.models import (
    Chapter,
    Cycle,
    CycleState,
    HandbookVersion,
    HelpContact,
    MentorParticipation,
    Program,
)
from programs.services import chapters, handbooks
from tests.factories.accounts import UserFactory
from tests.factories.programs import (
    AppointmentFactory,
    EnrollmentFactory,
    MentorParticipationFactory,
    ProgramFactory,
)
from tests.programs.conftest import write_handbook

SignIn = Callable[[User], Client]


def text(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return content.decode()


def test_the_public_page_says_why_what_it_costs_and_how(
    handbook: HandbookVersion, cycle: Cycle, coordinator: User, participation: MentorParticipation
) -> None:
    Program.objects.update(
        mentee_gains="Advice", mentor_gains="Feedback", time_costs="Training | – | 2 h | May\n= Year | 10 h | 11 h",
        pairing_steps="You rank. | Up to six.", contact_email="compass@haldenlake.example",
    )  # fmt: skip
    page = text(Client().get(reverse("programs:show-program", args=["compass"])))
    for words in ("conversation partner", "Advice", "Feedback", "11 h", "<b>You rank.</b> Up to six.", "Dana Whitlow",
                  "compass@haldenlake.example", "The year of", "Sign in and enrol", "2 places for mentees",
                  "25 Sep 2026, 17:00"):  # fmt: skip
        assert words in page
    assert page.count("<h1") == 1


def test_a_visitor_finds_the_programs_own_help_at_the_foot(program: Program) -> None:
    HelpContact.objects.create(institution=program.institution, program=program, heading="Compass line", text="Calls")
    other = ProgramFactory.create(institution=program.institution)
    HelpContact.objects.create(institution=program.institution, program=other, heading="Other line", text="Calls")
    page = text(Client().get(reverse("programs:show-program", args=["compass"])))
    assert "In danger" in page
    assert "Compass line" in page
    assert "Other line" not in page


def test_a_program_without_a_year_has_its_page(program: Program) -> None:
    page = text(Client().get(reverse("programs:show-program", args=["compass"])))
    assert "has not been planned yet" in page


def test_drafts_are_for_those_who_run_them(program: Program, coordinator: User, student: User, sign_in: SignIn) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    url = reverse("programs:show-program", args=["compass"])
    assert sign_in(student).get(url).status_code == 404
    assert sign_in(coordinator).get(url).status_code == 200
    assert "Compass" not in text(Client().get(reverse("programs:list-programs")))


def test_an_empty_school_says_so(admin: User, sign_in: SignIn) -> None:
    assert "No program is open yet." in text(Client().get(reverse("programs:list-programs")))
    assert "Found a program" in text(sign_in(admin).get(reverse("programs:list-programs")))


def test_reading_in_order(handbook: HandbookVersion) -> None:
    contents = text(Client().get(reverse("programs:show-handbook", args=["compass"])))
    assert contents.index("Why we mentor") < contents.index("Confidentiality") < contents.index("Getting help")
    chapter = text(Client().get(reverse("programs:show-chapter", args=["compass", "confidentiality"])))
    assert "chapter 2 of 3" in chapter
    assert "<h2>What stays</h2>" in chapter
    assert "<strong>stays</strong>" in chapter
    assert "← Why we mentor" in chapter
    assert "Getting help →" in chapter


def test_without_a_handbook_the_page_is_there(program: Program, admin: User, sign_in: SignIn) -> None:
    url = reverse("programs:show-handbook", args=["compass"])
    assert "No handbook has been published yet." in text(Client().get(url))
    assert reverse("programs:edit-handbook", args=["compass"]) in text(sign_in(admin).get(url))
    assert Client().get(url + "?version=1").status_code == 404


def test_the_print_page_holds_every_chapter_and_the_hash(handbook: HandbookVersion) -> None:
    page = text(Client().get(reverse("programs:print-handbook", args=["compass"])))
    for chapter in handbook.chapters.all():
        assert chapter.title in page
    assert handbook.sha256[:8] in page


def test_versions_and_what_changed(
    handbook: HandbookVersion, program: Program, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    draft = handbooks.start_draft(program)
    chapter = draft.chapters.get(slug="confidentiality")
    chapters.edit_chapter(
        chapter, title=chapter.title, audience="both", minutes=3, body=chapter.body + "\n\nA new limit."
    )
    url = reverse("programs:show-chapter", args=["compass", "confidentiality"])
    assert Client().get(url + "?version=2").status_code == 404
    assert sign_in(student).get(url + "?version=2").status_code == 404
    assert sign_in(admin).get(url + "?version=2").status_code == 200
    handbooks.publish_handbook(draft, by=admin, change_note="A limit.", sign_again=True, now=now)
    page = text(Client().get(url))
    assert '<div class="changed"><p>A new limit.</p>' in page
    assert url + "?version=1" in page
    old = text(Client().get(url + "?version=1"))
    assert "This version has been replaced." in old
    assert "A new limit." not in old
    assert "A limit." in text(Client().get(reverse("programs:show-handbook", args=["compass"])))


@pytest.mark.parametrize("version", ["9", "x", "-1", "99999", "²"])
def test_versions_that_do_not_exist(version: str, handbook: HandbookVersion) -> None:
    response = Client().get(reverse("programs:show-handbook", args=["compass"]), {"version": version})
    assert response.status_code == (404 if version == "9" else 200)


def test_searching(handbook: HandbookVersion) -> None:
    url = reverse("programs:search-handbook", args=["compass"])
    found = text(Client().get(url, {"q": "ausloser"}))
    assert "Getting help" in found
    assert "Auslöser" in found
    assert "No chapter has all of these words." in text(Client().get(url, {"q": "<b>zebra"}))
    assert "<b>zebra" not in text(Client().get(url, {"q": "<b>zebra"}))
    assert Client().get(url).status_code == 200


def test_acknowledging_shows_on_the_page_and_to_the_coordinator(
    handbook: HandbookVersion, student: User, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(student)
    url = reverse("programs:acknowledge-handbook", args=["compass"])
    assert client.post(url, {}).status_code == 422
    response = client.post(url, {"read": "on"})
    assert response["Location"] == reverse("programs:show-handbook", args=["compass"])
    client.post(url, {"read": "on"})
    assert "You acknowledged version 1" in text(client.get(response["Location"]))
    status = text(sign_in(coordinator).get(reverse("programs:list-acknowledgements", args=["compass"])))
    assert "1 of 2 who take part." in status
    assert status.index(mentor.family_name) < status.index(student.family_name)


def test_the_editors_way(program: Program, admin: User, student: User, sign_in: SignIn) -> None:
    client = sign_in(admin)

    def url(name: str, *args: object) -> str:
        return reverse(f"programs:{name}", args=["compass", *args])

    client.post(url("start-draft"))
    refused = client.post(url("publish-handbook"), {"change_note": "", "sign_again": "on"})
    assert refused.status_code == 422
    assert "at least one chapter" in text(refused)
    assert client.post(url("add-chapter"), {"title": "", "body": ""}).status_code == 422
    for title in ("First", "Second"):
        data = {"title": title, "audience": "both", "minutes": 2, "body": f"## {title}\n\nText."}
        assert client.post(url("add-chapter"), data).status_code == 302
    first = Chapter.objects.get(title="First")
    preview = client.post(
        url("preview-chapter"),
        {"chapter": first.pk, "title": "First", "audience": "both", "minutes": 2, "body": "**B**"},
    )
    assert "<strong>B</strong>" in text(preview)
    first.refresh_from_db()
    assert first.body == "## First\n\nText."
    client.post(url("edit-chapter", first.pk), {"title": "One", "audience": "mentors", "minutes": 5, "body": "New."})
    client.post(url("move-chapter", first.pk), {"direction": "down"})
    page = text(client.get(url("edit-handbook")))
    assert page.index(">Second</a>") < page.index(">One</a>")
    client.post(url("delete-chapter", first.pk))
    assert client.post(url("publish-handbook"), {"sign_again": "on"})["Location"] == url("show-handbook")
    version = HandbookVersion.objects.get()
    assert (version.state, version.sign_again, version.published_by) == ("published", True, admin)
    assert Message.objects.filter(recipient=student).exists()
    assert client.get(url("edit-chapter", 1)).status_code == 404
    client.post(url("start-draft"))
    client.post(url("discard-draft"))
    assert HandbookVersion.objects.count() == 1


def test_founding_and_opening_a_program(admin: User, sign_in: SignIn, now: datetime) -> None:
    client = sign_in(admin)
    client.post(reverse("programs:create-program"), {"name": "Circles", "tagline": "Groups"})
    program = Program.objects.get(slug="circles")
    settings = reverse("programs:edit-program", args=["circles"])
    page = text(client.get(settings))
    assert "Publish a handbook." in page
    opened = client.post(reverse("programs:open-program", args=["circles"]))
    assert opened.status_code == 422
    assert "Say in the settings why the program exists." in text(opened)
    Program.objects.filter(pk=program.pk).update(purpose="To meet.")
    write_handbook(program, by=admin, now=now)
    assert client.post(reverse("programs:open-program", args=["circles"])).status_code == 302
    assert Client().get(reverse("programs:show-program", args=["circles"])).status_code == 200


SETTINGS = {
    "name": "Compass", "tagline": "", "lead": "", "purpose": "To meet.", "mentee_gains": "", "mentor_gains": "",
    "time_costs": "", "pairing_steps": "", "eligibility": "", "format": "group", "cadence_days": 42,
    "session_minutes": 90, "expected_sessions": 6, "pairing": "random", "list_length": 5, "offer_days": 5,
    "silence_rule": "expire", "unranked_rule": "similarity", "answers_before_ratings": 5, "conflict_policy": "block",
    "contact_email": "",
}  # fmt: skip


def test_settings_are_saved(program: Program, coordinator: User, sign_in: SignIn) -> None:
    url = reverse("programs:edit-program", args=["compass"])
    assert sign_in(coordinator).post(url, SETTINGS)["Location"] == url
    program.refresh_from_db()
    assert (program.cadence_days, program.pairing, program.silence_rule) == (42, "random", "expire")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"purpose": " "}, "purpose", "Say why the program exists."),
        ({"answers_before_ratings": 2}, "answers_before_ratings", "Use at least 3, so that nobody can be recognised."),
        ({"list_length": 11}, "list_length", ""),
        ({"academic_counseling": "on", "conflict_policy": "warn"}, "conflict_policy", "rules such pairings out"),
        ({"pairing": "beauty"}, "pairing", ""),
    ],
)
def test_settings_that_cannot_be(
    change: dict[str, object], field: str, words: str, program: Program, coordinator: User, sign_in: SignIn
) -> None:
    response = sign_in(coordinator).post(reverse("programs:edit-program", args=["compass"]), SETTINGS | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in text(response)
    assert f'href="#id_{field}' in text(response)
    program.refresh_from_db()
    assert program.cadence_days == 30


def test_help_contacts_by_form(handbook: HandbookVersion, program: Program, coordinator: User, sign_in: SignIn) -> None:
    url = reverse("programs:edit-contacts", args=["compass"])
    data = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0,
        "form-0-heading": "In danger", "form-0-text": "Day and night", "form-0-phone": "555", "form-0-email": "",
        "form-1-heading": "", "form-1-text": "", "form-1-phone": "", "form-1-email": "",
    }  # fmt: skip
    client = sign_in(coordinator)
    assert client.post(url, data | {"form-0-phone": ""}).status_code == 422
    assert client.post(url, {}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert HelpContact.objects.get(program=program).heading == "In danger"
    assert "In danger" in text(client.get(url))


def test_the_team_by_form(program: Program, admin: User, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    url = reverse("programs:appoint", args=["compass"])
    data = {"role": "coordinator", "email": "new@haldenlake.example", "given_name": "New", "family_name": "Person"}
    assert client.post(url, data | {"role": "king"}).status_code == 422
    assert client.post(url, data).status_code == 302
    page = text(client.get(reverse("programs:list-team", args=["compass"])))
    assert "New Person" in page
    foreign = AppointmentFactory.create(program=ProgramFactory.create(institution=program.institution))
    assert client.post(reverse("programs:dismiss", args=["compass", foreign.pk])).status_code == 404
    assert program.appointments.filter(role=Role.COORDINATOR).count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_programs_costs_the_same_for_one_and_three(
    rows: int, program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows - 1):
        ProgramFactory.create(institution=program.institution)
    with django_assert_num_queries(4):
        Client().get(reverse("programs:list-programs"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("mentee", 13), ("mentor", 13)])
def test_people_cost_the_same_for_one_and_three(
    rows: int,
    role: str,
    queries: int,
    handbook: HandbookVersion,
    cycle: Cycle,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        EnrollmentFactory.create(cycle=cycle)
        MentorParticipationFactory.create(cycle=cycle, co_mentor=UserFactory.create())
    client = sign_in(coordinator)
    with django_assert_num_queries(queries):
        response = client.get(reverse("programs:list-people", args=["compass"]), {"role": role})
    assert len(response.context["page"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_acknowledgements_cost_the_same_for_one_and_three(
    rows: int,
    handbook: HandbookVersion,
    cycle: Cycle,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        EnrollmentFactory.create(cycle=cycle)
        MentorParticipationFactory.create(cycle=cycle)
    client = sign_in(coordinator)
    with django_assert_num_queries(14):
        client.get(reverse("programs:list-acknowledgements", args=["compass"]))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_handbook_costs_the_same_for_one_and_three_chapters(
    rows: int, program: Program, admin: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = handbooks.start_draft(program)
    for number in range(rows):
        chapters.add_chapter(draft, title=f"C{number}", audience="both", minutes=1, body="words")
    handbooks.publish_handbook(draft, by=admin, change_note="", sign_again=True, now=now)
    for name, queries in (("show-handbook", 8), ("print-handbook", 6), ("search-handbook", 5)):
        with django_assert_num_queries(queries):
            Client().get(reverse(f"programs:{name}", args=["compass"]), {"q": "words"})


def test_people_are_narrowed(cycle: Cycle, student: User, mentor: User, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    url = reverse("programs:list-people", args=["compass"])

    def names(**query: str) -> list[str]:
        page = client.get(url, query).context["page"]
        return [(row.mentor if query.get("role") == "mentor" else row.mentee).family_name for row in page]

    EnrollmentFactory.create(cycle=cycle, mentee__family_name="Abbott", cohort="Year 3", state="withdrawn")
    assert names() == ["Abbott", "Haddad-Quist"]
    assert names(q="noor quist") == ["Haddad-Quist"]
    assert names(q="year 3") == ["Abbott"]
    assert names(state="withdrawn") == ["Abbott"]
    assert names(state="nonsense") == ["Abbott", "Haddad-Quist"]
    assert names(role="mentor", state="ready") == ["Nambozo-Hale"]
    assert "Nobody fits" in text(client.get(url, {"q": "zzz"}))
    Cycle.objects.update(state=CycleState.CLOSED)
    assert client.get(url).status_code == 200


def test_people_without_a_year(program: Program, coordinator: User, sign_in: SignIn) -> None:
    assert "No year is planned yet." in text(
        sign_in(coordinator).get(reverse("programs:list-people", args=["compass"]))
    )
