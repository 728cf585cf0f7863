"""Feedback on the page of two people or of a group: what was written last, and the way to write and to ask."""

from collections import Counter
from dataclasses import dataclass

from accounts.models import User
from feedback.models import Two
from feedback.policies import can_be_two, can_write
from feedback.presentation.all_year import Line, lines_of
from feedback.presentation.pages import ask_page, list_page, write_page
from feedback.queries.all_year import latest_of_pair, unopened
from pairs.models import MentoringGroup, Mentorship
from pairs.presentation.workspace_sections import Section


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
    lines = lines_of(two, latest_of_pair(pair, reader, two.other))
    shown = LatestFeedback(lines, can_write(two), list_page(two), write_page(two), ask_page(two))
    return Section("feedback/_workspace.html", shown)


@dataclass(frozen=True, slots=True)
class FeedbackWith:
    """One of a group with whom the reader writes.

    Attributes:
        person: the other.
        url: the page of the two.
        unread: how much of theirs the reader has not opened.
    """

    person: User
    url: str
    unread: int


def feedback_in_group(group: MentoringGroup, reader: User) -> Section:
    """Return the section for one of a group: everybody with whom they write. One query."""
    sides = {member.user_id: member.side for member in group.members.all()}
    others = [each.user for each in group.members.all() if can_be_two(group, sides, reader.pk, each.user_id)]
    unread = Counter(unopened(group, reader))
    shown = [FeedbackWith(each, list_page(Two(reader, each, group=group)), unread[each.pk]) for each in others]
    return Section("feedback/_group.html", shown)
