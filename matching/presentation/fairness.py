"""Whether methods serve the mentees of each year, site and profession alike: shares, without small groups.

A group of fewer than k mentees is not shown by itself. Were it merely left out, its figures would follow from the
total and the other rows. So small groups are taken together until they are at least two with k mentees in all
(complementary suppression; Hundepool et al., "Statistical Disclosure Control", 2012); the next smallest joins them
where it must. k is that of the program's ratings.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.models import Proposal
from matching.queries.fairness import Served


@dataclass(frozen=True, slots=True)
class Share:
    """What one method gives one group: mentees with a mentor, and with their first choice."""

    matched: str
    first: str


@dataclass(frozen=True, slots=True)
class Row:
    """One group of mentees over all methods."""

    label: str
    mentees: int
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Table:
    """One way to tell mentees apart. `gap`: the widest distance between two groups' matched shares, by method."""

    label: str
    rows: list[Row]
    gaps: list[str]


@dataclass(slots=True)
class _Tally:
    """Counts of one group in one proposal."""

    mentees: int = 0
    matched: int = 0
    first: int = 0

    def add(self, other: "_Tally | Served") -> None:
        self.mentees += other.mentees
        self.matched += other.matched
        self.first += other.first


_ByProposal = dict[int, _Tally]


def fairness_of(served: Sequence[Served], proposals: Sequence[Proposal], *, k: int) -> list[Table]:
    """A table for each way to tell the mentees apart that leaves two rows of at least `k` mentees.

    Args:
        served: the counts.
        proposals: the columns.
        k: the fewest mentees whose figures are shown.
    """
    labels = (_("Year or group"), _("School or site"), _("Profession"))
    keys = [proposal.pk for proposal in proposals]
    tables = []
    for at, label in enumerate(labels):
        groups: dict[str, _ByProposal] = defaultdict(lambda: defaultdict(_Tally))
        for row in served:
            groups[row.groups[at]][row.proposal].add(row)
        shown = together(groups, k=k)
        if len(shown) > 1:
            tables.append(_table(label, shown, keys))
    return tables


def together(groups: Mapping[str, _ByProposal], *, k: int) -> list[tuple[str, _ByProposal]]:
    """The groups by name, and last those that are shown together: at least two, with `k` mentees or more."""
    by_size = sorted(groups, key=lambda name: (_size(groups[name]), name))
    small = [name for name in by_size if _size(groups[name]) < k]
    if small:
        while len(small) < len(by_size) and (len(small) < 2 or sum(_size(groups[name]) for name in small) < k):
            small.append(by_size[len(small)])
    shown = [(name or _("Not stated"), groups[name]) for name in sorted(groups, key=_named) if name not in small]
    if not small:
        return shown
    merged: _ByProposal = defaultdict(_Tally)
    for name in small:
        for proposal, tally in groups[name].items():
            merged[proposal].add(tally)
    return [*shown, (_("Smaller groups together"), merged)] if _size(merged) >= k else []


def _named(name: str) -> tuple[bool, str]:
    """By name, whoever said nothing last."""
    return not name, name


def _size(tallies: _ByProposal) -> int:
    """How many mentees with a list there are: the same in every proposal of a round."""
    return max((tally.mentees for tally in tallies.values()), default=0)


def _table(label: str, shown: list[tuple[str, _ByProposal]], keys: list[int]) -> Table:
    rows = [Row(name, _size(tallies), [_share(tallies[key]) for key in keys]) for name, tallies in shown]
    return Table(label, rows, [_gap([tallies[key] for _name, tallies in shown]) for key in keys])


def _share(tally: _Tally) -> Share:
    return Share(_percent(tally.matched, tally.mentees), _percent(tally.first, tally.mentees))


def _percent(count: int, of: int) -> str:
    return _("%(percent)s%%") % {"percent": round(100 * count / of)} if of else "–"


def _gap(tallies: Sequence[_Tally]) -> str:
    shares = [100 * tally.matched / tally.mentees for tally in tallies if tally.mentees]
    return str(round(max(shares) - min(shares))) if shares else "–"
