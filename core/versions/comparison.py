"""Two versions beside each other: which part is which, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Generic, TypeVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.differences import Difference, Fate, differences
from core.markdown import plain_text
from core.versions.models import Part

_P = TypeVar("_P", bound=Part)

# How much of the words two parts share, of which one has gone and the other is new, to be one with a new address.
_ALIKE = 0.6
_AROUND = 1


@dataclass(frozen=True, slots=True)
class Hunk:
    """Passages that changed, with one before and one after them; `skipped` unchanged ones stand before it."""

    skipped: int
    passages: list[Difference]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told beside the text that differs: the word for it, and what it was and is."""

    mark: str
    was: str
    now: str


@dataclass(frozen=True)
class PartChange(Generic[_P]):
    """One part in two versions.

    Attributes:
        old, new: the part in either version; None where it lacks it.
        moved: its place among the parts that both have is another.
    """

    old: _P | None
    new: _P | None
    moved: bool = field(default=False)

    @property
    def part(self) -> _P:
        """The part in the newer version, or in the older where it is gone."""
        return cast("_P", self.new or self.old)

    @property
    def is_new(self) -> bool:
        """Whether the older version lacks it."""
        return self.old is None

    @property
    def is_gone(self) -> bool:
        """Whether the newer version lacks it."""
        return self.new is None

    @property
    def is_rewritten(self) -> bool:
        """Whether its text differs."""
        return bool(self.old and self.new and self.old.whole_text != self.new.whole_text)

    @property
    def marks(self) -> list[str]:
        """What became of it, in a word each; empty when nothing did."""
        if self.old is None:
            return [_("new")]
        if self.new is None:
            return [_("removed")]
        marks = {
            _("changed"): self.is_rewritten,
            _("renamed"): self.old.title != self.new.title,
            _("moved"): self.moved,
        }
        return [mark for mark, holds in marks.items() if holds] + [fact.mark for fact in self.facts]

    @property
    def facts(self) -> list[Fact]:
        """What is told beside the text and differs."""
        if self.old is None or self.new is None:
            return []
        facts = zip(self.old.facts().items(), self.new.facts().values(), strict=True)
        return [Fact(mark, was, now) for (mark, was), now in facts if was != now]

    @cached_property
    def passages(self) -> list[Difference]:
        """All passages of both texts."""
        return differences(self.old.whole_text if self.old else "", self.new.whole_text if self.new else "")

    @property
    def hunks(self) -> list[Hunk]:
        """The passages that changed, each with its neighbors."""
        return _hunks(self.passages)

    @property
    def summary(self) -> str:
        """How many passages were changed, added and removed, in words."""
        count = {fate: sum(each.fate == fate for each in self.passages) for fate in Fate}
        parts = []
        if n := count[Fate.CHANGED]:
            parts.append(ngettext("%(n)d passage changed", "%(n)d passages changed", n) % {"n": n})
        if n := count[Fate.ADDED]:
            parts.append(ngettext("%(n)d passage added", "%(n)d passages added", n) % {"n": n})
        if n := count[Fate.REMOVED]:
            parts.append(ngettext("%(n)d passage removed", "%(n)d passages removed", n) % {"n": n})
        return ", ".join(parts)


def _hunks(rows: Sequence[Difference]) -> list[Hunk]:
    near = {
        place
        for index, row in enumerate(rows)
        if row.fate != Fate.SAME
        for place in range(index - _AROUND, index + _AROUND + 1)
    }
    hunks: list[Hunk] = []
    skipped = 0
    for index, row in enumerate(rows):
        if index not in near:
            skipped += 1
        elif skipped or not hunks:
            hunks.append(Hunk(skipped, [row]))
            skipped = 0
        else:
            hunks[-1].passages.append(row)
    return hunks


def part_changes(olds: Sequence[_P], news: Sequence[_P]) -> list[PartChange[_P]]:
    """Return the parts of both versions in the order of the newer, each that is gone after the one it followed.

    A part is the same in both where its address is, and else where most of its words are: the address of a part
    that was deleted and written anew is another.
    """
    pairs = _same_address(olds, news)
    pairs |= _same_words([old for old in olds if old.pk not in pairs.values()], [n for n in news if n.pk not in pairs])
    by_pk = {old.pk: old for old in olds}
    kept = [by_pk[pairs[new.pk]] for new in news if new.pk in pairs]
    stayed = _stayed(kept)
    changes = [
        PartChange(by_pk[pairs[new.pk]], new, pairs[new.pk] not in stayed) if new.pk in pairs else PartChange(None, new)
        for new in news
    ]
    for old in olds:
        if old.pk not in pairs.values():
            changes.insert(_after_neighbor(changes, old), PartChange(old, None))
    return changes


def _same_address(olds: Sequence[_P], news: Sequence[_P]) -> dict[int, int]:
    """The keys of new parts → the keys of old ones, the first of those that share an address for the first."""
    pairs: dict[int, int] = {}
    for new in news:
        same = (old.pk for old in olds if old.address == new.address and old.pk not in pairs.values())
        if (pk := next(same, None)) is not None:
            pairs[new.pk] = pk
    return pairs


def _same_words(olds: Sequence[_P], news: Sequence[_P]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    words_of = {old.pk: plain_text(old.whole_text).split() for old in olds}
    for new in news:
        words = plain_text(new.whole_text).split()
        shares = {pk: _share(theirs, words) for pk, theirs in words_of.items() if pk not in pairs.values()}
        best = max(shares, key=lambda pk: shares[pk], default=None)
        if best is not None and shares[best] >= _ALIKE:
            pairs[new.pk] = best
    return pairs


def _share(old: list[str], new: list[str]) -> float:
    """The share of words in common whatever their order: quick, and enough to know a part again."""
    return SequenceMatcher(None, old, new).quick_ratio()


def _stayed(kept: Sequence[_P]) -> set[int]:
    """The keys of a longest run of parts, in the order of the newer version, that keep their old order."""
    best: list[list[int]] = []
    for index, part in enumerate(kept):
        earlier = [best[i] for i in range(index) if kept[i].position < part.position]
        best.append([*_longest(earlier), part.pk])
    return set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])


def _after_neighbor(changes: Sequence[PartChange[_P]], gone: _P) -> int:
    before = [i for i, each in enumerate(changes) if each.old and each.old.position < gone.position]
    return max(before, default=-1) + 1
