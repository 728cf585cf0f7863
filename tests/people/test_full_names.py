"""Full names in one cell, taken apart."""

import pytest

from people.imports.names import first_last


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
