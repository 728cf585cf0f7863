"""Text without case and accents, so that “Ausloser” finds “Auslöser”."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case, decomposed (Unicode NFKD) and without combining marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
