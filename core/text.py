"""Text as it may be stored and shown: without what nobody can see, or what makes other text look different.

Taken out are control characters, lone surrogates, unassigned code points, and invisible or bidirectional marks. Three
kinds of invisible characters belong to what people write, and stay where they do something:

- the joiners (ZWJ, ZWNJ) after a letter of a script that joins or stacks its letters, such as Persian, Hindi or
  Sinhala, and ZWJ between the parts of an emoji;
- variation selectors after symbols and after Han characters, and tags inside a flag;
- the Arabic signs that Unicode files as formats although they can be seen.

Source: Unicode Standard, chapter 23.2 (joiners, variation selectors); UAX #31, section 2.3 (joiners in names).
"""

import re
import unicodedata

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Letters and marks by their category, although nothing is to be seen of them.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Arabic to Brahmic and Mongolian: in these, and in no other, joiners change how letters are drawn.
_JOINING = ((0x0600, 0x109F), (0x1700, 0x1CFF), (0xA800, 0xABFF), (0x10A00, 0x11FFF), (0x1E900, 0x1E95F))
_HAN = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Unicode keeps these for pictographs: an emoji that is newer than this Python is none the less one.
_PICTOGRAPHS = ((0x1F000, 0x1FAFF), (0x1FC00, 0x1FFFD))
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
_TAGS = ((0xE0020, 0xE007F),)
_FLAG = "\U0001f3f4"
_PLAIN = re.compile(r"[ -~\n]*")


def clean_text(text: str) -> str:
    """Return `text` without what nobody sees; its lines stay lines."""
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    for letter in _LINE_ENDS.sub("\n", text):
        if letter == "\t":
            kept.append(" ")
        elif _stays(letter, "".join(kept[-1:])):
            kept.append(letter)
    return "".join(kept)


def clean_line(text: str) -> str:
    """Return `text` as one line, without what nobody sees and with single spaces."""
    return " ".join(clean_text(text).split())


def has_unseen(text: str) -> bool:
    """Whether `text` holds characters that `clean_line` takes out; space of any kind does not count."""
    return "".join(clean_text(text).split()) != "".join(text.split())


def _stays(letter: str, before: str) -> bool:
    category = unicodedata.category(letter)
    if letter in _BLANK or category in ("Cc", "Cs"):
        return letter == "\n"
    if category == "Cn":
        return _within(letter, _PICTOGRAPHS)
    if _within(letter, _SELECTORS):
        return bool(before) and _takes_selector(before)
    if category != "Cf":
        return True
    return letter in _SEEN_FORMATS or (bool(before) and _format_stays(letter, before))


def _format_stays(letter: str, before: str) -> bool:
    """Whether a format character does something after the character `before`."""
    if letter in (_ZWNJ, _ZWJ) and unicodedata.category(before)[0] in "LM" and _within(before, _JOINING):
        return True
    if letter == _ZWJ:
        return _is_pictograph(before) or before == "\ufe0f"
    return _within(letter, _TAGS) and (before == _FLAG or _within(before, _TAGS))


def _is_pictograph(letter: str) -> bool:
    return unicodedata.category(letter) == "So" or _within(letter, _PICTOGRAPHS)


def _takes_selector(before: str) -> bool:
    """Symbols, digits and punctuation have a coloured form, Han characters have variants."""
    return unicodedata.category(before)[0] in "SNP" or _within(before, _HAN) or _within(before, _JOINING)


def _within(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in ranges)
