"""Questions to begin a talk with, for each stage of a mentorship. They are our own."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from pairs.models import Mentorship, Topic
from pairs.queries.meetings import Meetings
from programs.models import CycleState

SHOWN = 3
_EARLY = timedelta(days=75)
_LATE = timedelta(days=56)


class Stage(StrEnum):
    """Where two people are in their year.

    Attributes:
        FIRST: they have not met yet.
        EARLY: they get to know how they work together.
        MIDDLE: most of the year.
        CLOSING: its last weeks.
    """

    FIRST = "first"
    EARLY = "early"
    MIDDLE = "middle"
    CLOSING = "closing"


STARTERS = {
    Stage.FIRST: (
        _("What should we know about each other’s week?"),
        _("What made you want a mentor, or to be one?"),
        _("What would make this hour worth it for you?"),
        _("Which way of getting hold of you works best?"),
        _("What did a good teacher do for you once?"),
        _("Is there anything you’d rather not talk about here?"),
        _("How will we notice that something isn’t working between us?"),
    ),
    Stage.EARLY: (
        _("What took more energy than it should have this month?"),
        _("Which part of the work do you look forward to?"),
        _("What would you try if nobody were grading it?"),
        _("Who do you learn from without their knowing it?"),
        _("What would you like me to ask you every time?"),
        _("Which small goal could be done before we meet again?"),
        _("What do you do well that you think everyone can?"),
    ),
    Stage.MIDDLE: (
        _("What has changed in what you want since we started?"),
        _("Which decision are you putting off, and what does it need?"),
        _("When did you last ask for help, and how was it?"),
        _("What did a hard day teach you that a good one couldn’t?"),
        _("Whom should you get to know, and what would you ask them?"),
        _("What do you want to stop doing?"),
        _("What should I tell you more openly?"),
    ),
    Stage.CLOSING: (
        _("What are you proud of from this year?"),
        _("What would you tell someone who starts where you started?"),
        _("What helped most of what we did, and what could we have left out?"),
        _("What do you still want to finish before the year ends?"),
        _("Who will you turn to when we no longer meet?"),
        _("Would you like to stay in touch, and how?"),
        _("What will you do differently next year?"),
    ),
}


def stage_of(pair: Mentorship, meetings: Meetings, now: datetime) -> Stage:
    """Return where the two are in their year.

    Args:
        pair: with its year and program.
        meetings: what is known of their sessions.
        now: the instant.
    """
    cycle, today = pair.cycle, pair.cycle.local_day(now)
    if not meetings.held:
        return Stage.FIRST
    if cycle.state == CycleState.CLOSING or today >= cycle.closing_from - _LATE:
        return Stage.CLOSING
    return Stage.EARLY if today < pair.started_on + _EARLY else Stage.MIDDLE


def starters_for(pair: Mentorship, meetings: Meetings, topics: Collection[Topic], now: datetime) -> list[str]:
    """Return a few questions that are not on the list of topics; every week begins with another one."""
    questions = [str(question) for question in STARTERS[stage_of(pair, meetings, now)]]
    first = pair.cycle.local_day(now).isocalendar().week % len(questions)
    chosen = {topic.text for topic in topics}
    return [question for question in questions[first:] + questions[:first] if question not in chosen][:SHOWN]
