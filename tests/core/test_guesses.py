"""Where the list begins, how its letters were written, and what its columns probably mean."""

import subprocess
from typing import Any

import pytest
from openpyxl import Workbook

from core.tables.encodings import ENCODINGS, encoding_of
from core.tables.errors import UnreadableFile
from core.tables.files import open_book, read_table
from core.tables.guesses import Certainty, guess, list_in
from core.tables.mapped import asks_for_date_order, table_of
from core.tables.mapping import Mapping, Meaning, as_json, from_text
from people.imports.columns import PEOPLE
from tests.core.test_workbooks import saved
from tests.people.lists import HEADER, NOOR, lines


def meanings(content: bytes) -> list[tuple[str, str]]:
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    return [(each.meaning.means, each.certainty) for each in guess(*found, PEOPLE)]


@pytest.mark.parametrize(
    ("headings", "means"),
    [
        ("E-mail address;First name;Surname;Year group", "email;given_name;family_name;cohort"),
        ("Adresse électronique;Prénom;Nom de famille;Année", "email;given_name;family_name;cohort"),
        ("E-Mail-Adresse;Vorname;Nachname;Jahrgang", "email;given_name;family_name;cohort"),
        ("Correo electrónico;Nombre;Apellidos;Curso", "email;given_name;family_name;cohort"),
        ("Barua pepe;Jina la kwanza;Jina la ukoo;Mwaka", "email;given_name;family_name;cohort"),
        ("البريد الإلكتروني;الاسم الأول;اسم العائلة;السنة الدراسية", "email;given_name;family_name;cohort"),
    ],
)
def test_headings_are_understood_in_six_languages(headings: str, means: str) -> None:
    content = lines(headings, "ana@school.example;Ana;Lund;Year 1")
    assert meanings(content) == [(name, Certainty.CERTAIN) for name in means.split(";")]


def test_values_speak_where_headings_do_not() -> None:
    content = lines("Who;Login;x;Remarks", "Lund, Ana;ana@s.example;mentee;–", "Sato, Ben;ben@s.example;mentor;–")
    assert [means for means, _sure in meanings(content)] == ["", "email", "role", ""]


def test_a_heading_is_not_believed_against_its_values() -> None:
    assert meanings(lines("Email;Enrolled on;Student ID", "a@s.example;2026-08-15;S10"))[1:] == [
        ("", Certainty.NONE),
        ("", Certainty.NONE),
    ]


def test_a_mistyped_heading_and_a_question_are_likely() -> None:
    content = lines("Emial adress;Which areas interest you? (tick all)", '"a@s.example";"Surgery, Teaching"')
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    address, interests = guess(*found, PEOPLE)
    assert (address.meaning.means, address.certainty) == ("email", Certainty.LIKELY)
    assert (interests.meaning.means, interests.meaning.separator) == ("interests", "comma")


def test_the_list_is_found_below_a_title_and_beside_other_sheets() -> None:
    book = Workbook()
    book.worksheets[0].title = "Read me"
    book.worksheets[0].append(["Please keep this list up to date."])
    sheet = book.create_sheet("Class")
    for row in (["Students, printed 1 September"], [], ["Name", "Mail", "Class"], ["Lund, Ana", "ana@s.example", "1"]):
        sheet.append(row)
    found = list_in(open_book(saved(book)), PEOPLE)
    assert found is not None
    assert (found[0].name, found[1]) == ("Class", 3)


def test_a_list_without_a_heading_that_we_know_begins_at_its_first_full_row() -> None:
    found = list_in(open_book(lines("Our list", "", "a,b,c", "1,2,3", "4,5,6")), PEOPLE)
    assert found is not None
    assert found[1] == 3


