"""The recommendation: the rule that decides, for any figures, and that the sentences say what the figures are."""

import re
from dataclasses import replace
from math import inf
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.models import MatchRound, Proposal, Strategy
from matching.models.stored import Metrics, StrategyOptions
from matching.presentation.figures import Figures, beaten_by, beats, figures_of, ordered
from matching.presentation.promises import promise_of
from matching.presentation.recommendation import Recommendation, recommend
from programs.models import Cycle, Program

_OBJECTIVES = ("total-rank", "greedy", "generous")


def _metrics(random: Random, rankers: int, unranked: int) -> Metrics:
    """Figures that belong together: of the rankers some get a rank, some a stranger, the rest nobody."""
    listed = random.randint(0, rankers)
    strangers = random.randint(0, rankers - listed)
    late = random.randint(0, unranked)
    ranks = [random.randint(1, 6) for _ in range(listed)]
    pairs = listed + strangers + late
    return {
        "enrolled": rankers + unranked,
        "rankers": rankers,
        "matched": pairs,
        "rankers_matched": listed + strangers,
        "unranked_matched": late,
        "pairs": pairs,
        "first_choice": ranks.count(1),
        "mean_rank": sum(ranks) / listed if listed else None,
        "profile": [ranks.count(rank) for rank in range(1, 7)],
        "outside_lists": strangers + late,
        "blocking_pairs": random.randint(0, 5),
        "mean_overlap": random.choice([None, 0.25, 0.5]) if pairs else None,
        "minimums_missed": [["m", 0, 1]] * random.randint(0, 2),
        "group_minimums_missed": [],
    }


def _proposals(seed: int) -> list[Proposal]:
    """Proposals of one round, of any strategies, in any order; half of the rounds are tiny, so that figures tie."""
    random = Random(seed)
    strategies = random.sample(list(Strategy), random.randint(1, 5))
    rankers, unranked = random.randint(0, random.choice([2, 12])), random.randint(0, 3)
    options: StrategyOptions = {"objective": random.choice(_OBJECTIVES)}
    return [
        Proposal(pk=at, strategy=strategy, options=options, metrics=_metrics(random, rankers, unranked))
        for at, strategy in enumerate(strategies, 1)
    ]


_ROUNDS = st.integers(0, 2**32).map(_proposals)


def _round(pairing: str = Program.Pairing.CHOICE, announced: str = "") -> MatchRound:
    return MatchRound(cycle=Cycle(program=Program(pairing=pairing)), announced_method=announced)


def _proposal(strategy: Strategy, **more: Any) -> Proposal:
    """103 of 124 get a mentor, all from their lists."""
    metrics: Metrics = {
        "enrolled": 124, "rankers": 117, "matched": 103, "rankers_matched": 103, "unranked_matched": 0, "pairs": 103,
        "first_choice": 61, "mean_rank": 1.7, "profile": [61, 33, 9], "outside_lists": 0, "blocking_pairs": 0,
        "mean_overlap": 0.45, "minimums_missed": [], "group_minimums_missed": [],
    }  # fmt: skip
    return Proposal(pk=list(Strategy).index(strategy) + 1, strategy=strategy, metrics=cast(Metrics, metrics | more))


_STABLE = _proposal(Strategy.CHOICE_STABLE)
_BEST = _proposal(
    Strategy.CHOICE_BEST, matched=114, rankers_matched=114, pairs=114, profile=[61, 37, 16], mean_rank=2.0,
    blocking_pairs=9,
)  # fmt: skip
_SURVEY = _proposal(
    Strategy.SURVEY, matched=117, rankers_matched=117, pairs=117, first_choice=22, outside_lists=46, mean_rank=2.8,
    profile=[22, 25, 24], blocking_pairs=63, mean_overlap=0.58,
)  # fmt: skip


# The rule, for any figures --------------------------------------------------------------------------


@given(_ROUNDS, st.sampled_from(_OBJECTIVES))
def test_what_another_beats_is_never_first(ready: list[Proposal], objective: str) -> None:
    figures = [figures_of(proposal) for proposal in ready]
    for chosen in ordered(figures, objective=objective)[:1]:
        assert not any(beats(other, chosen) for other in figures)


