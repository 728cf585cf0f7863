"""Which of a round's proposals to recommend, and which another one beats: the one home of this decision.

The rule, for proposals that the round may be published with (`strategies_of`):

1. A proposal without a pair is never recommended.
2. One that another *beats* is never recommended: the other is at least as good in every figure of `Figures.merits`, and
   better in one (Pareto dominance). What the round aims for is a figure too.
3. Of the rest the first by these, in this order: most mentees with a mentor from their own list; most mentees with a
   mentor; most pairs from lists, where mentees can have two; honest lists are safe, or, where earlier pairs come before
   all lists, lists count; most earlier pairs kept; fewest blocking pairs; the objective that the round was run with;
   fewest minimum loads missed; most first choices; most interests shared. What is still equal goes by the order of
   `Strategy`.

Who has no mentor loses most, so numbers come before everything else; a method that rewards short or tactical lists has
to give somebody a mentor to be worth it. A program or a round that told its mentees a method has one proposal to
recommend, whatever the others would give.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import inf

from matching.models import Proposal, Strategy
from matching.models.stored import Metrics
from matching.presentation.promises import promise_of

_ORDER = tuple(Strategy)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a proposal gives, as far as it decides.

    Attributes:
        enrolled, rankers: mentees of the round; those of them with a list.
        from_lists: mentees with a mentor from their own list; listed_pairs: pairs that stand on the mentee's list,
            `outside_lists` those that do not.
        each: how many mentors a mentee gets at most; complete: mentees who get as many.
        keeps: whether the round keeps earlier pairs where it can; kept: how many stay.
        mean_rank, worst_rank: over `listed_pairs`; infinite where there is none.
        missed: mentors and departments below their minimum load.
        mean_overlap: similarity from 0 to 1, 0 where the round has none.
        crowding, alike: how often two mentees share a mentor, how often a value too; 0 where the round has no such
            aim.
        together: how many wishes of two mentees for the same mentor come true.
        honest: whether honest lists are safe under the method; lists_count: whether they have a part in it at all.
        strangers: mentees with a list who get somebody that is not on it.
    """

    strategy: Strategy
    enrolled: int
    rankers: int
    pairs: int
    matched: int
    from_lists: int
    listed_pairs: int
    each: int
    complete: int
    keeps: bool
    kept: int
    outside_lists: int
    first_choice: int
    mean_rank: float
    worst_rank: float
    blocking_pairs: int
    missed: int
    mean_overlap: float
    honest: bool
    lists_count: bool
    strangers: int
    crowding: int = 0
    alike: int = 0
    together: int = 0

    @property
    def merits(self) -> tuple[float, ...]:
        """The figures by which one proposal beats another, each the greater the better."""
        return (
            self.matched,
            self.kept,
            self.from_lists,
            self.listed_pairs,
            self.first_choice,
            -self.mean_rank,
            -self.worst_rank,
            -self.outside_lists,
            -self.blocking_pairs,
            -self.missed,
            self.mean_overlap,
            -self.crowding,
            -self.alike,
            self.together,
            self.honest,
            self.lists_count,
        )


def figures_of(proposal: Proposal) -> Figures:
    """The figures of a proposal that is ready."""
    return figures_from(Strategy(proposal.strategy), proposal.metrics)


def figures_from(strategy: Strategy, metrics: Metrics) -> Figures:
    """The figures of a strategy's metrics."""
    outside, mean = metrics["outside_lists"], metrics["mean_rank"]
    each = metrics.get("places_each", 1)  # rounds that ran before mentees could have two say nothing of it
    keeps = metrics.get("present", 0) > 0
    promise = promise_of(strategy, each=each, keeps=keeps)
    ranks = [rank for rank, count in enumerate(metrics["profile"], 1) if count]
    return Figures(
        strategy=strategy,
        enrolled=metrics["enrolled"],
        rankers=metrics["rankers"],
        pairs=metrics["pairs"],
        matched=metrics["matched"],
        from_lists=metrics.get("from_own_list", metrics["pairs"] - outside),
        listed_pairs=metrics["pairs"] - outside,
        each=each,
        complete=metrics.get("complete", metrics["matched"]),
        keeps=keeps,
        kept=metrics.get("kept", 0),
        outside_lists=outside,
        first_choice=metrics["first_choice"],
        mean_rank=inf if mean is None else mean,
        worst_rank=max(ranks, default=inf),
        blocking_pairs=metrics["blocking_pairs"],
        missed=len(metrics["minimums_missed"]) + len(metrics["group_minimums_missed"]),
        mean_overlap=metrics["mean_overlap"] or 0.0,
        honest=promise.honest,
        lists_count=promise.lists_count,
        strangers=metrics.get("strangers", max(0, outside - metrics["unranked_matched"])),
        crowding=metrics.get("crowding", 0),
        alike=metrics.get("alike", 0),
        together=metrics.get("together", 0),
    )


def beats(one: Figures, other: Figures) -> bool:
    """Whether `one` is at least as good in every figure, and better in one."""
    return one.merits != other.merits and all(a >= b for a, b in zip(one.merits, other.merits, strict=True))


def beaten_by(figures: Figures, others: Iterable[Figures]) -> Figures | None:
    """The best of `others` that beats the proposal; None where none does."""
    return min((other for other in others if other.pairs and beats(other, figures)), key=_place, default=None)


def ordered(proposals: Collection[Figures], *, objective: str = "total-rank") -> list[Figures]:
    """The proposals that may be recommended, best first; see the rule above.

    Args:
        proposals: of the strategies that the round may be published with.
        objective: of `choice-best`, as the round was run: `total-rank`, `greedy` or `generous`.
    """
    return by_rule([one for one in proposals if one.pairs and beaten_by(one, proposals) is None], objective=objective)


def by_rule(proposals: Iterable[Figures], *, objective: str = "total-rank") -> list[Figures]:
    """All of the proposals in the order of the rule's third step."""
    return sorted(proposals, key=lambda one: _place(one, objective))


def _place(figures: Figures, objective: str = "total-rank") -> tuple[float, ...]:
    """The sort key of the rule's third step: the least comes first."""
    aim = {"greedy": -figures.first_choice, "generous": figures.worst_rank}.get(objective, figures.mean_rank)
    return (
        -figures.from_lists,
        -figures.matched,
        -figures.listed_pairs,
        -(figures.lists_count if figures.keeps else figures.honest),
        -figures.kept,
        figures.blocking_pairs,
        aim,
        figures.missed,
        -figures.first_choice,
        -figures.mean_overlap,
        _ORDER.index(figures.strategy),
    )
