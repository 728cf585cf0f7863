"""What is said of honest and of longer lists is true: claims are tried on many rounds, warnings have their example."""

import random
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from matching.engine import Options, parse_instance, solve
from matching.engine.model.options import OBJECTIVES, PRIORITIES
from matching.models import Strategy, possible_strategies
from matching.presentation.promises import PROMISES, promise_in_short, promise_of, promises_of
from programs.models import Program

Round = dict[str, Any]
UNMATCHED = 99
BY_STRATEGY = {promise.strategy: promise for promise in PROMISES}
SETTINGS: dict[str, list[Options]] = {
    Strategy.CHOICE_STABLE: [Options(priority=name) for name in PRIORITIES],
    Strategy.CHOICE_BEST: [Options(objective=name) for name in OBJECTIVES],
    Strategy.SURVEY: [Options(ignore_lists=True)],
    Strategy.LOTTERY: [Options()],
    Strategy.BALANCED: [Options()],
}
HONEST = [
    (strategy, Options(**{**vars(options), "unplaced": unplaced}))
    for strategy, several in SETTINGS.items()
    if BY_STRATEGY[Strategy(strategy)].honest
    for options in several
    for unplaced in ("unmatched", "similarity")
]
TRIED = 120


def choice(made: Round, order: list[str], strategy: str, options: Options) -> int:
    """Where the mentee `you` ends up when it hands in `order`: the place of its mentor on its true list."""
    true = [name for [name] in made["mentees"]["you"]["ranks"]]
    handed_in = {**made["mentees"], "you": {"ranks": [[name] for name in order]}}
    pairs = dict(solve(parse_instance({**made, "mentees": handed_in}), strategy=strategy, options=options).pairs)
    return true.index(pairs["you"]) if pairs.get("you") in true else UNMATCHED


def some_round(seed: int) -> Round:
    """As rounds of the site are: one mentor for each, lists without ties, departments with limits, shared interests."""
    drawn = random.Random(seed)
    mentors = [f"a{at}" for at in range(drawn.randint(2, 4))]
    mentees = ["you", *(f"m{at}" for at in range(drawn.randint(1, 3)))]
    made: Round = {
        "mentees": {
            name: {"ranks": [[one] for one in drawn.sample(mentors, drawn.randint(1, len(mentors)))]}
            for name in mentees
        },
        "mentors": {name: {"capacity": drawn.choice([1, 1, 1, 2])} for name in mentors},
        "similarity": {name: {one: drawn.randrange(4) / 4 for one in mentors} for name in mentees},
        "seed": drawn.randrange(100),
    }
    if drawn.random() < 1 / 3:
        made["groups"] = {"g": {"mentors": mentors[:2], "capacity": drawn.randint(1, 2)}}
    return made


@pytest.mark.parametrize(("strategy", "options"), HONEST)
def test_where_honesty_is_called_safe_no_other_and_no_shorter_list_does_better(strategy: str, options: Options) -> None:
    for seed in range(TRIED):
        made = some_round(seed)
        true = [name for [name] in made["mentees"]["you"]["ranks"]]
        honest = choice(made, true, strategy, options)
        for length in range(1, len(true) + 1):
            for other in permutations(true, length):
                assert choice(made, list(other), strategy, options) >= honest, (seed, other)


@pytest.mark.parametrize("options", [*SETTINGS[Strategy.SURVEY]])
def test_where_lists_are_said_not_to_count_they_change_nothing(options: Options) -> None:
    for seed in range(TRIED):
        made = some_round(seed)
        without = {**made, "mentees": {**made["mentees"], "you": {}}}
        one, other = (solve(parse_instance(some), strategy="survey", options=options) for some in (made, without))
        assert one.pairs == other.pairs


@pytest.mark.parametrize(
    ("strategy", "options"), [(strategy, one) for strategy, several in SETTINGS.items() for one in several]
)
def test_a_longer_list_never_leaves_its_mentee_without_a_mentor(strategy: str, options: Options) -> None:
    """Under every strategy, where somebody else's list is as long as any may be."""
    for seed in range(TRIED):
        made = some_round(seed)
        made["mentees"]["m0"]["ranks"] = [[name] for name in made["mentors"]]
        true = [name for [name] in made["mentees"]["you"]["ranks"]]
        for length in range(1, len(true)):
            shorter = choice(made, true[:length], strategy, options)
            assert shorter == UNMATCHED or choice(made, true, strategy, options) != UNMATCHED


# Two mentees want one mentor; the honest one has listed a second.
SHORT: Round = {
    "mentees": {"you": {"ranks": [["a"], ["b"]]}, "short": {"ranks": [["a"]]}},
    "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
}
UNSAFE = [(strategy, one) for strategy in (Strategy.CHOICE_BEST, Strategy.BALANCED) for one in SETTINGS[strategy]]


def test_every_strategy_that_is_not_called_honest_has_its_examples_here() -> None:
    assert {strategy for strategy, _ in UNSAFE} == {one.strategy for one in PROMISES if not one.honest}


@pytest.mark.parametrize(("strategy", "options"), UNSAFE)
def test_where_it_is_said_that_a_longer_list_can_cost_a_higher_choice_it_does(strategy: str, options: Options) -> None:
    for seed in range(20):
        made = {**SHORT, "seed": seed}
        assert choice(made, ["a", "b"], strategy, options) == 1
    won = [choice({**SHORT, "seed": seed}, ["a"], strategy, options) == 0 for seed in range(40)]
    assert 10 < sum(won) < 30


