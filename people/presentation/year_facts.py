"""What a mentor did in a year, in a few words each: apps above know of mentees and sessions and say so here."""

from collections.abc import Callable

from people.models import MentorParticipation

# From a participation to facts such as “3 mentees”; nothing where there is nothing to say.
Source = Callable[[MentorParticipation], list[str]]
_SOURCES: list[Source] = []


def register_year_facts(source: Source) -> None:
    """Make the facts of an app known; they stand in the order in which they were registered."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def year_facts(participation: MentorParticipation) -> list[str]:
    """Return what the mentor did in the year of the participation."""
    return [fact for source in _SOURCES for fact in source(participation)]
