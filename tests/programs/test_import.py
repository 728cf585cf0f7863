"""A school's own list: what is read, what is refused, what is written."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import Language, User
from programs.errors import UnreadableFile
from programs.models import (
    Cycle,
    Enrollment,
    Institution,
    MentorParticipation,
    PendingImport,
    PersonalInterest,
    Program,
)
from programs.roster.columns import COLUMNS
from programs.roster.files import MAX_BYTES, read_table
from programs.roster.people import MAX_PROBLEMS
from programs.roster.reading import read_people
from programs.roster.template import csv_template, xlsx_template
from programs.services.people import import_people
from tests.factories.programs import InterestTermFactory

SignIn = Callable[[User], Client]
HEADER = "role,email,given_name,family_name"
NOOR = "mentee,noor@haldenlake.example,Noor,Haddad-Quist"
RUTH = "mentor,ruth@haldenlake.example,Ruth,Nambozo-Hale"


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


# Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_in_all_its_forms(delimiter: str, end: str, mark: bytes) -> None:
    rows = [
        HEADER.split(","),
        ["mentee", "a@b.example", "Zoë", "Müller"],
        ["", "", "", ""],
        ["mentor", "c@d.example", "X", "Y"],
    ]
    content = mark + end.join(delimiter.join(row) for row in rows).encode()
    table = read_table(content)
    assert table.header == HEADER.split(",")
    assert [(number, cells[2]) for number, cells in table.rows] == [(2, "Zoë"), (4, "X")]


def test_a_workbook_reads_like_the_csv() -> None:
    content = workbook(
        [*HEADER.split(","), "Capacity", "cohort"], ["mentor", "a@b.example", "Zoë", "Müller", 4.0, None]
    )
    table = read_table(content)
    assert table.rows == [(2, ["mentor", "a@b.example", "Zoë", "Müller", "4", ""])]
    assert table.header[4] == "capacity"


def test_headings_in_other_words() -> None:
    table = read_table(lines("Role;E-Mail;First Name;Surname;Time-Zone", "mentee;a@b.example;A;B;UTC"))
    assert table.header == ["role", "email", "given_name", "family_name", "time_zone"]


def test_empty_columns_at_the_end_do_not_matter() -> None:
    table = read_table(lines(HEADER + ",,", NOOR + ",,"))
    assert len(table.header) == 4
    assert table.problems == []


def test_quoted_cells_keep_their_separators() -> None:
    table = read_table(lines(HEADER + ",specialty", NOOR + ',"Surgery, trauma ""and"" burns"'))
    assert table.rows[0][1][4] == 'Surgery, trauma "and" burns'


HOSTILE = {
    "empty": (b"", "empty"),
    "blank": (b" \n \n", "empty"),
    "only a header": (lines(HEADER), "no rows"),
    "too large": (b"x" * (MAX_BYTES + 1), "5 MB"),
    "windows encoding": (lines(HEADER, NOOR).replace(b"Noor", b"No\xebl"), "line 2"),
    "utf-16": (lines(HEADER, NOOR).decode().encode("utf-16"), "UTF-16"),
    "nul": (lines(HEADER, NOOR + "\0"), "NUL"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old or protected"),
    "open quotation mark": (lines(HEADER, 'mentee,"a@b.example,A,B'), "quotation mark"),
    "missing column": (lines("role,email,given_name", "mentee,a@b.example,A"), "family_name"),
    "unknown column": (lines(HEADER + ",captain", NOOR + ",x"), "captain"),
    "mistyped column": (lines(HEADER + ",cappacity", RUTH + ",1"), "“capacity”"),
    "column twice": (lines(HEADER + ",email", NOOR + ",x"), "twice"),
    "column without heading": (lines("role,,email,given_name,family_name", "mentee,x,a@b.example,A,B"), "Column 2"),
    "too many columns": (lines(",".join(f"c{n}" for n in range(80)), "x"), "60 columns"),
    "too many rows": (lines(HEADER, *["mentee,a@b.example,A,B"] * 20_001), "20000 rows"),
    "not a workbook": (archive(mimetype=b"application/vnd.oasis"), "not an Excel workbook"),
    "broken archive": (b"PK\x03\x04" + b"\0" * 100, "cannot be opened"),
    "broken workbook": (archive(xl__workbook_dot_xml=b"<no"), "cannot be opened"),
    "bomb": (archive(xl__workbook_dot_xml=b"x", xl__sheet_dot_xml=b"\0" * 70_000_000), "unpacks"),
    "many parts": (archive(xl__workbook_dot_xml=b"x", **{f"part{n}": b"" for n in range(600)}), "unpacks"),
    "entities": (archive(xl__workbook_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "definitions"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
    "one long cell": (lines(HEADER, "mentee," + "x" * 200_000 + ",A,B"), "Row 2"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_cannot_be_a_list_is_refused_with_a_reason(kind: str) -> None:
    content, words = HOSTILE[kind]
    with pytest.raises(UnreadableFile) as refused:
        read_table(content)
    assert words in refused.value.message


# Checking ----------------------------------------------------------------------------------------


@pytest.fixture
def lists(institution: Institution) -> None:
    Language.objects.create(code="en", name="English")
    Language.objects.create(code="fr", name="French")
    InterestTermFactory.create(institution=institution, slug="surgery", name="Surgery")


def problems_of(cycle: Cycle, column: str, value: str, role: str = "mentor") -> list[str]:
    content = io.StringIO()
    writer = csv.writer(content)
    row = {"role": role, "email": "a@b.example", "given_name": "A", "family_name": "B", column: value}
    writer.writerows([list(row), list(row.values())])
    _rows, problems = read_people(content.getvalue().encode(), cycle=cycle)
    assert all(problem.row == 2 and problem.column == column for problem in problems)
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("role", "king", "mentee or mentor"),
        ("role", "", "needed"),
        ("email", "nobody", "not an e-mail"),
        ("email", "a@" + "b" * 300 + ".example", "e-mail"),
        ("given_name", "", "needed"),
        ("family_name", "x" * 81, "At most 80"),
        ("time_zone", "America/Torronto", "“America/Toronto”"),
        ("capacity", "many", "from 0 to 30"),
        ("capacity", "31", "from 0 to 30"),
        ("capacity", "2.5", "from 0 to 30"),
        ("capacity", "²", "from 0 to 30"),
        ("modes", "pigeon", "in person, video, audio"),
        ("languages", "English; Frensh", "“French”"),
        ("support", "Carer advice", "“Career advice”"),
        ("interests", "Surgry", "“Surgery”"),
        ("interests", "cooking: Soup", "specialty, research"),
        ("title", "=cmd|' /C calc'!A0", "begin with “=”"),
        ("title", "+1", "begin with “+”"),
        ("title", "@SUM(A1)", "begin with “@”"),
        ("headline", "turn \u202e around", "control character"),
    ],
)
def test_every_cell_says_what_to_do(column: str, value: str, words: str, cycle: Cycle, lists: None) -> None:
    messages = problems_of(cycle, column, value)
    assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("role", "MENTOR"),
        ("title", "-"),
        ("languages", "en; FRENCH"),
        ("modes", "In person; audio-first"),
        ("support", "career_advice; Role modelling"),
        ("interests", "SURGERY; career: Global health"),
        ("time_zone", "Africa/Kampala"),
        ("capacity", "0"),
        ("family_name", "O’Brien-Ñuñez 王"),
    ],
)
def test_words_that_schools_write_are_understood(column: str, value: str, cycle: Cycle, lists: None) -> None:
    assert problems_of(cycle, column, value) == []


def test_the_same_person_twice_is_named_with_both_rows(cycle: Cycle) -> None:
    _rows, problems = read_people(lines(HEADER, NOOR, NOOR.upper(), NOOR.replace("mentee", "mentor")), cycle=cycle)
    assert [(problem.row, problem.column) for problem in problems] == [(3, "email")]
    assert "row 2" in problems[0].message
    other = NOOR.replace("mentee", "mentor").replace("Quist", "Quest")
    _rows, problems = read_people(lines(HEADER, NOOR, other), cycle=cycle)
    assert [(problem.row, problem.column) for problem in problems] == [(3, "family_name")]


def test_places_in_use_are_a_problem_of_the_cell(cycle: Cycle, participation: MentorParticipation) -> None:
    MentorParticipation.objects.update(places_taken=2)
    row = f"mentor,{participation.mentor.email},Ruth,Nambozo-Hale,1"
    _rows, problems = read_people(lines(HEADER + ",capacity", row), cycle=cycle)
    assert [problem.message for problem in problems] == ["2 places are taken already."]


def test_formulas_and_errors_of_a_workbook_are_problems_of_their_cells(cycle: Cycle) -> None:
    content = workbook([*HEADER.split(","), "title"], ["mentee", "a@b.example", "A", "B", "=1+1"])
    _rows, problems = read_people(content, cycle=cycle)
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [(2, "title", "=1+1")]
    assert "formula" in problems[0].message


def test_checking_stops_where_the_whole_file_is_wrong(cycle: Cycle) -> None:
    _rows, problems = read_people(lines(HEADER, *["king,nobody,,"] * 5000), cycle=cycle)
    assert len(problems) == MAX_PROBLEMS


# Writing -----------------------------------------------------------------------------------------

FULL = HEADER + ",title,time_zone,languages,cohort,department,capacity,modes,support,interests"
FULL_ROWS = (
    FULL,
    NOOR + ",,Africa/Kampala,English;fr,Year 2,,,,Career advice;Networking,Surgery;career: Global health",
    RUTH + ",Dr,,English,,Surgery,3,video,Sponsorship,Surgery",
    RUTH.replace("mentor", "mentee") + ",Dr,,,Residents,,,,,",
)


def bring(cycle: Cycle, *rows: str, now: datetime) -> Any:
    people, problems = read_people(lines(*rows), cycle=cycle)
    assert problems == []
    return import_people(cycle, rows=people, now=now)


def test_people_come_in_with_everything_that_the_file_says(cycle: Cycle, lists: None, now: datetime) -> None:
    result = bring(cycle, *FULL_ROWS, now=now)
    assert (result.new_people, result.new_mentees, result.new_mentors) == (2, 2, 1)
    noor, ruth = (User.objects.get(email=f"{name}@haldenlake.example") for name in ("noor", "ruth"))
    assert (noor.time_zone, ruth.time_zone, ruth.title) == ("Africa/Kampala", "America/Toronto", "Dr")
    assert not noor.has_usable_password()
    assert set(noor.languages.values_list("code", flat=True)) == {"en", "fr"}
    assert set(noor.interests.values_list("term__name", "term__facet")) == {
        ("Surgery", "specialty"),
        ("Global health", "career"),
    }
    enrollment = Enrollment.objects.get(mentee=noor)
    assert (enrollment.state, enrollment.cohort) == ("invited", "Year 2")
    assert list(enrollment.support_needs.values_list("function", "priority")) == [
        ("career_advice", 1),
        ("networking", 2),
    ]
    participation = MentorParticipation.objects.get(mentor=ruth)
    assert (participation.state, participation.capacity, participation.invited_at) == ("invited", 3, now)
    assert (participation.in_person, participation.by_video) == (False, True)
    assert participation.support_offers.get().function == "sponsorship"
    assert noor.emailaddress_set.get().verified  # type: ignore[attr-defined]


def snapshot() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Enrollment, MentorParticipation, PersonalInterest)
    ]


def test_the_same_file_again_changes_nothing(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    before = snapshot()
    result = bring(cycle, *FULL_ROWS, now=now)
    assert (result.new_people, result.known_people, result.new_mentees, result.new_mentors) == (0, 2, 0, 0)
    assert snapshot() == before


def test_a_corrected_file_corrects_and_empty_cells_say_nothing(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    Enrollment.objects.filter(mentee__email="noor@haldenlake.example").update(state="complete")
    row = "mentee,NOOR@haldenlake.example,Nour,Haddad-Quist,,,en,Year 3,,,,,"
    bring(cycle, FULL, row, RUTH + ",,,,,,5,,,", now=now)
    noor = User.objects.get(email="noor@haldenlake.example")
    enrollment = Enrollment.objects.get(mentee=noor)
    assert (noor.given_name, noor.time_zone, enrollment.cohort, enrollment.state) == (
        "Nour", "Africa/Kampala", "Year 3", "complete",
    )  # fmt: skip
    assert list(noor.languages.values_list("code", flat=True)) == ["en"]
    assert noor.interests.count() == 2
    mentor = MentorParticipation.objects.get()
    assert (mentor.capacity, mentor.department, mentor.by_video) == (5, "Surgery", True)


def test_a_profile_belongs_to_its_person_from_the_first_sign_in(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    User.objects.update(last_login=now)
    bring(cycle, FULL, NOOR.replace("Noor", "Nora") + ",Ms,,en,Year 4,,,,Sponsorship,Surgery", now=now)
    noor = User.objects.get(email="noor@haldenlake.example")
    assert (noor.given_name, noor.title, noor.languages.count(), noor.interests.count()) == ("Noor", "", 2, 2)
    assert Enrollment.objects.get(mentee=noor).cohort == "Year 4"
    assert set(Enrollment.objects.get(mentee=noor).support_needs.values_list("function", flat=True)) == {
        "career_advice",
        "networking",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_an_import_costs_the_same_for_one_and_three(
    rows: int, cycle: Cycle, lists: None, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    content = lines(
        FULL, *(NOOR.replace("noor", f"noor{n}") + ",,,en,Year 2,,,,Networking,Surgery" for n in range(rows))
    )
    people, _problems = read_people(content, cycle=cycle)
    with django_assert_num_queries(18):
        import_people(cycle, rows=people, now=now)


def test_thousands_of_rows_are_one_transaction(cycle: Cycle, now: datetime) -> None:
    rows = [f"mentee,person{n}@many.example,Given,Family{n}" for n in range(3000)]
    result = bring(cycle, HEADER, *rows, now=now)
    assert (result.new_people, Enrollment.objects.filter(cycle=cycle).count()) == (3000, 3000)


# Template, command, pages ------------------------------------------------------------------------


@pytest.mark.parametrize("template", [csv_template, xlsx_template])
def test_a_filled_template_can_be_imported(template: Callable[[], bytes], cycle: Cycle) -> None:
    empty = template()
    with pytest.raises(UnreadableFile) as refused:
        read_table(empty)
    assert "no rows" in refused.value.message


def test_the_manual_names_every_column() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    for column in COLUMNS:
        assert f"`{column.name}`" in manual


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_people", str(path), "--program", "compass", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_checks_and_imports(cycle: Cycle, lists: None, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(lines(*FULL_ROWS))
    assert "Nothing was saved" in run(file, "--dry-run")
    assert not User.objects.exists()
    assert "Created 2 people, 2 mentees and 1 mentors" in run(file)
    assert "Created 0 people" in run(file, "--cycle", cycle.name)


def test_the_command_names_every_bad_cell_and_saves_nothing(cycle: Cycle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(lines(HEADER, NOOR, "mentee,nobody,A,B"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 problems"):
        call_command("import_people", str(file), "--program", "compass", stderr=out)
    assert "row 3, email: This is not an e-mail address. [nobody]" in out.getvalue()
    assert not User.objects.exists()


def test_the_command_says_what_it_does_not_find(cycle: Cycle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    with pytest.raises(CommandError, match="cannot be read"):
        run(file)
    file.write_bytes(lines(HEADER, NOOR))
    with pytest.raises(CommandError, match="no such year"):
        run(file, "--cycle", "1999")
    with pytest.raises(CommandError, match="compass"):
        call_command("import_people", str(file), "--program", "nowhere")


def upload(client: Client, content: bytes, name: str = "people.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("programs:import-people", args=["compass"]), {"file": file})


def test_upload_preview_confirm(cycle: Cycle, lists: None, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(*FULL_ROWS))["Location"]
    page = client.get(preview)
    assert page.context["forecast"].new_people == 2
    assert "Import 3 rows" in page.content.decode()
    assert not User.objects.filter(email="noor@haldenlake.example").exists()
    assert client.post(preview)["Location"] == reverse("programs:list-people", args=["compass"])
    assert Enrollment.objects.count() == 2
    assert not PendingImport.objects.exists()
    assert client.post(preview).status_code == 404


def test_a_workbook_by_upload(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    content = workbook(HEADER.split(","), RUTH.split(","))
    client = sign_in(coordinator)
    client.post(upload(client, content, "people.xlsx")["Location"])
    assert MentorParticipation.objects.get().mentor.family_name == "Nambozo-Hale"


def test_errors_stand_in_a_table_by_row_and_column(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    response = upload(sign_in(coordinator), lines(HEADER, NOOR, "mentee,<b>nobody,A,B"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "1 cell needs your attention" in page
    assert '<th scope="row" class="n">3</th><td class="mono">email</td>' in page
    assert "<b>nobody" not in page
    assert "<title>Error: " in page
    assert not PendingImport.objects.exists()


@pytest.mark.parametrize("kind", ["windows encoding", "bomb", "too large", "nul", "empty", "unknown column"])
def test_a_hostile_upload_gets_a_message(kind: str, cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    response = upload(sign_in(coordinator), HOSTILE[kind][0])
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_no_file_is_a_message(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    response = sign_in(coordinator).post(reverse("programs:import-people", args=["compass"]))
    assert response.status_code == 422


def test_a_waiting_file_is_encrypted_and_goes_after_a_day(
    cycle: Cycle, coordinator: User, sign_in: SignIn, program: Program
) -> None:
    client = sign_in(coordinator)
    first = upload(client, lines(HEADER, NOOR))["Location"]
    stored = PendingImport.objects.values_list("content", flat=True).get()
    assert b"haldenlake" not in bytes(stored)
    PendingImport.objects.update(uploaded_at=datetime(2020, 1, 1, tzinfo=UTC))
    second = upload(client, lines(HEADER, RUTH))["Location"]
    assert client.get(first).status_code == 404
    assert client.post(second + "cancel/").status_code == 302
    assert not PendingImport.objects.exists()


def test_what_became_wrong_meanwhile_is_not_imported(
    cycle: Cycle, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    row = f"mentor,{participation.mentor.email},Ruth,Nambozo-Hale,1"
    preview = upload(client, lines(HEADER + ",capacity", row))["Location"]
    MentorParticipation.objects.update(places_taken=2)
    assert client.post(preview).status_code == 422
    participation.refresh_from_db()
    assert participation.capacity == 2


def test_templates_download(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    for kind, start in (("csv", b"\xef\xbb\xbfrole,email"), ("xlsx", b"PK")):
        response = client.get(reverse("programs:download-template", args=["compass", kind]))
        assert response.content.startswith(start)
        assert f"people.{kind}" in response["Content-Disposition"]
    assert client.get(reverse("programs:download-template", args=["compass", "exe"])).status_code == 404


def test_without_a_year_the_page_leads_to_planning_one(program: Program, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    page = client.get(reverse("programs:import-people", args=["compass"]))
    assert "No open year is planned." in page.content.decode()
    assert upload(client, lines(HEADER, NOOR)).status_code == 200
    assert not PendingImport.objects.exists()
