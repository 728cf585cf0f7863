"""The sections of a workspace that hold what two people write down together: what their templates are given."""

from datetime import datetime
from typing import Any

from accounts.models import User
from pairs.models import Goal, Mentorship
from pairs.presentation.goals import cards_of
from pairs.presentation.shared_things import lines_of
from pairs.presentation.starters import starters_for
from pairs.queries.actions import current_actions, open_actions
from pairs.queries.goals import goals_of
from pairs.queries.meetings import Meetings
from pairs.queries.shared_things import things_of
from pairs.queries.thanks import thanks_of
from pairs.queries.topics import open_topics


def of_pair(pair: Mentorship, reader: User) -> dict[str, Any]:
    """Return what every section needs: the pair, who the other of the two is, and whether anything can be changed."""
    return {"pair": pair, "other": pair.other_of(reader), "can_change": pair.is_live}


def topics_section(pair: Mentorship, meetings: Meetings, now: datetime) -> dict[str, Any]:
    """Return the topics for next time, and a few questions to begin with."""
    topics = open_topics(pair)
    return {"topics": topics, "starters": starters_for(pair, meetings, topics, now) if pair.is_live else []}


def actions_section(pair: Mentorship, reader: User, now: datetime) -> dict[str, Any]:
    """Return who does what: open actions, and those that were done of late."""
    actions = current_actions(pair, now)
    today = now.astimezone(reader.zone).date()
    return {"actions": actions, "n_open": sum(action.done_at is None for action in actions), "today": today}


def goals_section(pair: Mentorship) -> dict[str, Any]:
    """Return the goals that are kept, and how many were achieved."""
    goals = goals_of(pair)
    return {"goals": cards_of(goals), "n_achieved": sum(goal.state == Goal.State.ACHIEVED for goal in goals)}


def things_section(pair: Mentorship) -> dict[str, Any]:
    """Return the links and files that the two share."""
    return {"things": lines_of(pair, things_of(pair))}


def agenda_of(pair: Mentorship) -> dict[str, Any]:
    """Return what waits for the next session of a pair: topics, and who does what."""
    return {"topics": open_topics(pair), "actions": open_actions(pair)}


def sections_of(pair: Mentorship, reader: User, meetings: Meetings, now: datetime) -> dict[str, Any]:
    """Return what all the sections of a workspace need."""
    return {
        **of_pair(pair, reader),
        **topics_section(pair, meetings, now),
        **actions_section(pair, reader, now),
        **goals_section(pair),
        **things_section(pair),
        "thanks": thanks_of(pair),
    }
