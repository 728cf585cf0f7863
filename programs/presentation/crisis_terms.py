"""Words of somebody who may need help now. Whoever looks one up is shown where help is."""

from django.utils.translation import gettext as _

from core.search import Search

_SHORTEST = 3


def has_crisis_term(query: str) -> bool:
    """Return whether a word of `query`, in any form, is one that people in distress look up."""
    words = _(
        # Translators: single words that people in distress look up, in your language; not a translation one by one.
        "abuse afraid alone anxious assault breakdown bullied burnout burned cope crying death depressed despair died "
        "exhausted grief harassed harm hopeless hurt kill lonely loss overdose overwhelmed panic rape scared "
        "suicide suicidal threatened unsafe violence worthless"
    )
    return any(len(word) >= _SHORTEST and bool(Search(word)) and Search(word).matches(words) for word in query.split())
