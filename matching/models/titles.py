"""Names of rounds: what of a name can be seen, and so be typed again."""

import unicodedata

# Fillers of Hangul and the empty cell of Braille count as letters and symbols; the others shape their neighbours.
_UNSEEN = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN.update(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))


def typeable(name: str) -> str:
    """The name without what nobody sees, with one space between words, and composed: “é” is one letter.

    Empty for a name of which nothing can be seen.
    """
    seen = "".join(letter for letter in name if letter.isspace() or not _is_unseen(letter))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def is_visible(name: str) -> bool:
    """Whether something of the name stands by itself: marks alone need a letter below them."""
    return any(not unicodedata.category(letter).startswith(("M", "Z")) for letter in typeable(name))


def _is_unseen(letter: str) -> bool:
    return letter in _UNSEEN or unicodedata.category(letter) in ("Cc", "Cf")
