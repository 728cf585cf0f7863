"""Real files of schools, where somebody has laid them beside the project: each is read, or says what to do.

`IMPORT_CASES` names their folder; without it the tests are skipped, and those beside this one have files of their own.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.text import slugify

from accounts.models import User
from core.tables.errors import UnreadableFile
from core.tables.files import read_table
from pairs.imports.roster_columns import LAYOUT as ROSTER
from people.imports.columns import PEOPLE
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.services.import_people import import_people
from programs.models import Cycle, InterestTerm
from tests.factories.programs import InterestTermFactory
from tests.people.test_import_columns import answers, upload

_FOLDER = os.environ.get("IMPORT_CASES", "")
pytestmark = pytest.mark.skipif(not _FOLDER, reason="IMPORT_CASES names no folder of cases")


@pytest.fixture
def interests(cycle: Cycle, lists: None) -> None:
    """The school's list holds what its mentors wrote without a facet."""
    table = read_table(content("school", "J_mentors_enrolled.csv"), PEOPLE)
    cells = [cells[table.header.index("interests")] for _number, cells in table.rows]
    words = {word.strip() for cell in cells for word in cell.split(";") if ":" not in word}
    known = {name.lower() for name in InterestTerm.objects.values_list("name", flat=True)}
    for name in sorted(words):
        if name and name.lower() not in known:
            InterestTermFactory.create(institution=cycle.program.institution, name=name, slug=slugify(name))


def content(case: str, name: str) -> bytes:
    return (Path(_FOLDER) / case / name).read_bytes()


@pytest.mark.parametrize(
    ("case", "name", "rows"),
    [
        ("01", "people.csv", 2),
        ("03", "people.csv", 1),
        ("04", "people.txt", 1),
        ("07", "people.xlsx", 2),
        ("08", "people.xlsx", 1),
        ("08", "people_readme_first.xlsx", 1),
        ("12", "people.csv", 3),
        ("12", "people_name.csv", 1),
        ("12", "people_nbsp.csv", 1),
        ("14", "people.csv", 2),
        ("14", "people_same.csv", 1),
        ("15", "people.csv", 2),
        ("17", "people.csv", 3),
        ("20", "people.csv", 1),
        ("27", "people.xlsx", 1),
        ("school", "J_mentors_enrolled.csv", 80),
        ("school", "K_mentees_enrolled.xlsx", 300),
    ],
)
def test_a_good_file_is_read(case: str, name: str, rows: int, cycle: Cycle, interests: None) -> None:
    people, problems, *_ = read_people(content(case, name), cycle=cycle)
    assert [(each.row, each.column, each.message) for each in problems] == []
    assert len(people) == rows


@pytest.mark.parametrize(
    ("case", "name", "places", "words"),
    [
        ("09", "people.xlsx", [(3, "")], "hidden"),
        ("11", "people.xlsx", [(2, "cohort")], "into a date"),
        ("26", "people.csv", [(3, "capacity"), (4, "capacity")], "whole number"),
        ("26", "people.xlsx", [(3, "capacity")], "whole number"),
        ("28", "people.csv", [(4, "email")], "more than one address"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named(
    case: str, name: str, places: list[tuple[int, str]], words: str, cycle: Cycle, lists: None
) -> None:
    _people, problems, *_ = read_people(content(case, name), cycle=cycle)
    assert sorted({(each.row, each.column) for each in problems}) == places
    assert any(words in each.message for each in problems)


@pytest.mark.parametrize(
    ("case", "name", "words"),
    [
        ("05", "people.csv", "line 3"),
        ("16", "people_extra.csv", "student_id"),
        ("19", "people.csv", "“email” is there twice"),
        ("school", "A_registrar.xlsx", "don’t know the column"),
    ],
)
def test_a_file_that_is_no_such_list_says_what_to_do(case: str, name: str, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(content(case, name), PEOPLE)
    assert words in refused.value.message


@pytest.mark.parametrize(("name", "problems"), [("roster.xlsx", 0), ("roster.csv", 0), ("roster_serial.xlsx", 0)])
def test_days_of_a_roster_are_never_guessed(name: str, problems: int) -> None:
    table = read_table(content("34", name), ROSTER)
    assert len(table.problems) == problems
    starts = table.rows[0][1][table.header.index("starts_on")]
    assert starts == {"roster.xlsx": "2026-09-01", "roster.csv": "01/09/2026", "roster_serial.xlsx": "46266"}[name]


def test_the_schools_first_files_make_a_year(cycle: Cycle, interests: None, now: datetime) -> None:
    for name in ("J_mentors_enrolled.csv", "K_mentees_enrolled.xlsx"):
        people, _problems, *_ = read_people(content("school", name), cycle=cycle)
        import_people(cycle, rows=people, now=now)
    ready = MentorParticipation.objects.filter(state=MentorParticipation.State.READY)
    assert (ready.count(), ready.filter(trained_on__isnull=False).count()) == (80, 0)
    assert Enrollment.objects.filter(state=Enrollment.State.ENROLLED).count() == 300


@pytest.mark.parametrize(
    ("case", "name", "same", "people"),
    [
        ("05", "people.csv", {}, 2),
        ("16", "people.csv", {"same_role": "mentee"}, 1),
        ("16", "people_comma.csv", {}, 1),
        ("16", "people_extra.csv", {}, 1),
        ("19", "people.csv", {"means_2": ""}, 1),
        ("school", "A_registrar.xlsx", {"same_role": "mentee"}, 300),
    ],
)
def test_a_file_is_imported_on_the_page_as_it_is(
    case: str,
    name: str,
    same: dict[str, str],
    people: int,
    cycle: Cycle,
    interests: None,
    coordinator: User,
    sign_in: Callable[[User], Client],
) -> None:
    client = sign_in(coordinator)
    preview = columns = upload(client, content(case, name), name)
    if columns.endswith("/columns/"):
        preview = client.post(columns, answers(client.get(columns), **same))["Location"]
    client.post(preview + "settle/", {"all": "add", "facet": "specialty"})
    page = client.get(preview)
    # Below the registrar's list stands a line that is nobody.
    waiting = [entry.row for entry in page.context["preview"].entries if entry.problems]
    assert waiting == ([306] if name == "A_registrar.xlsx" else [])
    client.post(preview, {"only_good": "on"})
    assert Enrollment.objects.count() == people
    assert all("," not in user.given_name for user in User.objects.all())
