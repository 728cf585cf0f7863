"""The verifier's effort grows with the size of the files, also of files made to keep it busy."""

import time
import tracemalloc
from collections.abc import Iterator

import pytest

from matching.engine import Options
from matching.engine.verify import (
    Draw,
    Match,
    Pools,
    Program,
    SerialDictatorship,
    StrictOrder,
    Ties,
    _passed_over,
    _rotation,
    read_instance,
    read_options,
)
from tests.engine.rounds import names

MANY = names("a", 15_000)


@pytest.mark.parametrize("ranks", [[[name] for name in MANY], [MANY], None], ids=["strict", "one tie", "no list"])
def test_a_mentee_with_thousands_of_places_takes_no_quadratic_time(ranks: list[list[str]] | None) -> None:
    instance = read_instance(
        {
            "mentees": {"m": {"ranks": ranks, "places": len(MANY)}},
            "mentors": {name: {"capacity": 1} for name in MANY},
        }
    )
    everybody = list(range(len(MANY)))
    started = time.process_time()
    ties = Ties(instance, Draw(instance, 0), [ranks is None])
    assert SerialDictatorship(ties).pairs() == set(everybody)
    assert not list(_passed_over(Match(instance, everybody, set()), ties))
    assert time.process_time() - started < 3  # seconds; a quadratic way takes 20 and more


def test_what_a_mentee_would_give_up_is_looked_up_once_whoever_it_would_rather_have() -> None:
    """With a list of a million, of mentors that all turn it down, once for each of them would never end."""

    class Counted(dict[int, int]):
        looks = 0

        def __iter__(self) -> Iterator[int]:
            Counted.looks += 1
            return super().__iter__()

    wanted = names("a", 9)
    instance = read_instance(
        {
            "mentees": {"z": {"ranks": [[name] for name in [*wanted, "b"]]}},
            "mentors": {name: {"capacity": 1} for name in [*wanted, "b"]},
        }
    )
    order = StrictOrder(instance, Draw(instance, 0), "lottery")
    order.place[0] = Counted(order.place[0])
    pools = Pools(Match(instance, [instance.mentor_at["b"]], set()), [(0, instance.mentor_at["b"])], order.key)
    assert not _rotation(order, [(0, instance.mentor_at[name]) for name in wanted], [len(wanted)], pools)
    assert Counted.looks == 1


def test_only_the_levels_of_the_objective_are_made() -> None:
    """With a last rank of a million those of the others would take a gigabyte."""
    instance = read_instance(
        {
            "mentees": {"m": {"ranks": [[name] for name in MANY]}},
            "mentors": {name: {"capacity": 1} for name in MANY},
        }
    )
    draw, options = Draw(instance, 0), read_options(Options().to_json())
    assert instance.acceptable[0]
    tracemalloc.start()
    try:
        program = Program(instance, draw, "survey", options, 1)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
    assert [name for name, _ in program.levels] == ["similarity", "matched", "lottery 1", "difference"]
