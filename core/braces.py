"""Words in braces, which stand for what differs between readers."""

import re
from collections.abc import Collection, Mapping

_FIELD = re.compile(r"\{([^{}]*)\}")


def words_in_braces(text: str) -> list[str]:
    """Return what stands in braces, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in _FIELD.findall(text)))


def unknown_words(text: str, known: Collection[str]) -> list[str]:
    """Return what stands in braces and is none of `known`."""
    return [name for name in words_in_braces(text) if name not in known]


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each known word replaced; what is unknown stays in its braces."""
    return _FIELD.sub(lambda found: values.get(found[1].strip(), found[0]), text)
