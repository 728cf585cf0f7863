"""Two versions of a handbook beside each other: which chapter is which, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.differences import Difference, Fate, differences
from core.markdown import plain_text
from programs.models import Acknowledgement, Chapter, HandbookVersion

# How much of the words two chapters share, of which one has gone and the other is new, to be one with a new address.
_ALIKE = 0.6
_AROUND = 1


@dataclass(frozen=True, slots=True)
class Hunk:
    """Passages that changed, with one before and one after them; `skipped` unchanged ones stand before it."""

    skipped: int
    passages: list[Difference]


@dataclass(frozen=True)
class ChapterChange:
    """One chapter in two versions.

    Attributes:
        old, new: the chapter in either version; None where it lacks it.
        moved: its place among the chapters that both have is another.
    """

    old: Chapter | None
    new: Chapter | None
    moved: bool = field(default=False)

    @property
    def chapter(self) -> Chapter:
        """The chapter in the newer version, or in the older where it is gone."""
        return cast(Chapter, self.new or self.old)

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
        return bool(self.old and self.new and self.old.body != self.new.body)

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
            _("for other readers"): self.old.audience != self.new.audience,
        }
        return [mark for mark, holds in marks.items() if holds]

    @cached_property
    def passages(self) -> list[Difference]:
        """All passages of both texts."""
        return differences(self.old.body if self.old else "", self.new.body if self.new else "")

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


def chapter_changes(olds: Sequence[Chapter], news: Sequence[Chapter]) -> list[ChapterChange]:
    """Return the chapters of both versions in the order of the newer, each that is gone after the one it followed.

    A chapter is the same in both where its address is, and else where most of its words are: the address of a chapter
    that was deleted and written anew is another.
    """
    pairs = _same_address(olds, news)
    pairs |= _same_words([old for old in olds if old.pk not in pairs.values()], [n for n in news if n.pk not in pairs])
    by_pk = {old.pk: old for old in olds}
    kept = [by_pk[pairs[new.pk]] for new in news if new.pk in pairs]
    stayed = _stayed(kept)
    changes = [
        ChapterChange(by_pk[pairs[new.pk]], new, pairs[new.pk] not in stayed)
        if new.pk in pairs
        else ChapterChange(None, new)
        for new in news
    ]
    for old in olds:
        if old.pk not in pairs.values():
            changes.insert(_after_neighbor(changes, old), ChapterChange(old, None))
    return changes


def _same_address(olds: Sequence[Chapter], news: Sequence[Chapter]) -> dict[int, int]:
    """The keys of new chapters → the keys of old ones."""
    by_slug = {old.slug: old.pk for old in olds}
    return {new.pk: by_slug[new.slug] for new in news if new.slug in by_slug}


def _same_words(olds: Sequence[Chapter], news: Sequence[Chapter]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    for new in news:
        words = plain_text(new.body).split()
        shares = {old.pk: _share(plain_text(old.body).split(), words) for old in olds if old.pk not in pairs.values()}
        best = max(shares, key=lambda pk: shares[pk], default=None)
        if best is not None and shares[best] >= _ALIKE:
            pairs[new.pk] = best
    return pairs


def _share(old: list[str], new: list[str]) -> float:
    """The share of words in common whatever their order: quick, and enough to know a chapter again."""
    return SequenceMatcher(None, old, new).quick_ratio()


def _stayed(kept: Sequence[Chapter]) -> set[int]:
    """The keys of a longest run of chapters, in the order of the newer version, that keep their old order."""
    best: list[list[int]] = []
    for index, chapter in enumerate(kept):
        earlier = [best[i] for i in range(index) if kept[i].position < chapter.position]
        best.append([*_longest(earlier), chapter.pk])
    return set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])


def _after_neighbor(changes: Sequence[ChapterChange], gone: Chapter) -> int:
    before = [i for i, each in enumerate(changes) if each.old and each.old.position < gone.position]
    return max(before, default=-1) + 1


def changes_since(
    signed: Acknowledgement | None, version: HandbookVersion, chapters: Sequence[Chapter]
) -> dict[int, ChapterChange]:
    """Return what became of `chapters`, those of `version`, since somebody acknowledged an earlier version.

    Args:
        signed: what they acknowledged last, with its version.
        version: the version that they read.
        chapters: its chapters.

    Returns:
        Chapter key → its change, without those in which nothing changed; empty where nothing was acknowledged before.
    """
    if signed is None or signed.version.number >= version.number:
        return {}
    changes = chapter_changes(list(signed.version.chapters.all()), chapters)
    return {change.new.pk: change for change in changes if change.new and change.marks}


def change_of(chapter: Chapter, base: HandbookVersion | None, chapters: Sequence[Chapter]) -> ChapterChange | None:
    """Return what became of one of `chapters` since the version `base`; None where nothing did."""
    if base is None:
        return None
    changes = chapter_changes(list(base.chapters.all()), chapters)
    return next((change for change in changes if change.new == chapter and change.marks), None)
