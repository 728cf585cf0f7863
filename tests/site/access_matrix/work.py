"""What two people share in their workspace: a part of the matrix of `pairs`."""

from typing import Any

from django.utils import timezone

from pairs.models import GroupMember, MentoringGroup, Mentorship
from pairs.services.achievements import add_achievement
from pairs.services.actions import add_action
from pairs.services.goal_steps import add_step
from pairs.services.goals import add_goal
from pairs.services.shared_things import share_file
from pairs.services.thanks import say_thanks
from pairs.services.topics import add_topic
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory
from tests.site.access_matrix import Expected, Route, World, for_roles


def _of_circle(status: Expected) -> dict[str, Expected]:
    """Its members alone; its coordinator knows that there is a group."""
    return for_roles(student=status, mentor=status, coordinator=403)


def _of_two(status: Expected) -> dict[str, Expected]:
    """The two alone; who runs the program knows that there is a pair, and is told no more."""
    return for_roles(student=status, mentor=status, coordinator=403, admin=403)


def _pair(world: World) -> Mentorship:
    return MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)


def _pair_args(world: World) -> dict[str, Any]:
    return {"pk": _pair(world).pk}


def _work_args(world: World) -> dict[str, Any]:
    return {"pair": _pair(world).pk}


def _topic(world: World) -> dict[str, Any]:
    pair = _pair(world)
    return {"pair": pair.pk, "pk": add_topic(pair, by=pair.mentor, text="Electives", now=timezone.now()).pk}


def _circle(world: World) -> MentoringGroup:
    group = GroupFactory.create(cycle=world.cycle)
    GroupMemberFactory.create(group=group, user=world.people["mentor"], side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=world.people["student"])
    return group


def _circle_args(world: World) -> dict[str, Any]:
    return {"group": _circle(world).pk}


def _topic_of_circle(world: World) -> dict[str, Any]:
    group = _circle(world)
    topic = add_topic(group, by=world.people["mentor"], text="Electives", now=timezone.now())
    return {"group": group.pk, "pk": topic.pk}


def _action_of_circle(world: World) -> dict[str, Any]:
    group = _circle(world)
    fields = {"text": "Read the draft", "owner": "all", "due_on": None}
    return {"group": group.pk, "pk": add_action(group, fields=fields, now=timezone.now()).pk}


def _action(world: World) -> dict[str, Any]:
    pair = _pair(world)
    fields = {"text": "Read the draft", "owner": "mentor", "due_on": None}
    return {"pair": pair.pk, "pk": add_action(pair, fields=fields, now=timezone.now()).pk}


def _new_action(_world: World) -> dict[str, Any]:
    return {"text": "Ask for a clinic day", "owner": "both", "due_on": "2040-03-19"}


GOAL = {"text": "Decide on a field", "domain": "professional", "support": "", "due_on": None}


def _goal(world: World) -> dict[str, Any]:
    pair = _pair(world)
    return {"pair": pair.pk, "pk": add_goal(pair, fields=GOAL, now=timezone.now()).pk}


def _step(world: World) -> dict[str, Any]:
    pair = _pair(world)
    goal = add_goal(pair, fields=GOAL, now=timezone.now())
    return {"pair": pair.pk, "pk": add_step(goal, fields={"text": "x", "due_on": None}, now=timezone.now()).pk}


def _thanks(world: World) -> dict[str, Any]:
    pair = _pair(world)
    return {"pair": pair.pk, "pk": say_thanks(pair, by=pair.mentee, text="For the walk", now=timezone.now()).pk}


def _reached(world: World) -> dict[str, Any]:
    pair = _pair(world)
    entry = add_achievement(pair, by=pair.mentee, text="A poster", reached_on=timezone.now().date())
    return {"pair": pair.pk, "pk": entry.pk}


def _file(world: World) -> dict[str, Any]:
    pair = _pair(world)
    thing = share_file(pair, by=pair.mentee, title="Draft", content=b"%PDF-1.7", now=timezone.now())
    return {"pair": pair.pk, "pk": thing.pk}


WORK: dict[str, Route] = {
    "pairs:add-topic": Route(_of_two(302), _work_args, "post", lambda _world: {"text": "Night shifts"}),
    "pairs:settle-topic": Route(_of_two(302), _topic, "post", lambda _world: {"step": "talked"}),
    "pairs:add-action": Route(_of_two(302), _work_args, "post", _new_action),
    "pairs:edit-action": Route(_of_two(200), _action),
    "pairs:tick-action": Route(_of_two(302), _action, "post", lambda _world: {"done": "yes"}),
    "pairs:remove-action": Route(_of_two(302), _action, "post"),
    "pairs:add-group-topic": Route(_of_circle(302), _circle_args, "post", lambda _world: {"text": "Night shifts"}),
    "pairs:settle-group-topic": Route(_of_circle(302), _topic_of_circle, "post", lambda _world: {"step": "talked"}),
    "pairs:add-group-action": Route(
        _of_circle(302), _circle_args, "post", lambda _world: {"text": "Find a room", "owner": "all", "due_on": ""}
    ),
    "pairs:edit-group-action": Route(_of_circle(200), _action_of_circle),
    "pairs:tick-group-action": Route(_of_circle(302), _action_of_circle, "post", lambda _world: {"done": "yes"}),
    "pairs:remove-group-action": Route(_of_circle(302), _action_of_circle, "post"),
    "pairs:add-goal": Route(_of_two(200), _pair_args),
    "pairs:edit-goal": Route(_of_two(200), _goal),
    "pairs:say-progress": Route(
        _of_two(302) | {"mentor": 422}, _goal, "post", lambda _world: {"said": "Halfway there."}
    ),
    "pairs:settle-goal": Route(_of_two(302), _goal, "post", lambda _world: {"step": "talked"}),
    "pairs:add-goal-step": Route(_of_two(302), _goal, "post", lambda _world: {"text": "A day on the ward"}),
    "pairs:settle-goal-step": Route(_of_two(302), _step, "post", lambda _world: {"done": "yes"}),
    "pairs:list-achievements": Route(_of_two(200), _pair_args),
    "pairs:download-achievements": Route(_of_two(200), _pair_args),
    "pairs:share-thing": Route(_of_two(200), _pair_args),
    "pairs:open-file": Route(_of_two(200), _file),
    "pairs:remove-thing": Route(_of_two(302), _file, "post"),
    "pairs:say-thanks": Route(_of_two(200), _pair_args),
    "pairs:allow-showing-thanks": Route(_of_two(302), _thanks, "post"),
    "pairs:remove-achievement": Route(_of_two(302), _reached, "post"),
}
