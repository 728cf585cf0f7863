"""Whether methods serve the mentees of each year, site and profession alike: shares, without small groups.

Small groups are shown together (`core.disclosure.grouping`). k is that of the program's ratings.

Of the voluntary question nobody is to learn an answer, though coordinators know by name whom a method gives a mentor.
So figures of several methods could be put together as equations. Counts and shares are therefore rounded to fives, and
k is 5 at least. Were all of a group matched, none of those who are not would be of it; so a share of nearly nobody or
nearly everybody is shown as a range.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.disclosure.grouping import rounded, smallest_together
from core.disclosure.releases import NOTHING, Scale, renewed
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
LEAST_ANSWERS = 5
_FIVES = 5
_NO_OR_YES = Scale(0, 1)


def fairness_of(served: Sequence[Served], proposals: Sequence[Proposal], *, k: int) -> list[Table]:
    """A table for each way to tell the mentees apart that leaves two rows of at least `k` mentees.

    Args:
        served: the counts.
        proposals: the columns.
        k: the fewest mentees whose figures are shown.
    """
    labels = (_("Year or group"), _("School or site"), _("Profession"))
    tables = [_compared(label, served, proposals, at=at, k=k) for at, label in enumerate(labels)]
    return [table for table in tables if table]


def voluntary_table(served: Sequence[Served], proposals: Sequence[Proposal], *, question: str, k: int) -> Table | None:
    """The table by voluntary answers, rounded; None where it would not have two rows of enough mentees.

    Args:
        served: the counts by answer.
        proposals: the columns.
        question: what was asked.
        k: the fewest mentees whose figures are shown elsewhere; here 5 at least.
    """
    return _compared(question, served, proposals, at=0, k=max(k, LEAST_ANSWERS), step=_FIVES)


def _compared(
    label: str, served: Sequence[Served], proposals: Sequence[Proposal], *, at: int, k: int, step: int = 1
) -> Table | None:
    groups: dict[str, _ByProposal] = defaultdict(lambda: defaultdict(_Tally))
    for row in served:
        groups[row.groups[at]][row.proposal].add(row)
    shown = _together(groups, k=k)
    return _table(label, shown, [proposal.pk for proposal in proposals], step) if len(shown) > 1 else None


def _together(groups: Mapping[str, _ByProposal], *, k: int) -> list[tuple[str, _ByProposal]]:
    """The groups by name, and last those that are shown together: at least two, with `k` mentees or more."""
    small = set(smallest_together({name: _size(tallies) for name, tallies in groups.items()}, least=k))
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


def _table(label: str, shown: list[tuple[str, _ByProposal]], keys: list[int], step: int) -> Table:
    rows = [
        Row(name, rounded(_size(tallies), step), [_share(tallies[key], step) for key in keys])
        for name, tallies in shown
    ]
    return Table(label, rows, [_gap([tallies[key] for _name, tallies in shown], step) for key in keys])


def _share(tally: _Tally, step: int) -> Share:
    return Share(_percent(tally.matched, tally.mentees, step), _percent(tally.first, tally.mentees, step))


def _percent(count: int, of: int, step: int) -> str:
    if not of:
        return "–"
    least, most = _range(count, of, step)
    low, high = ({"percent": rounded(100 * end / of, step)} for end in (least, most))
    if least == most:
        return _("%(percent)s%%") % low
    if least == 0 and most == of:
        return "–"
    return _("%(percent)s%% or more") % low if most == of else _("%(percent)s%% or less") % high


def _range(count: int, of: int, step: int) -> tuple[int, int]:
    """Between what a count is told to be: itself, but where numbers are rough and it is nearly nobody or everybody."""
    if step == 1:
        return count, count
    told = renewed(NOTHING, [1] * count + [0] * (of - count), scale=_NO_OR_YES, least=LEAST_ANSWERS)
    return told.low, told.high


def _gap(tallies: Sequence[_Tally], step: int) -> str:
    told = [(_range(tally.matched, tally.mentees, step), tally.mentees) for tally in tallies if tally.mentees]
    shares = [100 * (most if least == 0 else least) / of for (least, most), of in told]
    return str(rounded(max(shares) - min(shares), step)) if shares else "–"
