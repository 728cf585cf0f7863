"""Full names in one cell, taken apart."""

import pytest

from people.imports.names import first_last, natural_family, natural_given


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
