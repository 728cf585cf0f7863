"""Full names in one cell, taken apart."""

import pytest

from core.tables.files import open_book
from core.tables.guesses import guess
from core.tables.mapped import table_of
from core.tables.mapping import Mapping
from people.imports.columns import PEOPLE
from people.imports.names import beside_name, first_last, name_and_address, natural_family, natural_given
from tests.people.lists import lines


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Lund", ("Ana", "Lund")),
        ("Vincent van Gogh", ("Vincent", "van Gogh")),
        ("Lund, Ana", ("Ana", "Lund")),
        ("LUND, ANA", ("ANA", "LUND")),
        ("de la Cruz, Ana Maria", ("Ana Maria", "de la Cruz")),
        ("Ana LUND", ("Ana", "LUND")),
        ("Ana", ("Ana", "")),
    ],
)
def test_a_name_with_a_comma_has_its_family_name_first_whatever_its_column_does(
    text: str, names: tuple[str, str]
) -> None:
    assert first_last(text) == names


@pytest.mark.parametrize(
    ("text", "names", "beside"),
    [
        ("Dr. Rosa Tanaka, MD", ("Rosa", "Tanaka"), ("Dr.", "MD")),
        ("Tanaka, Rosa, M.D., Ph.D.", ("Rosa", "Tanaka"), ("", "M.D., Ph.D.")),
        ("Univ.-Prof. Dr. med. Hana Xu", ("Hana", "Xu"), ("Univ.-Prof. Dr. med.", "")),
        ("Keïta, Dr. Aminata", ("Aminata", "Keïta"), ("Dr.", "")),
        ("Xu, Hana, Prof.", ("Hana", "Xu"), ("Prof.", "")),
        ("Omar Haddad PhD", ("Omar", "Haddad"), ("", "PhD")),
        ("John Smith Jr.", ("John", "Smith Jr."), ("", "")),
        ("Smith, John, III", ("John", "Smith III"), ("", "")),
        ("Smith, J.D.", ("J.D.", "Smith"), ("", "")),
        ("P.D. James", ("P.D.", "James"), ("", "")),
        ("Yo-Yo MA", ("Yo-Yo", "MA"), ("", "")),
        ("Do, Anh", ("Anh", "Do"), ("", "")),
        ("Dr. Suharto", ("Suharto", ""), ("Dr.", "")),
    ],
)
def test_titles_and_degrees_are_no_names(text: str, names: tuple[str, str], beside: tuple[str, str]) -> None:
    assert (first_last(text), beside_name(text)) == (names, beside)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (("Name;Mail", "Dr. Rosa Tanaka, MD;r@s.example"), "Dr."),
        (("Name;Mail;Title", "Dr. Rosa Tanaka, MD;r@s.example;Prof."), "Prof."),
    ],
)
def test_a_title_before_a_name_becomes_the_title_unless_a_column_says_it(rows: tuple[str, ...], title: str) -> None:
    [sheet] = open_book(lines(*rows, "Ana Lund;a@s.example")).sheets
    table = table_of(sheet, Mapping(tuple(each.meaning for each in guess(sheet, 1, PEOPLE))), PEOPLE)
    rosa, ana = (dict(zip(table.header, cells, strict=True)) for _row, cells in table.rows)
    assert (rosa["title"], rosa["given_name"], rosa["family_name"], rosa["credentials"]) == (
        title,
        "Rosa",
        "Tanaka",
        "MD",
    )
    assert (ana["title"], ana["credentials"]) == ("", "")


def test_a_name_with_its_address_is_taken_apart() -> None:
    assert name_and_address('"Lund, Ana" <ana@school.example>') == ("Ana", "Lund", "ana@school.example")


@pytest.mark.parametrize(
    ("given", "family", "natural"),
    [
        ("ADE", "OYELARAN", "Ade Oyelaran"),
        ("JEAN-LUC", "VAN DER BERG-O'NEILL", "Jean-Luc van der Berg-O'Neill"),
        ("MARÍA DE LOS ÁNGELES", "DE LA CRUZ", "María de los Ángeles de la Cruz"),
        ("Ade", "OYELARAN III", "Ade Oyelaran III"),
        ("THI MAI", "LE", "Thi Mai Le"),
        ("IAN", "MCDONALD", "Ian McDonald"),
        ("Ada", "van Gogh", "Ada van Gogh"),
    ],
)
def test_names_in_capitals_are_written_as_their_people_would(given: str, family: str, natural: str) -> None:
    assert f"{natural_given(given)} {natural_family(family)}" == natural
