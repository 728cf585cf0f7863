"""What differs between two texts in Markdown, passage by passage and word by word.

Passages are aligned first (Ratcliff and Metzener, “Pattern matching: the gestalt approach”, 1988, as `difflib` has it);
passages in the same place that share much of their words are one passage that was changed, and their words are compared
in the same way. Both sides stay HTML that is safe to show: marks stand around words only, never around elements.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.passages import Passage, passages

# A value in quotation marks may hold an angle bracket.
_TOKEN = re.compile(r'<(?:[^>"]|"[^"]*")*>|[^<\s]+\s*|\s+')
# Less in common than this, and it reads better as one passage gone and another new.
_ALIKE = 0.4
# How many passages ahead a changed one is looked for; long texts without anything in common stay quick to compare.
_AHEAD = 6
_ISLAND = 2
# Products of the numbers of words up to which two passages are compared word by word: 500 words each.
_MOST_WORK = 250_000


class Fate(StrEnum):
    """What became of a passage."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One passage of two texts beside each other.

    Attributes:
        fate: what became of it.
        old, new: the passage in either text; None where it lacks it.
        before, after: the passage in the old text with what is gone marked, and in the new with what is new.
        both: one passage with both marks.
        only_form: no word differs, but a heading, emphasis or the target of a link does.
    """

    fate: Fate
    old: Passage | None
    new: Passage | None
    before: SafeString
    after: SafeString
    both: SafeString
    only_form: bool = False


def differences(old: str, new: str) -> list[Difference]:
    """Return the passages of both texts in one order.

    Args:
        old: the earlier text, in Markdown.
        new: the later one.
    """
    olds, news = passages(old), passages(new)
    matcher = SequenceMatcher(None, [each.key for each in olds], [each.key for each in news])
    found: list[Difference] = []
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            found += map(_unchanged, olds[i1:i2], news[j1:j2])
        else:
            found += _replaced(olds[i1:i2], news[j1:j2])
    return found


def _unchanged(old: Passage, new: Passage) -> Difference:
    return Difference(Fate.SAME, old, new, old.html, new.html, new.html)


def _replaced(olds: Sequence[Passage], news: Sequence[Passage]) -> Iterator[Difference]:
    """Pair what is alike, in order; what is left over is gone, or new and stands after what is gone."""
    partners = _partners(olds, news)
    place = 0
    for index, new in enumerate(news):
        until = next((partner for partner in partners[index:] if partner is not None), len(olds))
        yield from map(_removed, olds[place:until])
        place = until
        if partners[index] is None:
            yield _added(new)
        else:
            yield _changed(olds[place], new)
            place += 1
    yield from map(_removed, olds[place:])


def _partners(olds: Sequence[Passage], news: Sequence[Passage]) -> list[int | None]:
    """For each new passage the index of the old one that it was."""
    partners: list[int | None] = []
    place = 0
    for new in news:
        ahead = range(place, min(place + _AHEAD, len(olds)))
        partner = next((index for index in ahead if _alike(olds[index], new)), None)
        partners.append(partner)
        place = place if partner is None else partner + 1
    return partners


def _added(new: Passage) -> Difference:
    marked = _marked(_tokens(new), "ins")
    return Difference(Fate.ADDED, None, new, mark_safe(""), marked, marked)


def _removed(old: Passage) -> Difference:
    marked = _marked(_tokens(old), "del")
    return Difference(Fate.REMOVED, old, None, marked, mark_safe(""), marked)


def _alike(old: Passage, new: Passage) -> bool:
    mine, theirs = _words(old), _words(new)
    if len(mine) * len(theirs) > _MOST_WORK:
        return False
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _changed(old: Passage, new: Passage) -> Difference:
    mine, theirs = _tokens(old), _tokens(new)
    before, after, both = [], [], []
    only_form = _words(old) == _words(new)
    matcher = SequenceMatcher(None, _keys(mine), _keys(theirs), autojunk=False)
    for stayed, i1, i2, j1, j2 in _runs(matcher, 0 if only_form else _ISLAND):
        gone, come = mine[i1:i2], theirs[j1:j2]
        if stayed:
            before += gone
            after += come
            both += come
            continue
        before.append(_marked(gone, "del"))
        after.append(_marked(come, "ins"))
        words = [token for token in gone if not _is_tag(token)]
        between = " " if words and come and not words[-1][-1].isspace() else ""
        both += [_marked(words, "del"), between, _marked(come, "ins")]
    sides = [mark_safe("".join(side)) for side in (before, after, both)]  # noqa: S308 - marked words of safe passages
    return Difference(Fate.CHANGED, old, new, sides[0], sides[1], sides[2], only_form)


def _runs(matcher: SequenceMatcher[str], island: int) -> list[tuple[bool, int, int, int, int]]:
    """Runs of words that stayed or changed, with their places in both texts.

    Up to `island` words that stayed between two changes are taken for changed: a sentence of islands is hard to read.
    """
    operations = matcher.get_opcodes()
    runs: list[tuple[bool, int, int, int, int]] = []
    for place, (operation, *span) in enumerate(operations):
        i1, i2, j1, j2 = span
        is_island = 0 < place < len(operations) - 1 and i2 - i1 <= island
        stayed = operation == "equal" and not is_island
        if runs and not stayed and not runs[-1][0]:
            _stayed, first_old, _last, first_new, _last_new = runs[-1]
            runs[-1] = (False, first_old, i2, first_new, j2)
        else:
            runs.append((stayed, i1, i2, j1, j2))
    return runs


def _tokens(passage: Passage) -> list[str]:
    return _TOKEN.findall(passage.html)


def _keys(tokens: Sequence[str]) -> list[str]:
    return [token.strip() for token in tokens]


def _words(passage: Passage) -> list[str]:
    return [token.strip() for token in _tokens(passage) if not _is_tag(token) and token.strip()]


def _is_tag(token: str) -> bool:
    return token.startswith("<")


def _marked(tokens: Sequence[str], element: str) -> SafeString:
    """Mark each run of words between two tags as new (`ins`) or gone (`del`), in words for who cannot see it."""
    label = _("added:") if element == "ins" else _("removed:")
    parts: list[str] = []
    run = ""
    for token in [*tokens, "<"]:
        if not _is_tag(token):
            run += token
            continue
        if run.strip():
            words = mark_safe(run)  # noqa: S308 - of a passage, which is safe
            parts.append(
                format_html('<{0}><span class="visually-hidden">{1} </span>{2}</{0}>', mark_safe(element), label, words)  # noqa: S308
            )
        else:
            parts.append(run)
        run = ""
        parts.append(token)
    return mark_safe("".join(parts[:-1]))  # noqa: S308
