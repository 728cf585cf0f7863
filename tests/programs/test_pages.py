"""Public pages of programs, and the list of people."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from people.models import MentorParticipation
from programs.models import Cycle, CycleState, HandbookVersion, HelpContact, Program
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import ProgramFactory
from tests.handbooks import text

SignIn = Callable[[User], Client]


def test_the_public_page_says_why_what_it_costs_and_how(
    handbook: HandbookVersion, cycle: Cycle, coordinator: User, participation: MentorParticipation
) -> None:
    Program.objects.update(
        mentee_gains="Advice", mentor_gains="Feedback", time_costs="Training | – | 2 h | May\n= Year | 10 h | 11 h",
        pairing_steps="You rank. | Up to six.", contact_email="compass@haldenlake.example",
    )  # fmt: skip
    page = text(Client().get(reverse("programs:show-program", args=["compass"])))
    for words in ("conversation partner", "Advice", "Feedback", "11 h", "<b>You rank.</b> Up to six.", "Dana Whitlow",
                  "compass@haldenlake.example", "Compass timeline", "Sign in and enroll", "2 places for mentees",
                  "2026, 17:00"):  # fmt: skip
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
    assert "hasn’t been planned yet" in page


def test_drafts_are_for_those_who_run_them(program: Program, coordinator: User, student: User, sign_in: SignIn) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    url = reverse("programs:show-program", args=["compass"])
    assert sign_in(student).get(url).status_code == 404
    assert sign_in(coordinator).get(url).status_code == 200
    assert "Compass" not in text(Client().get(reverse("programs:list-programs")))


def test_an_empty_school_says_so(admin: User, sign_in: SignIn) -> None:
    assert "No program is open yet." in text(Client().get(reverse("programs:list-programs")))
    assert "Create a program" in text(sign_in(admin).get(reverse("programs:list-programs")))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_programs_costs_the_same_for_one_and_three(
    rows: int, program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows - 1):
        ProgramFactory.create(institution=program.institution)
    with django_assert_num_queries(3):
        Client().get(reverse("programs:list-programs"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("mentees", 10), ("mentors", 10)])
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
        response = client.get(reverse("people:show-list", args=["compass", role]))
    assert len(response.context["list"].rows) == rows


def test_people_are_narrowed(cycle: Cycle, student: User, mentor: User, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    url = reverse("people:list-people", args=["compass"])

    def names(**query: str) -> list[str]:
        page = client.get(url, query, follow=True).context["list"].page
        return [(row.mentor if query.get("role") == "mentor" else row.mentee).family_name for row in page]

    EnrollmentFactory.create(cycle=cycle, mentee__family_name="Abbott", cohort="Year 3", state="withdrawn")
    assert names() == ["Abbott", "Haddad-Quist"]
    assert names(q="noor quist") == ["Haddad-Quist"]
    assert names(q="year 3") == ["Abbott"]
    assert names(state="withdrawn") == ["Abbott"]
    assert names(state="nonsense") == ["Abbott", "Haddad-Quist"]
    assert names(role="mentor", state="ready") == ["Nambozo-Hale"]
    assert "Nothing matches this search" in text(client.get(url, {"q": "zzz"}, follow=True))
    Cycle.objects.update(state=CycleState.CLOSED)
    assert client.get(url, follow=True).status_code == 200


def test_people_without_a_year(program: Program, coordinator: User, sign_in: SignIn) -> None:
    assert "No year has been planned yet." in text(
        sign_in(coordinator).get(reverse("people:list-people", args=["compass"]), follow=True)
    )


@pytest.mark.parametrize(
    ("state", "says", "hides"),
    [
        (None, "Enroll as a mentee", "You’re taking part as a mentee."),
        ("withdrawn", "Enroll as a mentee", "You’re taking part as a mentee."),
        ("invited", "Accept the invitation and enroll", "Enroll as a mentee"),
        ("started", "Finish my enrollment", "Enroll as a mentee"),
        ("enrolled", "You’re taking part as a mentee.", "Enroll as a mentee"),
        ("waitlisted", "You’re taking part as a mentee.", "Enroll as a mentee"),
        ("matched", "You’re taking part as a mentee.", "Enroll as a mentee"),
        ("completed", "You took part as a mentee this year.", "Enroll as a mentee"),
    ],
)
def test_enrolling_is_offered_to_those_who_are_not_enrolled(
    state: str | None, says: str, hides: str, cycle: Cycle, outsider: User, sign_in: SignIn
) -> None:
    if state:
        EnrollmentFactory.create(cycle=cycle, mentee=outsider, state=state)
    page = sign_in(outsider).get(reverse("programs:show-program", args=["compass"])).content.decode()
    assert says in page
    assert hides not in page


def test_search_engines_and_messengers_get_a_preview_of_an_open_program(client: Client, program: Program) -> None:
    program.tagline, program.answers = "One-on-one", "Who grades me? | Not your mentor.\nno bar"
    program.save()
    page = client.get(reverse("programs:show-program", args=[program.slug])).content.decode()
    image = reverse("programs:show-preview-image", args=[program.slug])
    assert f'property="og:image" content="http://testserver{image}"' in page
    assert "Not your mentor." in page
    assert "no bar" not in page
    picture = client.get(image)
    assert picture["Content-Type"] == "image/png"
    width, height = (int.from_bytes(picture.content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1200, 630)


def test_a_draft_has_no_preview(client: Client, program: Program) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    assert client.get(reverse("programs:show-preview-image", args=[program.slug])).status_code == 404


@pytest.mark.parametrize("line", ["No bar", "| An answer alone", "A question alone |"])
def test_a_question_without_an_answer_is_pointed_out(line: str, admin: User, program: Program, sign_in: SignIn) -> None:
    url = reverse("programs:edit-step", args=[program.slug, "questions"])
    response = sign_in(admin).post(url, {"answers": f"Fine? | Fine.\n{line}", "contact_email": ""})
    assert response.status_code == 422
    assert "answers" in response.context["form"].errors
