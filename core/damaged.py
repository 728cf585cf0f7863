"""Names that lost letters on the way: read in a wrong encoding and saved so, or replaced by a sign."""

import re

_ENTITY = re.compile(r"&#?\w")
_REPLACED = ("\N{REPLACEMENT CHARACTER}", "?", "\N{INVERTED QUESTION MARK}")


def is_damaged(name: str) -> bool:
    """Whether a name holds signs that stand for letters: “M?ller”, “MÃ¼ller” (UTF-8 that was read as Windows-1252),
    “M&uuml;ller” (HTML).
    """
    if any(sign in name for sign in _REPLACED) or _ENTITY.search(name):
        return True
    if name.isascii():
        return False
    try:
        return name.encode("cp1252").decode() != name
    except UnicodeError:
        return False