def test_instructions_that_name_the_columns_are_not_the_list() -> None:
    book = Workbook()
    for row in (["Name", "Email", "Role", "Year"], ["write both names", "of the school", "", ""]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("Class")
    for row in (["Name", "Email"], ["Lund, Ana", "ana@s.example"]):
        sheet.append(row)
    found = list_in(open_book(saved(book)), PEOPLE)
    assert found is not None
    assert found[0].name == "Class"


def test_a_list_without_headings_loses_nobody() -> None:
    content = lines("Ana Lund;a@s.example;student", "Ben Sato;b@s.example;student")
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    assert (found[1], [means for means, _sure in meanings(content)]) == (0, ["", "email", ""])
    mapping = Mapping((Meaning("", "name_first_last"), Meaning("", "email"), Meaning("")), heading_row=0)
    assert [cells[0] for _number, cells in read_table(content, PEOPLE, mapping).rows] == ["Ana", "Ben"]


@pytest.mark.parametrize(
    ("headings", "values", "means"),
    [
        ("Nachname, Vorname;E-Mail (Uni)", "Lund, Ana;a@s.example", "name_last_first;email"),
        ("Vor- und Zuname;Mail", "Ana Lund;a@s.example", "name_first_last;email"),
        ("Primer apellido;Segundo apellido;Nombre", "Lund;Peña;Ana", "family_name;second_family_name;given_name"),
        ("Nom d’usage;Prénom usuel;Mél universitaire", "Lund;Ana;a@s.example", "family_name;given_name;email"),
        ("Email;Name;School email;Full name", "anonymous;;a@s.example;Ana Lund", ";;email;name_first_last"),
        ("Location Latitude;Email", "43.1;a@s.example", ";email"),
        ("Type;Email", "men\u200btor;a@s.example", "role;email"),
        ("Rolle;Mail", "Mentor:in;a@s.example", "role;email"),
        ("Participants", "Ana Lund <a@s.example>", "name_and_address"),
    ],
)
def test_what_schools_and_form_tools_write_above_columns(headings: str, values: str, means: str) -> None:
    assert [each for each, _sure in meanings(lines(headings, values))] == means.split(";")


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", "Zoë;Müller"),
        ("utf-8-sig", "Zoë;Müller"),
        ("utf-16", "Zoë;Müller"),
        ("utf-16-le", "Zoë;Müller"),
        ("utf-16-be", "Zoë;Müller"),
        ("cp1252", "Zoë;Müller"),
        ("latin-1", "Renée;Lefèvre"),
        ("mac_roman", "Renée;Lefèvre"),
        ("mac_roman", "Zoë;Peña"),
        ("cp1250", "Łukasz;Nováková"),
        ("cp1256", "نور;قاسم"),
        ("shift_jis", "山田;太郎"),
        ("utf-16-be", "ليلى;حداد"),
        ("cp1251", "Иван;Петров"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_letters_are_read_in_every_encoding_that_schools_have(encoding: str, names: str, end: str) -> None:
    text = end.join((HEADER.replace(",", ";"), f"mentee;a@s.example;{names}", ""))
    book = open_book(text.encode(encoding))
    assert book.sheets[0].rows[1].cells[2:] == names.split(";")
    assert book.encoding.guessed == (not encoding.startswith("utf-8") and encoding != "utf-16")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_a_guessed_encoding_is_not_taken_without_asking_and_a_chosen_one_is(encoding: str) -> None:
    content = lines(HEADER, NOOR).decode().replace("Noor", "Noël").encode(encoding)
    assert encoding_of(content).name == encoding
    with pytest.raises(UnreadableFile, match=rf"It may be {ENCODINGS[encoding].split('-')[0]}"):
        read_table(content, PEOPLE)
    mapping = Mapping(tuple(Meaning(name, name) for name in HEADER.split(",")), encoding=encoding)
    assert read_table(content, PEOPLE, mapping).rows[0][1][2] == "Noël"


def mapped(content: bytes, **chosen: Any) -> list[list[str]]:
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    mapping = Mapping(tuple(each.meaning for each in guess(*found, PEOPLE)), heading_row=found[1], **chosen)
    table = table_of(found[0], mapping, PEOPLE)
    assert table.problems == []
    return [
        [dict(zip(table.header, cells, strict=True)).get(name, "") for name in table.header] for _n, cells in table.rows
    ]


def test_names_separators_and_fixed_values_come_as_the_mapping_says() -> None:
    content = lines("Name;Mail;Interests", '"Lund, Ana";a@s.example;"Surgery, Teaching"')
    assert mapped(content, same={"role": "mentee"}) == [["mentee", "Ana", "Lund", "a@s.example", "Surgery; Teaching"]]


def test_words_are_replaced_or_left_out_as_somebody_said() -> None:
    content = lines("Mail;Interests", "a@s.example;cardio, Surgery, knitting".replace(",", " /"))
    words = {"interests": {"Cardio": "Cardiology", "knitting": ""}}
    assert mapped(content, words=words) == [["a@s.example", "Cardiology; Surgery"]]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2026-02-01"), ("mdy", "2026-01-02")])
def test_the_order_of_dates_is_asked_and_then_used(order: str, day: str) -> None:
    content = lines("Mail;Training date", "a@s.example;01/02/2026")
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    mapping = Mapping(tuple(each.meaning for each in guess(*found, PEOPLE)))
    assert asks_for_date_order(found[0], mapping, PEOPLE)
    assert mapped(content, date_order=order) == [["a@s.example", day]]


@pytest.mark.parametrize(
    ("cell", "dmy", "mdy"),
    [
        ("1-Feb", "1-2", "2-1"),
        ("01. Mrz", "1-3", "3-1"),
        ("02-févr.", "2-2", "2-2"),
        ("2026-02-01 00:00:00", "1-2", "2-1"),
        ("01/02/2026", "1-2", "1-2"),
    ],
)
def test_words_of_which_a_csv_file_has_a_day_come_back_when_the_order_is_known(cell: str, dmy: str, mdy: str) -> None:
    content = lines("Mail;Class", f"a@s.example;{cell}")
    found = list_in(open_book(content), PEOPLE)
    assert found is not None
    mapping = Mapping(tuple(each.meaning for each in guess(*found, PEOPLE)))
    assert asks_for_date_order(found[0], mapping, PEOPLE)
    assert "into a date" in table_of(found[0], mapping, PEOPLE).problems[0].message
    assert [mapped(content, date_order=order)[0][1] for order in ("dmy", "mdy")] == [dmy, mdy]


def test_a_mapping_is_the_same_after_it_was_written_down() -> None:
    mapping = Mapping(
        (Meaning("Nom", "name_last_first"), Meaning("Mél", "email"), Meaning("Thèmes", "interests", "comma")),
        sheet="Liste", heading_row=3, same={"role": "mentee"}, date_order="dmy", words={"interests": {"x": ""}},
    )  # fmt: skip
    assert from_text(as_json(mapping), PEOPLE) == mapping
    toml = 'same = {role = "mentee"}\n[[columns]]\nheading = "Mél"\nmeans = "email"\n'
    assert from_text(toml, PEOPLE) == Mapping((Meaning("Mél", "email"),), same={"role": "mentee"})


@pytest.mark.parametrize("text", ["", "{", "{}x", '{"columns": 3}', '{"columns": [{"heading": "a", "means": "king"}]}',
                                  '{"same": {"role": 3}}', '{"date_order": "ymdd"}'])  # fmt: skip
def test_a_mapping_that_is_none_gets_words(text: str) -> None:
    if text:
        with pytest.raises(UnreadableFile, match="mapping can’t be read"):
            from_text(text, PEOPLE)


def test_a_mapping_finds_its_headings_in_another_order_and_refuses_others() -> None:
    mapping = Mapping((Meaning("Mail", "email"), Meaning("Role", "role"), Meaning("Name", "name_first_last")))
    table = read_table(lines("List of 2027", "Name;Role;Mail", "Ana Lund;mentee;a@s.example"), PEOPLE, mapping)
    assert dict(zip(table.header, table.rows[0][1], strict=True))["given_name"] == "Ana"
    with pytest.raises(UnreadableFile, match="headings of the mapping"):
        read_table(lines("Name;Mail", "Ana Lund;a@s.example"), PEOPLE, mapping)


def test_numbers_that_lost_their_digits_are_named() -> None:
    table = read_table(lines(HEADER + ",cohort", NOOR + ",1.23457E+11"), PEOPLE)
    assert [(each.row, each.column) for each in table.problems] == [(2, "cohort")]


def test_a_reader_that_takes_too_long_or_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(Workbook())

    def late(*_command: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired("reader", 1)

    monkeypatch.setattr("subprocess.run", late)
    with pytest.raises(UnreadableFile, match="unpacks"):
        open_book(content)
