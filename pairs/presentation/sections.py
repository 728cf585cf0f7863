"""The sections that hold what a pair or a group writes down together: what their templates are given."""

from datetime import datetime
from typing import Any

from accounts.models import User
from pairs.models import Goal, MentoringGroup, Mentorship
from pairs.models.of_whole import Whole
from pairs.presentation.goals import cards_of
from pairs.presentation.shared_things import lines_of
from pairs.presentation.starters import starters_for
from pairs.queries.actions import current_actions, open_actions
from pairs.queries.goals import goals_of, steps_of
from pairs.queries.meetings import Meetings
from pairs.queries.shared_things import things_of
from pairs.queries.thanks import thanks_of
from pairs.queries.topics import open_topics
from programs.models import CycleState

_STEPS = ("add-topic", "settle-topic", "add-action", "edit-action", "tick-action", "remove-action")
# From a step, as templates call it, to its address.
_ROUTES_OF_PAIR = {step.replace("-", "_"): f"pairs:{step}" for step in _STEPS}
_ROUTES_OF_GROUP = {name: route.replace("-", "-group-") for name, route in _ROUTES_OF_PAIR.items()}


def of_pair(pair: Mentorship, reader: User) -> dict[str, Any]:
    """Return what every section needs: the pair, who the other of the two is, and whether anything can be changed."""
    of_this = {"whole": pair, "routes": _ROUTES_OF_PAIR, "can_change": pair.is_live}
    return {"pair": pair, "other": pair.other_of(reader)} | of_this


def of_group(group: MentoringGroup) -> dict[str, Any]:
    """Return the same of a group, which is in place of the pair."""
    can_change = group.cycle.state != CycleState.CLOSED
    return {"group": group, "whole": group, "routes": _ROUTES_OF_GROUP, "can_change": can_change}


def of_whole(whole: Whole, reader: User) -> dict[str, Any]:
    """Return what every section of a pair or a group needs."""
    return of_pair(whole, reader) if isinstance(whole, Mentorship) else of_group(whole)


def topics_section(pair: Mentorship, meetings: Meetings, now: datetime) -> dict[str, Any]:
    """Return the topics for next time, and a few questions to begin with."""
    topics = open_topics(pair)
    return {"topics": topics, "starters": starters_for(pair, meetings, topics, now) if pair.is_live else []}


def actions_section(whole: Whole, reader: User, now: datetime) -> dict[str, Any]:
    """Return who does what: open actions, and those that were done of late."""
    actions = current_actions(whole, now)
    today = now.astimezone(reader.zone).date()
    return {"actions": actions, "n_open": sum(action.done_at is None for action in actions), "today": today}


def goals_section(pair: Mentorship) -> dict[str, Any]:
    """Return the goals that are kept, and how many were achieved."""
    goals = goals_of(pair)
    cards = cards_of(goals, steps_of(pair) if goals else ())
    return {"goals": cards, "n_achieved": sum(goal.state == Goal.State.ACHIEVED for goal in goals)}


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


def sections_of_group(group: MentoringGroup, reader: User, now: datetime) -> dict[str, Any]:
    """Return what the sections on the page of a group need, for one of its members."""
    return {**of_group(group), "topics": open_topics(group), **actions_section(group, reader, now)}
