"""Reading and checking a school's own list."""

import csv
import io

import pytest

from core.tables.errors import UnreadableFile
from core.tables.files import read_table
from core.tables.mapping import Mapping, Meaning
from people.imports.columns import PEOPLE
from people.imports.reading import read_people
from people.models import MentorParticipation
from programs.models import Cycle
from tests.people.lists import HEADER, HOSTILE, NOOR, lines, workbook


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
    table = read_table(content, PEOPLE)
    assert table.header == HEADER.split(",")
    assert [(number, cells[2]) for number, cells in table.rows] == [(2, "Zoë"), (4, "X")]


@pytest.mark.parametrize(
    ("start", "words"),
    [("<html><table>", "a web page"), ("%PDF-1.7", "a PDF"), ("{\\rtf1 x", "a text document"), ("[{", "JSON")],
)
def test_a_file_that_is_called_xls_and_is_none_says_what_it_is(start: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=f"This file is {words}"):
        read_table(f"\ufeff{start}\n<tr>".encode(), PEOPLE)


@pytest.mark.parametrize(("said", "end"), [("sep=;", "\r"), ('"sep=;"', "\r\n"), ("SEP=;", "\n")])
def test_the_line_that_names_the_separator_is_no_row(said: str, end: str) -> None:
    text = end.join((said, HEADER.replace(",", ";"), NOOR.replace(",", ";"), ""))
    assert read_table(text.encode(), PEOPLE).rows == [(2, NOOR.split(","))]


def test_a_workbook_reads_like_the_csv() -> None:
    content = workbook(
        [*HEADER.split(","), "Capacity", "cohort"], ["mentor", "a@b.example", "Zoë", "Müller", 4.0, None]
    )
    table = read_table(content, PEOPLE)
    assert table.rows == [(2, ["mentor", "a@b.example", "Zoë", "Müller", "4", ""])]
    assert table.header[4] == "capacity"


def test_headings_in_other_words() -> None:
    table = read_table(lines("Role;E-Mail;First Name;Surname;Time-Zone", "mentee;a@b.example;A;B;UTC"), PEOPLE)
    assert table.header == ["role", "email", "given_name", "family_name", "time_zone"]


def test_empty_columns_at_the_end_do_not_matter() -> None:
    table = read_table(lines(HEADER + ",,", NOOR + ",,"), PEOPLE)
    assert len(table.header) == 4
    assert table.problems == []


def test_quoted_cells_keep_their_separators() -> None:
    table = read_table(lines(HEADER + ",specialty", NOOR + ',"Surgery, trauma ""and"" burns"'), PEOPLE)
    assert table.rows[0][1][4] == 'Surgery, trauma "and" burns'


def test_a_cell_that_is_far_too_long_is_named_as_the_reason() -> None:
    with pytest.raises(UnreadableFile, match=r"Row 2 .* far too long"):
        read_table(lines(HEADER, NOOR + "x" * 200_000), PEOPLE)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_cannot_be_a_list_is_refused_with_a_reason(kind: str) -> None:
    content, words = HOSTILE[kind]
    with pytest.raises(UnreadableFile) as refused:
        read_table(content, PEOPLE)
    assert words in refused.value.message


