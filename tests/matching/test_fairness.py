"""Whether methods serve everyone alike: shares by group, and nothing from which a small group's could be worked out."""

import re
from datetime import datetime
from random import Random

import pytest
from django.urls import reverse

from accounts.models import User
from core.disclosure.audit import Shown, sum_of
from matching.models import Proposal, Strategy
from matching.presentation import fairness
from matching.presentation.fairness import Table, fairness_of, voluntary_table
from matching.queries.fairness import Served, kept_counts, served_by
from matching.services.rounds import close_round
from programs.models import Cycle
from tests.conftest import SignIn
from tests.core.disclosure.feasible import feasible
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import run_all

K = 5
_ONE = Proposal(pk=1, strategy=Strategy.CHOICE_STABLE)


def _served(sizes: dict[str, tuple[int, int]]) -> list[Served]:
    """By year the number of mentees, and of those with a mentor; everybody is of one site and profession."""
    return [Served(1, (year, "Here", ""), mentees, matched, 0) for year, (mentees, matched) in sizes.items()]


def _years(sizes: dict[str, tuple[int, int]]) -> Table | None:
    return next(iter(fairness_of(_served(sizes), [_ONE], k=K)), None)


def _rows(table: Table | None) -> dict[str, int]:
    return {row.label: row.mentees for row in table.rows} if table else {}


def test_each_group_of_enough_mentees_has_its_share() -> None:
    table = _years({"Year 1": (10, 9), "Year 2": (8, 4)})
    assert table is not None
    assert [(row.label, row.mentees, row.shares[0].matched) for row in table.rows] == [
        ("Year 1", 10, "90%"),
        ("Year 2", 8, "50%"),
    ]
    assert table.gaps == ["40"]


def test_one_small_group_takes_the_next_smallest_along() -> None:
    assert _rows(_years({"Year 1": (10, 9), "Year 2": (8, 4), "Year 3": (2, 0)})) == {
        "Year 1": 10,
        "Smaller groups together": 10,
    }


def test_small_groups_are_shown_together_only_when_they_are_enough() -> None:
    assert _rows(_years({"Year 1": (10, 9), "Year 2": (9, 1), "Year 3": (2, 0), "": (2, 1)})) == {
        "Year 1": 10,
        "Smaller groups together": 13,
    }
    assert _rows(_years({"Year 1": (10, 9), "Year 2": (3, 1), "Year 3": (2, 0)})) == {
        "Year 1": 10,
        "Smaller groups together": 5,
    }


def test_where_one_row_is_left_there_is_no_table() -> None:
    assert _years({"Year 1": (10, 9), "Year 2": (2, 1)}) is None
    assert _years({"Year 1": (30, 9)}) is None


def test_who_said_nothing_has_a_row_like_the_others() -> None:
    assert _rows(_years({"Year 1": (10, 9), "": (6, 2)})) == {"Year 1": 10, "Not stated": 6}


@pytest.mark.parametrize("seed", range(20))
def test_no_row_is_small_and_none_follows_from_the_total(seed: int) -> None:
    random = Random(seed)
    sizes = {name: random.randint(1, 12) for name in random.sample("abcdefgh", random.randint(1, 8))}
    k = random.randint(3, 8)
    served = [Served(1, (name, "", ""), size, 0, 0) for name, size in sizes.items()]
    tables = fairness_of(served, [_ONE], k=k)
    for row in [row for table in tables for row in table.rows]:
        assert row.mentees >= k
    for table in tables:
        assert sum(row.mentees for row in table.rows) == sum(sizes.values())
        hidden = [name for name in sizes if name not in {row.label for row in table.rows}]
        assert len(hidden) != 1


def _answers_known(said: list[str], matched: list[set[int]], table: Table) -> list[int]:
    """Whose answer follows for a reader who knows by name whom each method matches: linear programs over the table."""
    people, known = range(len(said)), []
    shown = []
    for row in table.rows:
        if row.label not in set(said):
            continue
        group = {(one, row.label): 1.0 for one in people}
        shown.append(Shown(group, row.mentees - 2.5, row.mentees + 2.5))
        for there, share in zip(matched, row.shares, strict=True):
            numbers = [int(number) for number in re.findall(r"\d+", share.matched)]
            low = 0.0 if "less" in share.matched else (numbers[0] - 2.5) / 100
            high = 1.0 if "more" in share.matched else (numbers[0] + 2.5) / 100
            for end, limits in ((low, (-1e-9, 1e6)), (high, (-1e6, 1e-9))):
                shown.append(Shown({key: (key[0] in there) - end for key in group}, *limits))
    shown += [sum_of([(one, answer) for answer in sorted(set(said))], 1) for one in people]
    for one in people:
        low, _high = feasible(shown, [(one, said[one])], (0, 1))
        known += [one] if low > 0.5 else []
    return known


@pytest.mark.parametrize("planted", [False, True])
def test_no_method_tells_what_somebody_has_answered(planted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three methods of which one matches all who said yes: exact shares would say that the others said no."""
    if planted:
        monkeypatch.setattr(fairness, "_range", lambda count, _of, _step: (count, count))
    said = ["Yes"] * 12 + ["No"] * 10
    matched = [{*range(12), 13, 14}, set(range(3, 18)), {*range(0, 22, 2)}]
    proposals = [Proposal(pk=number, strategy=Strategy.CHOICE_STABLE) for number in range(3)]
    served = [
        Served(number, (answer,), said.count(answer), sum(said[one] == answer for one in there), 0)
        for number, there in enumerate(matched)
        for answer in ("Yes", "No")
    ]
    table = voluntary_table(served, proposals, question="First in your family?", k=K)
    assert table is not None
    assert bool(_answers_known(said, matched, table)) is planted


@pytest.mark.django_db
def test_the_page_compares_the_groups_of_those_who_handed_in_a_list(
    cycle: Cycle, coordinator: User, now: datetime, sign_in: SignIn
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle)
    popular = MentorParticipationFactory.create(cycle=cycle, capacity=5)
    MentorParticipationFactory.create(cycle=cycle, capacity=9)
    for year in ("Year 1", "Year 2"):
        for mentee in EnrollmentFactory.create_batch(5, cycle=cycle, cohort=year):
            PreferenceListFactory.create(round=match_round, enrollment=mentee, ranks=[popular])
    EnrollmentFactory.create_batch(5, cycle=cycle, cohort="Year 3")
    run_all(close_round(match_round, now=now), now)
    stable = match_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    served = served_by(kept_counts([stable]))
    assert {one.groups[0]: one.mentees for one in served} == {"Year 1": 5, "Year 2": 5}
    assert sum(one.first for one in served) == sum(one.matched for one in served) == 5
    text = sign_in(coordinator).get(reverse("matching:show-round", kwargs={"pk": match_round.pk})).content.decode()
    assert "Does each method serve everyone alike?" in text
    assert "Year 2" in text
    assert "Year 3" not in text
