"""The shapes of what stands in the JSON fields of this app.

The engine writes metrics and reasons (`matching.engine.report`); names in them are those of the database. What can be
empty, before it was counted or where nothing was chosen, is not total.
"""

from typing import Any, TypedDict


class Metrics(TypedDict, total=False):
    """What the engine counts in one result (`matching.engine.report.metrics` says how), and how places are used.

    Attributes:
        profile: pairs at rank 1, 2, 3 ….
        load: mentors with 0, 1, 2 … mentees.
        minimums_missed: [name, load, minimum] of each; group_minimums_missed: the same for departments.
        crowding: how often two mentees share a mentor, where even loads are an aim of the round.
        wishes, together: of mentees who want the same mentor, and how many of these wishes come true.
        together_gap: where wishes count, what could be better at most, in ranks of one mentee; together_best: whether
            nothing is known to be better. Neither once pairs were changed by hand.
        alike: how often two mentees of one mentor have a value in common, where they are to differ.
        without_aims: of a proposal that looked at the round's aims, the metrics of what its strategy finds without.
        places_each: how many mentors a mentee gets at most; complete: mentees who get as many.
        from_own_list: mentees with a mentor from their list; strangers: those with a list who get one not on it.
        present: pairs that the round keeps where it can; kept: those of them that are among the pairs.
        idle: of the mentors with a place those without a mentee; full: those with every place used.
    """

    enrolled: int
    rankers: int
    matched: int
    rankers_matched: int
    unranked_matched: int
    pairs: int
    places_open: int
    first_choice: int
    top_three: int
    mean_rank: float | None
    median_rank: float | None
    total_rank: int
    profile: list[int]
    outside_lists: int
    placed_later: int
    blocking_pairs: int
    mean_overlap: float | None
    no_overlap: int | None
    load: list[int]
    minimums_missed: list[list[Any]]
    group_minimums_missed: list[list[Any]]
    crowding: int
    alike: int
    wishes: int
    together: int
    together_gap: float
    together_best: bool
    without_aims: "Metrics"
    places_each: int
    complete: int
    from_own_list: int
    strangers: int
    present: int
    kept: int
    idle: int
    full: int


# Metric → [before, after], of those that a change by hand moved.
MetricChanges = dict[str, list[Any]]


class Reason(TypedDict):
    """Why a mentee got a result (`matching.engine.report.reasons` names every state and rule).

    Attributes:
        mentors: [name, rank or null, how] of each mentor whom the mentee got.
        higher: [name, state, rule] of each mentor who stands above them on the list.
        why: in a word.
    """

    mentors: list[list[Any]]
    higher: list[list[str]]
    why: str


class StrategyOptions(TypedDict, total=False):
    """Settings of a run: the fields of `matching.engine.Options`."""

    objective: str
    priority: str | None
    unplaced: str
    ignore_lists: bool
    similarity_weight: int
    rank_weight: int


class InputChanges(TypedDict, total=False):
    """What a what-if question changes in the frozen input: arguments of `matching.engine.model.what_if.with_changes`.

    Attributes:
        places: mentor's name → capacity; out: names of mentors who take nobody.
        list_length: how many ranks of a list count; minimums: whether minimum loads bind; aims: whether aims count.
    """

    places: dict[str, int]
    out: list[str]
    list_length: int
    minimums: bool
    keep: bool
    aims: bool


class DemandCounts(TypedDict, total=False):
    """Exact counts of the lists that were handed in.

    Attributes:
        lists: how many there are.
        listed: participation's key, as text → lists on which it stands; first: lists on which it is first.
        short, oversubscribed: lists with few mentors; lists on which every mentor is first choice of too many.
        single: lists with one name.
    """

    lists: int
    listed: dict[str, int]
    first: dict[str, int]
    short: int
    oversubscribed: int
    single: int


class FormationAim(TypedDict):
    """What groups are to be like in one attribute: values of `Attribute`, `Wish` and `Weight`."""

    attribute: str
    wish: str
    weight: int


class FormingProgress(TypedDict, total=False):
    """How far the engine is: what the best groups so far miss, what none are below, after how many seconds."""

    total: int | None
    bound: int
    seconds: float