@given(_ROUNDS)
def test_one_without_pairs_is_never_recommended_and_one_with_pairs_is_when_there_is_any(ready: list[Proposal]) -> None:
    chosen = recommend(_round(), ready).proposal
    assert (chosen is not None) == any(proposal.metrics["pairs"] for proposal in ready)
    assert chosen is None or chosen.metrics["pairs"]


@given(_ROUNDS, st.integers())
def test_the_order_in_which_proposals_are_read_changes_nothing(ready: list[Proposal], seed: int) -> None:
    shuffled = Random(seed).sample(ready, len(ready))
    one, other = recommend(_round(), ready), recommend(_round(), shuffled)
    assert (one.proposal, one.versus, one.lead, one.more) == (other.proposal, other.versus, other.lead, other.more)


@given(_ROUNDS, st.sampled_from(Strategy))
def test_a_round_that_told_its_mentees_a_method_is_recommended_no_other(ready: list[Proposal], told: Strategy) -> None:
    said = recommend(_round(announced=told), ready)
    assert said.proposal is None or said.proposal.strategy == told
    assert not any(said.beats(proposal) for proposal in ready)


@given(_ROUNDS)
def test_nobody_beats_themselves_and_never_two_each_other(ready: list[Proposal]) -> None:
    figures = [figures_of(proposal) for proposal in ready]
    assert not any(beats(one, one) for one in figures)
    assert not any(beats(one, other) and beats(other, one) for one in figures for other in figures)
    for one in figures:
        better = beaten_by(one, figures)
        assert better is None or beats(better, one)


@given(_ROUNDS)
def test_more_people_with_a_mentor_from_their_list_come_before_all_else(ready: list[Proposal]) -> None:
    figures = [figures_of(proposal) for proposal in ready]
    for chosen in ordered(figures)[:1]:
        assert chosen.from_lists == max(one.from_lists for one in figures if one.pairs)


# The sentences --------------------------------------------------------------------------------------


@given(_ROUNDS)
def test_every_number_in_the_first_sentences_is_one_of_the_figures(ready: list[Proposal]) -> None:
    said = recommend(_round(), ready)
    if said.proposal is None:
        return
    best = figures_of(said.proposal)
    numbers = {best.matched, best.enrolled, best.first_choice, best.blocking_pairs}
    if said.versus:
        other = figures_of(said.versus)
        numbers |= {
            abs(getattr(best, name) - getattr(other, name)) for name in ("matched", "from_lists", "first_choice")
        }
        numbers.add(other.blocking_pairs)
    text = re.sub(r"\d+\.\d+", "", " ".join([said.lead, *said.more]))
    assert {int(number) for number in re.findall(r"\d+", text)} <= numbers
    assert "-" not in said.lead


@given(_ROUNDS)
def test_the_sentence_of_each_method_has_its_own_figures(ready: list[Proposal]) -> None:
    for meaning in recommend(_round(), ready).meanings:
        own = figures_of(meaning.proposal)
        found = [int(number) for number in re.findall(r"\d+", meaning.text)]
        assert found[:3] == [own.matched, own.enrolled, own.first_choice]
        assert found[3:] in ([], [own.strangers], [own.blocking_pairs])


def _said(*ready: Proposal, **of_round: str) -> Recommendation:
    return recommend(_round(**of_round), ready)


def test_more_people_with_a_mentor_and_what_speaks_against_it() -> None:
    said = _said(_STABLE, _BEST, _SURVEY)
    assert (said.proposal, said.versus) == (_BEST, _STABLE)
    assert said.lead == "Best ranks gives 11 more mentees a mentor than Stable matching, and as many first choices."
    assert said.more == ["Best ranks gives 114 of 124 mentees a mentor, 61 of them their first choice."]
    assert said.cautions[0] == "It can be gamed by short lists: use it only if lists were handed in honestly."
    assert "In 9 cases" in said.cautions[1]


