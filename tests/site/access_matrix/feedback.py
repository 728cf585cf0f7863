from typing import Any

from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle, CycleState
from tests.factories.feedback import DevelopmentalFeedbackFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory
from tests.site.access_matrix import Route, World, for_roles


def _closing_pair(world: World) -> dict[str, Any]:
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSING)
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"pk": pair.pk}


def _feedback_to_the_mentor(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"pk": DevelopmentalFeedbackFactory.create(mentorship=pair).pk}


def _peer(world: World) -> dict[str, Any]:
    group = GroupFactory.create(cycle=world.cycle, kind=MentoringGroup.Kind.PEERS)
    GroupMemberFactory.create(group=group, user=world.people["student"], side=GroupMember.Side.PEER)
    other = GroupMemberFactory.create(group=group, side=GroupMember.Side.PEER)
    return {"pk": group.pk, "person_pk": other.user.pk}


MATRIX: dict[str, Route] = {
    "feedback:give-to-peer": Route(for_roles(student=200, coordinator=403), _peer),
    "feedback:give-feedback": Route(for_roles(student=200, mentor=200, coordinator=403, admin=403), _closing_pair),
    "feedback:answer-feedback": Route(
        for_roles(student=409, mentor=302), _feedback_to_the_mentor, "post", lambda _world: {"answer": "I will wait."}
    ),
    "feedback:open-feedback": Route(for_roles(student=409, mentor=302), _feedback_to_the_mentor, "post"),
    "feedback:show-ratings": Route(
        for_roles(mentor=200, coordinator=200, admin=200), lambda world: {"pk": world.participation.pk}
    ),
}
