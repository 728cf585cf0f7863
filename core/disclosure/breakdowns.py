"""One question over several ways to tell people apart, so that all that is shown of it together tells of nobody.

Each table may have large groups only, and yet a group of one table less a group of another be one person. So tables are
added one after the other; the audit looks at everything shown so far, and groups are taken together until nothing
follows, or the table is left out. What is shown of a group may be its number of answers, their sum, mean, and spread.

Answers of a closed wave stand, so they are released once. Years that are to be shown together are one set of answers
with the year as one of the tables: adding up what was shown of each would tell of a year that was too small to show.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.disclosure.audit import Shown, derivable, sum_of
from core.disclosure.grouping import smallest_together
from core.disclosure.releases import NOTHING, Release, Scale, renewed
from core.disclosure.thresholds import checked


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a table.

    Attributes:
        groups: whom it is of; several that are shown as one.
        members: whose answers are in it, to be counted and never shown.
    """

    groups: tuple[str, ...]
    members: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What of one question may be shown.

    Attributes:
        total: of everybody; `NOTHING` where too few have answered.
        has_spread: whether a standard deviation, an interval or a distribution of everybody may stand beside it.
        tables: name → its rows, of which the same holds; a table that would tell too much is not in it.
    """

    total: Release
    has_spread: bool = False
    tables: dict[str, tuple[Part, ...]] = field(default_factory=dict)


def is_mixed(answers: Collection[int]) -> bool:
    """Whether at least two gave another answer than most: else a spread would tell what all the others said."""
    return len(answers) - max(Counter(answers).values(), default=0) >= 2


def released_item(
    answers: Mapping[Any, int],
    by: Mapping[str, Mapping[Any, str]],
    *,
    scale: Scale,
    least: int,
    least_by: Mapping[str, int] | None = None,
) -> ItemFigures:
    """Return what may be shown of one question: in all, and by each of the tables that tell of nobody.

    Args:
        answers: person → answer as a whole number; a choice of several is a question of its own, 0 or 1.
        by: table → person → group, the most wanted table first; "" for who is in none.
        scale: between which the answers are.
        least: the fewest people who protect each other.
        least_by: table → more than `least`, where a table needs it.

    Raises:
        ThresholdTooLow: `least` protects nobody.
    """
    values = list(answers.values())
    total = renewed(NOTHING, values, scale=scale, least=checked(least))
    if total == NOTHING or total.low < total.high:  # rows would tell the sum that the range hides
        return ItemFigures(total)
    shown, tables = [sum_of(answers, total.low)], {}
    for name, group_of in by.items():
        fewest = max(least, (least_by or {}).get(name, 0))
        parts = _parts(answers, group_of, shown, scale, least=least, fewest=fewest)
        if parts:
            tables[name] = parts
            shown += [_figure(answers, part.members) for part in parts]
    return ItemFigures(total, is_mixed(values), tables)


def change_may_be_shown(before: Mapping[Any, int], after: Mapping[Any, int], *, scale: Scale, least: int) -> bool:
    """Whether the mean change of those who answered twice may stand beside the means of all, before and after.

    The three together tell what those say who answered once, so these are none or `least` at least.
    """
    both = before.keys() & after.keys()
    changes = [after[one] - before[one] for one in both]
    width = scale.highest - scale.lowest
    release = renewed(NOTHING, changes, scale=Scale(-width, width), least=least)
    if release == NOTHING or release.low < release.high or not is_mixed(changes):
        return False
    first = {("before", one): answer for one, answer in before.items()}
    second = {("after", one): answer for one, answer in after.items()}
    signs = {("after", one): 1.0 for one in both} | {("before", one): -1.0 for one in both}
    shown = [sum_of(first, sum(first.values())), sum_of(second, sum(second.values()))]
    change = Shown(signs, sum(changes), sum(changes))
    return not derivable([*shown, change], least=least, between=(scale.lowest, scale.highest))


def ends_may_be_shown(
    before: Mapping[Any, int],
    after: Mapping[Any, int],
    tables: Mapping[str, Sequence[Part]],
    *,
    scale: Scale,
    least: int,
) -> bool:
    """Whether the means of those who answered twice, before and after, may stand beside a change that may be shown.

    Args:
        before: person → answer, of all who answered then.
        after: the same of the second time.
        tables: what is shown of the later answers.
        scale: between which the answers are.
        least: the fewest people who protect each other.
    """
    shown = [sum_of([("after", one) for one in part.members], sum(after[one] for one in part.members))
             for parts in tables.values() for part in parts]  # fmt: skip
    for name, answers in (("before", before), ("after", after)):
        twice = {one: answers[one] for one in before.keys() & after.keys()}
        release = renewed(NOTHING, list(twice.values()), scale=scale, least=least)
        if release == NOTHING or release.low < release.high:
            return False
        shown += [sum_of([(name, one) for one in told], sum(told.values())) for told in (answers, twice)]
    return not derivable(shown, least=least, between=(scale.lowest, scale.highest))


def _parts(
    answers: Mapping[Any, int],
    group_of: Mapping[Any, str],
    shown: Sequence[Shown],
    scale: Scale,
    *,
    least: int,
    fewest: int,
) -> tuple[Part, ...]:
    """The rows of a table beside what is shown already; none where not even two of them tell of nobody."""
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for member in answers:
        groups[group_of.get(member, "")].add(member)
    together = set(smallest_together({name: len(members) for name, members in groups.items()}, least=fewest))
    while True:
        parts = _rows(groups, together)
        if len(parts) < 2 or any(len(part.members) < fewest for part in parts):
            return ()
        telling = [part for part in parts if not _is_safe(part, answers, scale, least)]
        figures = [_figure(answers, part.members) for part in parts]
        if not telling and not derivable([*shown, *figures], least=least, between=(scale.lowest, scale.highest)):
            return parts
        together |= _joined(telling, groups, together)


def _rows(groups: Mapping[str, set[Hashable]], together: Collection[str]) -> tuple[Part, ...]:
    rows = [Part((name,), frozenset(members)) for name, members in sorted(groups.items()) if name not in together]
    joined = frozenset(member for name in together for member in groups[name])
    return (*rows, Part(tuple(sorted(together)), joined)) if joined else tuple(rows)


def _is_safe(part: Part, answers: Mapping[Any, int], scale: Scale, least: int) -> bool:
    values = [answers[member] for member in part.members]
    release = renewed(NOTHING, values, scale=scale, least=least)
    return release.low == release.high and is_mixed(values)


def _figure(answers: Mapping[Any, int], members: frozenset[Hashable]) -> Shown:
    return sum_of(members, sum(answers[member] for member in members))


def _joined(telling: Sequence[Part], groups: Mapping[str, set[Hashable]], together: Collection[str]) -> set[str]:
    """Which groups are shown together next: those that tell something by themselves, and the smallest."""
    fresh = {name for part in telling for name in part.groups} - set(together)
    left = sorted(groups.keys() - set(together) - fresh, key=lambda name: (len(groups[name]), name))
    if not fresh or not together:
        fresh |= set(left[: 1 if fresh or together else 2])
    return fresh