@pytest.mark.parametrize("strategy", [Strategy.CHOICE_STABLE, Strategy.LOTTERY])
def test_a_short_list_wins_half_of_the_draws_where_honesty_is_safe(strategy: str) -> None:
    won = [choice({**SHORT, "seed": seed}, ["a", "b"], strategy, Options()) == 0 for seed in range(1, 201)]
    assert 80 <= sum(won) <= 120


@pytest.mark.parametrize(
    ("strategy", "options", "lists", "lie"),
    [
        ("choice-best", Options(), {"you": "abc", "kim": "abc", "lee": "ab"}, "bac"),
        ("choice-best", Options(objective="greedy"), {"you": "bac", "kim": "b", "lee": "ac"}, "abc"),
        ("choice-best", Options(objective="generous"), {"you": "cba", "kim": "acb", "lee": "a"}, "cab"),
        ("balanced", Options(), {"you": "bac", "kim": "b", "lee": "ac"}, "abc"),
    ],
)
def test_where_it_is_said_that_the_true_order_can_cost_a_higher_choice_it_does(
    strategy: str, options: Options, lists: dict[str, str], lie: str
) -> None:
    made: Round = {
        "mentees": {name: {"ranks": [[one] for one in order]} for name, order in lists.items()},
        "mentors": {name: {"capacity": 1} for name in "abc"},
    }
    honest, false = (
        [choice({**made, "seed": seed}, list(order), strategy, options) for seed in range(20)]
        for order in (lists["you"], lie)
    )
    assert max(false) < max(honest)
    assert sum(false) < sum(honest)


@pytest.mark.parametrize(
    ("pairing", "possible", "words"),
    [
        (Program.Pairing.CHOICE, tuple(Strategy), "Whether they can cost you a higher choice depends on the method"),
        (Program.Pairing.RANDOM, (Strategy.LOTTERY,), "a longer list never lowers your chance of a higher choice"),
        (Program.Pairing.SURVEY, (Strategy.SURVEY,), "Your list doesn’t count here"),
    ],
)
def test_a_program_says_what_holds_for_every_strategy_its_rounds_may_end_in(
    pairing: str, possible: tuple[Strategy, ...], words: str
) -> None:
    program = Program(pairing=pairing)
    assert possible_strategies(program) == possible
    assert [promise.strategy for promise in promises_of(program)] == list(possible)
    assert words in promise_in_short(promises_of(program))


PROMISING = ("never lowers", "never lower", "honesty serves", "works best for you")


@pytest.mark.parametrize("folder", ["templates", "mentorship/demo/texts", "matching"])
def test_no_other_text_promises_anything_of_honesty(folder: str) -> None:
    """Their one home is `matching.presentation.promises`."""
    found = [
        path.name
        for path in Path(folder).rglob("*")
        if path.suffix in (".html", ".txt", ".md", ".toml", ".py")
        and any(words in path.read_text("utf-8") for words in PROMISING)
    ]
    assert found == (["promises.py"] if folder == "matching" else [])


def two_choices(made: Round, order: list[str], strategy: str, options: Options) -> list[int]:
    """Where a mentee `you` who looks for two mentors ends up with the list `order`: both places on its true list."""
    true = [name for [name] in made["mentees"]["you"]["ranks"]]
    handed_in = {name: {**row, "places": 2} for name, row in made["mentees"].items()}
    handed_in["you"]["ranks"] = [[name] for name in order]
    pairs = solve(parse_instance({**made, "mentees": handed_in}), strategy=strategy, options=options).pairs
    found = sorted(true.index(mentor) for mentee, mentor in pairs if mentee == "you" and mentor in true)
    return [*found, UNMATCHED, UNMATCHED][:2]


def test_for_two_mentors_the_draw_stays_safe() -> None:
    for seed in range(TRIED):
        made = some_round(seed)
        true = [name for [name] in made["mentees"]["you"]["ranks"]]
        honest = two_choices(made, true, "lottery", Options())
        for length in range(1, len(true) + 1):
            for other in permutations(true, length):
                other_way = two_choices(made, list(other), "lottery", Options())
                assert other_way == honest or any(a > b for a, b in zip(other_way, honest, strict=True)), (seed, other)


def test_for_two_mentors_another_list_can_pay_under_stable_matching() -> None:
    similar = {"you": (0.5, 0.25, 0), "kim": (0, 0.75, 1), "lee": (0, 1, 1)}
    made: Round = {
        "mentees": {
            name: {"ranks": [[one] for one in order]}
            for name, order in (("you", "cab"), ("kim", "abc"), ("lee", "acb"))
        },
        "mentors": {"a": {"capacity": 2}, "b": {"capacity": 1}, "c": {"capacity": 2}},
        "similarity": {name: dict(zip("abc", values, strict=True)) for name, values in similar.items()},
        "seed": 4,
    }
    options = Options(priority="similarity")
    honest, other = (two_choices(made, list(order), "choice-stable", options) for order in ("cab", "c"))
    assert (honest, other) == ([1, UNMATCHED], [0, UNMATCHED])
    assert not promise_of(Strategy.CHOICE_STABLE, each=2).honest


def test_that_earlier_pairs_are_kept_is_said_beside_what_short_lists_can_gain_and_not_instead() -> None:
    for promise in PROMISES:
        kept = promise_of(promise.strategy, keeps=True)
        said = f"{kept.to_coordinators} {kept.caution} {kept.to_mentees}"
        assert ("Earlier pairs come" in said) == promise.lists_count
        assert str(promise.caution) in str(kept.caution)
        if not promise.honest:
            assert str(promise.to_coordinators) in str(kept.to_coordinators)
