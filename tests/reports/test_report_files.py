"""The report as files: the PDF that the worker writes, every figure as a table, and what the program did."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from pairs.models import Mentorship, Pause
from people.models import MentorParticipation
from programs.models import Cycle, Program
from reports.models import ReportEdition
from reports.queries.editions import years_to_typeset
from reports.services.editions import count_year
from reports.tasks import count_one_year, typeset_one_year
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.factories.sessions import SessionFactory
from tests.reports.years import filled_year

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 20, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def counted(cycle: Cycle) -> Cycle:
    Program.objects.update(purpose="=Nobody | passes <b>through</b> alone.")
    year = filled_year(cycle, ranks=[1, 1, 1, 2, 3, 5], held=6)
    count_year(year, now=LATER)
    return year


def _file(client: Client, cycle: Cycle, form: str) -> bytes:
    where = reverse("reports:download-report", kwargs={"slug": cycle.program.slug, "form": form})
    response = client.get(where, {"year": cycle.pk})
    assert response.status_code == HTTPStatus.OK
    assert response["Cache-Control"] == "private, no-store"
    return response.content


def test_the_worker_writes_a_tagged_pdf_of_the_figures_that_it_counted(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    """There is none before; with the next figures comes another."""
    year, staff = filled_year(cycle, ranks=[1, 1, 1, 2, 3, 5], held=6), sign_in(coordinator)
    count_year(year, now=LATER)
    where = reverse("reports:download-report", kwargs={"slug": year.program.slug, "form": "pdf"})
    assert staff.get(where).status_code == HTTPStatus.NOT_FOUND
    count_one_year(year.pk)
    assert not years_to_typeset()
    reader = PdfReader(io.BytesIO(_file(staff, year, "pdf")))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "3 of 6 (50%) got their first choice" in text.replace("\n", " ")
    assert "What the program did" in text
    assert "/StructTreeRoot" in repr(reader.trailer["/Root"].get_object())
    count_year(year, now=LATER)
    assert not bytes(ReportEdition.objects.get().pdf)
    assert list(years_to_typeset()) == [year]  # where the worker ends here, the next hour goes on
    typeset_one_year(year.pk)
    assert not years_to_typeset()


def test_every_figure_is_in_the_tables(counted: Cycle, coordinator: User, sign_in: SignIn) -> None:
    """The numbers of the page, one a row in CSV and a sheet for each figure in Excel."""
    staff = sign_in(coordinator)
    rows = list(csv.DictReader(io.StringIO(_file(staff, counted, "csv").decode("utf-8-sig"))))
    choices = {row["Row"]: row["Value"] for row in rows if row["Figure"] == "choices" and row["Column"] == "Mentees"}
    assert choices["1st choice"] == "3"
    assert choices["5th choice"] == "1"
    book = load_workbook(io.BytesIO(_file(staff, counted, "xlsx")))
    assert set(book.sheetnames) == {"Findings", *(row["Figure"] for row in rows)}


def test_what_the_program_did_is_markdown_that_nobody_can_break(
    counted: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    text = _file(sign_in(coordinator), counted, "md").decode()
    assert "# Compass 2026–27" in text
    assert "=Nobody \\| passes &lt;b>through&lt;/b> alone." in text
    assert "6 of 6 (100%)" in text


def _pairs_file(client: Client, cycle: Cycle) -> list[dict[str, str]]:
    where = reverse("reports:download-pairs", kwargs={"slug": cycle.program.slug})
    return list(csv.DictReader(io.StringIO(client.get(where, {"year": cycle.pk}).content.decode("utf-8-sig"))))


def test_the_figures_of_pairs_follow_from_the_exported_facts(
    cycle: Cycle, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    """Counted again from the file alone, day by day: choices, held, expected by month, loads, pairs that drifted."""
    counted = filled_year(cycle, ranks=[1] * 7 + [2] * 5 + [3, 4, 4, 6, 9], held=6)
    first = counted.running_from
    MentorParticipation.objects.filter(pk=participation.pk).update(capacity=9)
    for number in range(5):
        pair = MentorshipFactory.create(
            cycle=counted, enrollment__cycle=counted, participation=participation, started_on=first + number * 3 * DAY
        )
        Pause.objects.create(mentorship=pair, began_on=first + 20 * DAY, ended_on=first + (25 + number) * DAY)
        for day in range(12, 12 + 17 * number, 17):
            starts = datetime.combine(first + day * DAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=15)
            SessionFactory.create(mentorship=pair, starts_at=starts, state=MentoringSession.State.HELD, people=False)
    Mentorship.objects.filter(pk=pair.pk).update(state=Mentorship.State.ENDED, ended_on=first + 61 * DAY)
    figures = count_year(counted, now=LATER).figures
    staff = sign_in(coordinator)
    rows = _pairs_file(staff, counted)
    again = _counted_again(rows, counted.program.cadence_days, LATER.date())
    assert again["held"] == figures["meetings"]["held"]
    assert again["months"] == {each["month"]: each["expected"] for each in figures["meetings"]["months"]}
    assert again["loads"] == {n: each for n, each in enumerate(figures["load"]["mentees_each"]) if n and each}
    assert again["quiet"] == figures["drift"]["quiet"]
    match, choices = figures["match"], Counter(row["Choice"] for row in rows)
    assert sum(choices.values()) == match["matched"]
    assert [choices["1"], choices["2"]] == match["profile"][:2]
    assert choices["3 to 9"] == sum(match["profile"][2:])
    assert choices["none"] == match["matched"] - sum(match["profile"])
    MentorParticipationFactory.create(cycle=counted, mentor=coordinator)
    assert {row["Choice"] for row in _pairs_file(staff, counted)} == {""}


def test_few_choices_are_told_as_one(counted: Cycle, coordinator: User, sign_in: SignIn) -> None:
    """Three firsts and three others are no two parts of five people, but two parts of three."""
    staff = sign_in(coordinator)
    assert {row["Choice"] for row in _pairs_file(staff, counted)} == {""}
    Program.objects.update(answers_before_ratings=3)
    assert Counter(row["Choice"] for row in _pairs_file(staff, counted)) == {"1": 3, "2 or later, or none": 3}


def _counted_again(rows: list[dict[str, str]], cadence: int, today: date) -> dict[str, object]:
    """The same figures by walking each pair’s days one by one."""
    months: Counter[str] = Counter()
    quiet = 0
    for row in rows:
        begins, ends = date.fromisoformat(row["Counts from"]), date.fromisoformat(row["Ended"] or str(today))
        resting = {day for pause in row["Pauses"].split() for day in _days(*map(date.fromisoformat, pause.split("/")))}
        met = {date.fromisoformat(day) for day in row["Held on"].split()}
        silent, longest = 0, 0
        for day in _days(begins, ends):
            months[f"{day:%Y-%m}"] += day not in resting
            silent = 0 if day in met else silent
            silent += day not in resting
            longest = max(longest, silent)
        quiet += longest > 1.5 * cadence
    loads = Counter(Counter(row["Mentor"] for row in rows).values())
    held = sum(len(row["Held on"].split()) for row in rows)
    expected = {month: round(days / cadence, 1) for month, days in months.items()}
    return {"held": held, "months": expected, "loads": loads, "quiet": quiet}


def _days(first: date, end: date) -> list[date]:
    return [first + number * DAY for number in range((end - first).days)]


def test_there_is_no_file_of_what_was_not_counted_or_in_another_form(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    staff = sign_in(coordinator)
    for form in ("csv", "md", "docx", "pdf"):
        where = reverse("reports:download-report", kwargs={"slug": cycle.program.slug, "form": form})
        assert staff.get(where).status_code == HTTPStatus.NOT_FOUND
