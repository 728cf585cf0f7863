"""Feedback on the page of two people: what was written last, and the way to write and to ask."""

from dataclasses import dataclass

from accounts.models import User
from feedback.models import Two
from feedback.policies import can_write
from feedback.presentation.all_year import Line, lines_of
from feedback.presentation.pages import ask_page, list_page, write_page
from feedback.queries.all_year import entries_between
from pairs.models import Mentorship
from pairs.presentation.workspace_sections import Section

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LatestFeedback:
    """The latest lines, and where there is more.

    Attributes:
        lines: the last few.
        can_write: whether the reader may write and ask.
        list_url, write_url, ask_url: the pages.
    """

    lines: list[Line]
    can_write: bool
    list_url: str
    write_url: str
    ask_url: str


def latest_feedback(pair: Mentorship, reader: User) -> Section:
    """Return the section for one of the two. One query."""
    two = Two(reader, pair.other_of(reader), mentorship=pair)
    lines = lines_of(two, entries_between(two)[:_SHOWN])
    shown = LatestFeedback(lines, can_write(two), list_page(two), write_page(two), ask_page(two))
    return Section("feedback/_workspace.html", shown)