def test_with_as_many_the_one_that_is_safe_for_honest_lists_comes_first() -> None:
    best = _proposal(Strategy.CHOICE_BEST, first_choice=65, profile=[65, 29, 9], mean_rank=1.6, blocking_pairs=3)
    said = _said(best, _STABLE)
    assert said.proposal == _STABLE
    assert said.lead == "Stable matching gives as many mentees a mentor as Best ranks, but 4 fewer first choices."
    assert str(promise_of(Strategy.CHOICE_STABLE).to_coordinators) in said.more
    assert said.cautions == []


def test_strangers_do_not_count_as_mentors_somebody_asked_for() -> None:
    said = _said(_STABLE, _SURVEY)
    assert said.proposal == _STABLE
    assert said.lead == (
        "Stable matching gives 32 more mentees a mentor from their own list than Shared interests, and 39 more first "
        "choices."
    )
    [_stable, survey] = said.meanings
    assert survey.text.endswith("mentees with a list who get someone not on it: 46.")


def test_equal_figures_are_no_contest() -> None:
    said = _said(_proposal(Strategy.LOTTERY), _STABLE)
    assert (said.proposal, said.versus) == (_STABLE, None)
    assert said.lead == "Stable matching gives 103 of 124 mentees a mentor, 61 of them their first choice."


def test_what_was_told_is_kept_and_what_it_costs_is_said() -> None:
    said = _said(_STABLE, _BEST, announced=Strategy.CHOICE_STABLE)
    assert (said.proposal, said.versus) == (_STABLE, _BEST)
    assert said.lead == "Mentees were told “Stable matching” before they ranked, so that’s the one to publish."
    assert said.more[1].startswith("Best ranks would give 11 more mentees a mentor from their own list")
    assert [meaning.possible for meaning in said.meanings] == [True, False]


@pytest.mark.parametrize(
    ("pairing", "strategy"),
    [(Program.Pairing.SURVEY, Strategy.SURVEY), (Program.Pairing.RANDOM, Strategy.LOTTERY)],
)
def test_a_program_that_pairs_by_answers_or_by_draw_keeps_to_it(pairing: str, strategy: Strategy) -> None:
    said = _said(_BEST, _SURVEY, _proposal(Strategy.LOTTERY), pairing=pairing)
    assert said.proposal is not None
    assert said.proposal.strategy == strategy
    assert said.lead.startswith(f"This program pairs by “{strategy.label}”")


@pytest.mark.parametrize(("objective", "first"), [("greedy", "choice-best"), ("generous", "balanced")])
def test_the_objective_decides_among_those_that_are_alike(objective: str, first: str) -> None:
    best = _proposal(Strategy.CHOICE_BEST)
    figures = figures_of(best)
    other = replace(figures, strategy=Strategy.BALANCED, first_choice=figures.first_choice - 1, worst_rank=2)
    assert ordered([figures, other], objective=objective)[0].strategy == first


def test_one_that_another_beats_says_so() -> None:
    worse = _proposal(Strategy.BALANCED, matched=90, rankers_matched=90, pairs=90, blocking_pairs=9)
    said = _said(_BEST, worse)
    assert said.beats(worse) == ""  # its mean rank is better
    worse.metrics["mean_rank"] = 2.5
    assert _said(_BEST, worse).beats(worse) == "Best ranks"


def test_no_rank_is_worse_than_any() -> None:
    nobody = figures_of(_proposal(Strategy.LOTTERY, pairs=0, matched=0, mean_rank=None, profile=[], first_choice=0))
    assert isinstance(nobody, Figures)
    assert nobody.mean_rank == nobody.worst_rank == inf


def test_what_another_beats_is_left_out_even_where_the_rule_would_tie() -> None:
    """As many first choices, which is what `greedy` asks for; the mean rank is not in the rule then."""
    best = figures_of(_BEST)
    better = replace(best, strategy=Strategy.BALANCED, mean_rank=best.mean_rank - 0.1)
    assert ordered([best, better], objective="greedy") == [better]