def problems_of(cycle: Cycle, column: str, value: str, role: str = "mentor") -> list[str]:
    content = io.StringIO()
    writer = csv.writer(content)
    row = {"role": role, "email": "a@b.example", "given_name": "A", "family_name": "B", column: value}
    writer.writerows([list(row), list(row.values())])
    _rows, problems, *_ = read_people(content.getvalue().encode(), cycle=cycle)
    assert all(problem.row == 2 and problem.column == column for problem in problems)
    return [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("role", "king", "mentee or mentor"),
        ("role", "", "required"),
        ("email", "nobody", "isn’t an email"),
        ("email", "a@" + "b" * 300 + ".example", "email"),
        ("family_name", "x" * 81, "At most 80"),
        ("given_name", "N\u043eor", "mixes Cyrillic and Latin letters"),
        ("given_name", "Zo?", "lost letters"),
        ("family_name", "MÃ¼ller", "lost letters"),
        ("family_name", "M\ufffdller", "lost letters"),
        ("family_name", "M&uuml;ller", "lost letters"),
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
        ("title", "=cmd|' /C calc'!A0", "start with “=”"),
        ("title", "+1", "start with “+”"),
        ("title", "@SUM(A1)", "start with “@”"),
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
        ("support", "career_advice; Role modeling"),
        ("interests", "SURGERY; career: Global health"),
        ("time_zone", "Africa/Kampala"),
        ("capacity", "0"),
        ("capacity", "2.0"),
        ("cohort", '="007"'),
        ("email", "'a@school.example;"),
        ("role", "mentor(e)"),
        ("family_name", "."),
        ("second_family_name", "Peña"),
        ("headline", "turn \u202e around\x07"),
        ("role", "mentee\u200b"),
        ("email", "\u200bzero.width@out.example"),
        ("family_name", "O’Brien-Ñuñez 王"),
    ],
)
def test_words_that_schools_write_are_understood(column: str, value: str, cycle: Cycle, lists: None) -> None:
    assert problems_of(cycle, column, value) == []


def test_the_same_row_twice_counts_once_and_another_needs_attention(cycle: Cycle) -> None:
    upper = NOOR.upper().replace("NOOR,HADDAD-QUIST", "Noor,Haddad-Quist")
    checked = read_people(lines(HEADER, NOOR, upper, NOOR.replace("mentee", "mentor")), cycle=cycle)
    assert (checked.problems, checked.merged) == ([], [(3, 2)])
    header = HEADER + ",cohort"
    differing = read_people(lines(header, NOOR + ",Year 1", NOOR + ",Year 2"), cycle=cycle)
    assert [(problem.row, problem.column) for problem in differing.problems] == [(2, "email"), (3, "email")]
    assert differing.good == []
    other = NOOR.replace("mentee", "mentor").replace("Quist", "Quest")
    named = read_people(lines(HEADER, NOOR, other), cycle=cycle)
    assert [(problem.row, problem.column) for problem in named.problems] == [(2, "family_name"), (3, "family_name")]


@pytest.mark.parametrize("role", ["mentor", "Mentors", "MENTORIN"])
def test_places_in_use_are_a_problem_of_the_cell(role: str, cycle: Cycle, participation: MentorParticipation) -> None:
    MentorParticipation.objects.update(places_taken=2)
    row = f"{role},{participation.mentor.email},Ruth,Nambozo-Hale,1"
    _rows, problems, *_ = read_people(lines(HEADER + ",capacity", row), cycle=cycle)
    assert [problem.message for problem in problems] == ["2 places are already taken."]


def test_places_in_use_count_for_who_is_known_under_another_address(
    cycle: Cycle, participation: MentorParticipation
) -> None:
    MentorParticipation.objects.update(places_taken=2)
    header, known = HEADER + ",capacity", {"new@haldenlake.example": participation.mentor.email}
    mapping = Mapping(tuple(Meaning(name, name) for name in header.split(",")), words={"email": known})
    row = "mentor,Ruth <new@haldenlake.example>,Ruth,Nambozo-Hale,1"
    _rows, problems, *_ = read_people(lines(header, row), cycle=cycle, mapping=mapping)
    assert [problem.message for problem in problems] == ["2 places are already taken."]


def test_formulas_and_errors_of_a_workbook_are_problems_of_their_cells(cycle: Cycle) -> None:
    content = workbook([*HEADER.split(","), "title"], ["mentee", "a@b.example", "A", "B", "=1+1"])
    _rows, problems, *_ = read_people(content, cycle=cycle)
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [(2, "title", "=1+1")]
    assert "formula" in problems[0].message


def test_every_row_is_checked_however_many_are_wrong(cycle: Cycle) -> None:
    checked = read_people(lines(HEADER, *["king,nobody,,"] * 3000, NOOR), cycle=cycle)
    assert len({problem.row for problem in checked.problems}) == 3000
    assert [row.row for row in checked.good] == [3002]
