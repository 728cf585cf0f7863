"""Words of somebody who may need help now. Whoever looks one up is shown where help is."""

import re

from django.utils.translation import gettext as _

from core.folding import fold
from core.search import Search

_SHORTEST = 3


def has_crisis_term(query: str) -> bool:
    """Return whether a word of `query`, in any form, is one that people in distress look up, or holds such words."""
    phrases = _(
        # Translators: what people in distress look up in several words, in your language; not a translation one by one.
        "end my life, end it all, no way out, can’t go on, cannot go on, want to die, give up on life, cut myself"
    )
    asked = _squeezed(query)
    if any(f" {_squeezed(phrase)} " in f" {asked} " for phrase in phrases.split(",")):
        return True
    words = _(
        # Translators: single words that people in distress look up, in your language; not a translation one by one.
        "abuse afraid alone anxious assault breakdown bullied burnout burned cope crying death depressed despair died "
        "exhausted grief harassed harm hopeless hurt kill lonely loss overdose overwhelmed panic rape scared "
        "suicide suicidal threatened unsafe violence worthless"
    )
    return any(len(word) >= _SHORTEST and bool(Search(word)) and Search(word).matches(words) for word in query.split())


def _squeezed(text: str) -> str:
    """The words alone, folded, without the signs inside and between them."""
    return " ".join(re.findall(r"\w+", fold(text).replace("’", "").replace("'", "")))
