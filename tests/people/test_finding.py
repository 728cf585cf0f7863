"""Who is meant by what a file calls somebody: surely, perhaps, or nobody."""

import time

import pytest

from people.imports.finding import Directory, Known, name_key

PEOPLE = [
    Known(1, 11, "rosa@school.example", "Rosa Tanaka", "Surgery"),
    Known(2, 12, "soren@school.example", "Søren D’Souza"),
    Known(3, 13, "hana@school.example", "Hana Xu", "Surgery"),
    Known(4, 14, "hana2@school.example", "Hana Xu", "Radiology"),
    Known(5, 15, "jonas@school.example", "Jonas van der Berg"),
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ROSA@school.example", 1),
        ("Rosa <rosa@school.example>", 1),
        ("Dr. Rosa Tanaka", 1),
        ("Prof. Dr. med. Rosa  TANAKA", 1),
        ("Tanaka, Rosa", 1),
        ("soren dsouza", 2),
        ("Soren D'Souza, MD", 2),
        ("van der Berg, Jonas", 5),
    ],
)
def test_somebody_is_found_surely(text: str, key: int) -> None:
    person = Directory(PEOPLE).find(text).person
    assert person is not None
    assert person.key == key


@pytest.mark.parametrize(
    ("text", "keys", "several"),
    [
        ("Hana Xu", [3, 4], True),
        ("Rosa Tanako", [1], False),
        ("Rosa", [1], False),
        ("rosa.tanaka@elsewhere.example", [1], False),
        ("Somebody Else", [], False),
        ("", [], False),
    ],
)
def test_whoever_may_be_meant_is_a_candidate_and_no_more(text: str, keys: list[int], several: bool) -> None:
    found = Directory(PEOPLE).find(text)
    assert found.person is None
    assert ([each.key for each in found.candidates], found.several) == (keys, several)


def test_a_name_beside_an_unknown_address_leads_to_candidates_only() -> None:
    found = Directory(PEOPLE).find("new@school.example", "Rosa Tanaka")
    assert (found.person, [each.key for each in found.candidates]) == (None, [1])


def test_what_somebody_said_counts() -> None:
    directory = Directory(PEOPLE, {"Dr. Hana Xu": "hana2@school.example", "No preference": ""})
    found = directory.find("dr. hana xu").person
    assert found is not None
    assert found.key == 4
    assert directory.find("no preference").left_out


def test_a_name_of_a_title_alone_is_still_a_name() -> None:
    assert name_key("Dr") == "dr"


def test_a_file_full_of_unknown_names_takes_no_minutes() -> None:
    directory = Directory(Known(n, n, f"p{n}@school.example", f"Given{n} Family{n}") for n in range(10_000))
    began = time.perf_counter()
    for n in range(20_000):
        directory.find(f"Somebody{n} Unknown{n}")
    assert time.perf_counter() - began < 20
