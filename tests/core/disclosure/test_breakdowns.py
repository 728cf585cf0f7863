"""A reader asks for every table of every question, and puts all of it together; nothing comes out but of many."""

from collections.abc import Mapping
from itertools import combinations
from random import Random
from typing import Any

import pytest

from core.disclosure import breakdowns
from core.disclosure.audit import Derived, Shown, derivable, sum_of
from core.disclosure.breakdowns import ItemFigures, change_may_be_shown, released_item
from core.disclosure.releases import Scale
from tests.core.disclosure.feasible import feasible

LIKERT = Scale(1, 5)
TABLES = ("year", "origin", "site")
K = 5


def _school(random: Random, people: int) -> dict[str, dict[Any, str]]:
    """Groups that overlap much: sites follow years, but for a few people."""
    years = {one: random.choice("1112223") for one in range(people)}
    sites = {one: years[one] if random.random() < 0.9 else random.choice("123") for one in range(people)}
    origins = {one: random.choice("aaaabbc") for one in range(people)}
    return {"year": dict(years), "origin": dict(origins), "site": dict(sites)}


def _all_that_is_shown(figures: ItemFigures, answers: Mapping[Any, int]) -> list[Shown]:
    shown = [Shown(dict.fromkeys(answers, 1.0), figures.total.low, figures.total.high)] if figures.total.answers else []
    parts = [part for rows in figures.tables.values() for part in rows]
    return shown + [sum_of(part.members, sum(answers[one] for one in part.members)) for part in parts]


def _attack(seed: int) -> list[Derived]:
    """What comes out of the questions of one school, of whom each left some out."""
    random = Random(seed)
    people = random.randint(6, 60)
    by, found = _school(random, people), []
    for _question in range(4):
        answers: dict[Any, int] = {
            one: random.choice((1, 2, 3, 4, 4, 5, 5)) for one in range(people) if random.random() < 0.9
        }
        figures = released_item(answers, by, scale=LIKERT, least=K)
        found += derivable(_all_that_is_shown(figures, answers), least=K, between=(1, 5))
    return found


def test_no_answer_and_no_group_below_k_comes_out() -> None:
    for seed in range(25):
        assert _attack(seed) == [], seed


def test_the_attack_finds_what_is_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the audit each table has large groups alone, and differences of them tell of few."""
    monkeypatch.setattr(breakdowns, "derivable", lambda *_shown, **_limits: [])
    assert any(_attack(seed) for seed in range(25))


def test_linear_programs_find_nothing_either() -> None:
    """Independently: nobody's answer, and no sum of two people's, is forced by what is shown."""
    for seed in range(6):
        random = Random(seed)
        by = _school(random, 24)
        answers: dict[Any, int] = {one: random.choice((1, 3, 4, 5)) for one in range(24)}
        figures = released_item(answers, by, scale=LIKERT, least=K)
        shown = _all_that_is_shown(figures, answers)
        some = random.sample(range(24), 7)
        for target in [*((one,) for one in some), *combinations(some, 2)]:
            low, high = feasible(shown, target, (1, 5))
            assert high - low > 0.5, (seed, target)


def test_tables_are_there_where_they_tell_of_nobody() -> None:
    answers: dict[Any, int] = {one: 2 + one % 3 for one in range(40)}
    by: dict[str, dict[Any, str]] = {
        "year": {one: "Year 1" if one < 20 else "Year 2" if one < 38 else "Year 3" for one in range(40)},
        "site": {one: "Here" if one < 19 else "There" for one in range(40)},
        "origin": {one: "Chosen" if one % 2 else "Assigned" for one in range(40)},
    }
    figures = released_item(answers, by, scale=LIKERT, least=K)
    assert (figures.total.least_mean, figures.has_spread) == (3.0, True)
    # Two of Year 3 are shown with Year 2. Site would tell of the one whom it does not share with a year.
    assert [part.groups for part in figures.tables["year"]] == [("Year 1",), ("Year 2", "Year 3")]
    assert [part.groups for part in figures.tables["origin"]] == [("Assigned",), ("Chosen",)]
    assert "site" not in figures.tables
    alone = released_item(answers, {"site": by["site"]}, scale=LIKERT, least=K, least_by={"site": 20})
    assert "site" not in alone.tables
    assert "site" in released_item(answers, {"site": by["site"]}, scale=LIKERT, least=K, least_by={"site": 19}).tables


def test_where_all_agree_nothing_says_who() -> None:
    by: dict[str, dict[Any, str]] = {"year": {one: str(one % 2) for one in range(20)}}
    agreed = released_item(dict.fromkeys(range(20), 5), by, scale=LIKERT, least=K)
    assert (agreed.total.low, agreed.total.high, agreed.tables, agreed.has_spread) == (95, 100, {}, False)
    alike = released_item(dict.fromkeys(range(20), 3), by, scale=LIKERT, least=K)
    assert (alike.total.least_mean, alike.tables, alike.has_spread) == (3.0, {}, False)


@pytest.mark.parametrize(
    ("once_before", "once_after", "shown"), [(0, 0, True), (1, 0, False), (2, 2, False), (3, 3, True)]
)
def test_change_is_shown_where_it_tells_nothing_of_those_who_answered_once(
    once_before: int, once_after: int, shown: bool
) -> None:
    twice: dict[Any, int] = {one: 2 + one % 3 for one in range(12)}
    before = twice | {f"before {one}": 3 for one in range(once_before)}
    after = {one: answer + one % 2 for one, answer in enumerate(twice.values())} | {
        f"after {one}": 4 for one in range(once_after)
    }
    assert change_may_be_shown(before, after, scale=LIKERT, least=K) is shown
