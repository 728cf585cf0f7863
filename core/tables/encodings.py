"""The letters of a text file: what it says itself, or what it was probably written in."""

import re
import unicodedata

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from core.scripts import mixed_scripts
from core.tables.book import Encoding
from core.tables.errors import UnreadableFile

# What schools' programs write where they write no UTF-8, by the names of Python; the commonest first.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "cp1252": "Windows-1252 (Western Europe)",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp850": "DOS 850 (Western Europe)",
    "gb18030": "GB 18030 (Chinese)",
    "shift_jis": "Shift JIS (Japanese)",
    "euc_kr": "EUC-KR (Korean)",
}
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_EIGHT_BITS = [name for name in ENCODINGS if not name.startswith("utf")]
_USUAL = "cp1252"
# So much more noise than the cleanest reading the usual one may have.
_SLACK = 0.03
_SAMPLE, _WEIGHED = 60_000, 20_000
# Of a text with two bytes a letter, one byte in so many is zero, and hardly any on the other side.
_WIDE = 20
_LATIN = frozenset({"cp1252", "mac_roman", "cp1250", "cp1254", "cp850"})
# Accented letters stand alone between plain ones; a word of them alone is in another script.
_HIGH, _RUNS = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{3,}")
# Signs that stand directly behind a letter, and before one.
_BEHIND_LETTERS, _BEFORE = "’”»…\N{NO-BREAK SPACE}", "’“‘«¿¡\N{NO-BREAK SPACE}"
# What no text has, in whatever encoding.
_MACHINE = re.compile("[\x01-\x08\x0e-\x19\x7f]")


def decoded(content: bytes, encoding: str = "") -> tuple[str, Encoding]:
    """Return the text of a file, and how it was read.

    Args:
        content: the file.
        encoding: one of `ENCODINGS` that a person chose; empty to find it.

    Raises:
        UnreadableFile: the file is in no encoding that we know, or not in the chosen one.
    """
    found = Encoding(encoding) if encoding in ENCODINGS else encoding_of(content)
    try:
        text = content.decode(found.name)
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file’s letters can’t be read. Save it as “CSV UTF-8” or as .xlsx.")) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)d has a NUL byte; this isn’t a text file.") % {"line": line})
    if found.guessed and _MACHINE.search(text):
        raise UnreadableFile(_not_text())
    return text, found


def encoding_of(content: bytes) -> Encoding:
    """Return the encoding of a file: told by its first bytes, UTF-8 where it can be, else the likeliest guess."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Encoding(name)
    zeros = [content[place:_SAMPLE:2].count(0) for place in (0, 1)]
    if max(zeros) * _WIDE > len(content[:_SAMPLE]) and min(zeros) * _WIDE < max(zeros):
        # Two bytes a letter without the mark: of Latin letters, signs and spaces one is zero, always the same of both.
        return Encoding("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", guessed=True)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(content)
    return Encoding("utf-8-sig")


def first_strange_line(content: bytes) -> int:
    """Return the first line that is not UTF-8, counted from 1; 0 when all are."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 0


def _guessed(content: bytes) -> Encoding:
    strange = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    matches = {
        name: match.chaos
        for match in from_bytes(strange, cp_isolation=_EIGHT_BITS)
        for name in match.could_be_from_charset
        if name in ENCODINGS
    }
    if sum(map(len, _RUNS.findall(strange))) * 2 > len(_HIGH.findall(strange)) and matches.keys() - _LATIN:
        matches = {name: chaos for name, chaos in matches.items() if name not in _LATIN}
    odd = {name: _oddities(strange[:_WEIGHED].decode(name, "replace")) for name in matches}
    # Of those that read Latin letters alike, the commoner; of the others, the cleaner.
    common = [name for name in ENCODINGS if name in _LATIN]
    names = sorted(
        matches,
        key=lambda name: (odd[name], common.index(name) if name in _LATIN else len(common), matches[name]),
    )
    if not names:
        raise UnreadableFile(_not_text())
    if matches.get(_USUAL, 1) <= matches[names[0]] + _SLACK and odd[_USUAL] == odd[names[0]]:
        names = [_USUAL, *(name for name in names if name != _USUAL)]
    return Encoding(names[0], guessed=True, others=tuple(names[1:]))


def _oddities(text: str) -> int:
    """How often a text has what no name has: a sign that grew onto a letter, a capital behind a small letter where one
    of them has an accent, two scripts in one word.
    """
    count = 0
    for before, letter, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if letter.isalpha():
            if before.isalpha() and not (before.isascii() and letter.isascii()):
                count += (before.islower() and letter.isupper()) or bool(mixed_scripts(before + letter))
        elif not letter.isascii():
            count += (
                unicodedata.category(letter).startswith("S")
                or (before.isalpha() and letter not in _BEHIND_LETTERS)
                or (after.isalpha() and letter not in _BEFORE)
            )
    return count


def _not_text() -> str:
    return _("This isn’t a text file. Save it as “CSV UTF-8” or as .xlsx.")
