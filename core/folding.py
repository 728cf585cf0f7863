"""Text without case and accents, so that “Ausloser” finds “Auslöser”."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_WHOLE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_UNDECOMPOSED = re.compile(f"[{''.join(_WHOLE)}]")
_MARKS = re.compile(f"[{''.join(chr(code) for code in range(0x10000) if unicodedata.combining(chr(code)))}]+")


def fold(text: str) -> str:
    """Return `text` in lower case, decomposed (Unicode NFKD) and without combining marks."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    plain = _UNDECOMPOSED.sub(lambda letter: _WHOLE[letter[0]], folded)
    return _MARKS.sub("", unicodedata.normalize("NFKD", plain))
