"""What the mentors of a year that ends said about the next, each answer with the list of those who gave it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.lists.reading import Reading
from people.models import MentorParticipation
from people.presentation.lists.year import Year, ends

_TOOK_PART = tuple(state.value for state in MentorParticipation.TAKING_PART)
_ANSWERS = (*MentorParticipation.Renewal.choices, ("-", _("No answer yet")))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer: in words, how many gave it, and their list."""

    words: Any
    number: int
    url: str


def renewals_of(reading: Reading[Year, MentorParticipation], list_url: str) -> list[GivenAnswer]:
    """Return the answers of those who took part; none while the year goes on. One query.

    Args:
        reading: the list of mentors, not narrowed.
        list_url: its address.
    """
    if not ends(reading.scope):
        return []
    narrowings = [{"state": _TOOK_PART, "renewal": (value,)} for value, _words in _ANSWERS]
    _everybody, numbers = reading.count(narrowings)
    return [
        GivenAnswer(words, number, f"{list_url}?{reading.query(chosen=chosen)}")
        for (_value, words), number, chosen in zip(_ANSWERS, numbers, narrowings, strict=True)
    ]
