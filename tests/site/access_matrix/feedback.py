from typing import Any

from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle, CycleState
from tests.factories.feedback import DevelopmentalFeedbackFactory, FeedbackRequestFactory
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


def _unopened(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    row = DevelopmentalFeedbackFactory.create(mentorship=pair, opened_at=None, occasion="any_time")
    return {"pk": row.pk}


def _request_to_the_mentor(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"pk": FeedbackRequestFactory.create(mentorship=pair).pk}


_OF_PAIR = for_roles(student=200, mentor=200, coordinator=403, admin=403)
_OF_TWO = for_roles(student=200, mentor=200)

MATRIX: dict[str, Route] = {
    "feedback:give-to-peer": Route(for_roles(student=200, coordinator=403), _peer),
    "feedback:give-feedback": Route(for_roles(student=200, mentor=200, coordinator=403, admin=403), _closing_pair),
    "feedback:answer-feedback": Route(
        for_roles(student=409, mentor=302), _feedback_to_the_mentor, "post", lambda _world: {"answer": "I will wait."}
    ),
    "feedback:open-feedback": Route(for_roles(student=409, mentor=302), _feedback_to_the_mentor, "post"),
    "feedback:list-feedback": Route(_OF_PAIR, _closing_pair),
    "feedback:write-feedback": Route(_OF_PAIR, _closing_pair),
    "feedback:ask-feedback": Route(_OF_PAIR, _closing_pair),
    "feedback:list-group-feedback": Route(for_roles(student=200, coordinator=403), _peer),
    "feedback:write-group-feedback": Route(for_roles(student=200, coordinator=403), _peer),
    "feedback:ask-group-feedback": Route(for_roles(student=200, coordinator=403), _peer),
    "feedback:show-feedback": Route(_OF_TWO, _feedback_to_the_mentor),
    "feedback:edit-feedback": Route(for_roles(student=200, mentor=403), _unopened),
    "feedback:follow-up": Route(_OF_TWO, _feedback_to_the_mentor),
    "feedback:share-feedback": Route(_OF_TWO, _feedback_to_the_mentor),
    "feedback:unshare-feedback": Route(for_roles(student=302, mentor=302), _feedback_to_the_mentor, "post"),
    "feedback:answer-request": Route(for_roles(student=302, mentor=200), _request_to_the_mentor),
    "feedback:decline-request": Route(for_roles(student=302, mentor=302), _request_to_the_mentor, "post"),
    "feedback:take-back-request": Route(for_roles(student=302, mentor=302), _request_to_the_mentor, "post"),
    "feedback:list-shared": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=403, safeguarding=403),
        lambda world: {"slug": world.program.slug},
    ),
    "feedback:show-ratings": Route(
        for_roles(mentor=200, coordinator=200, admin=200), lambda world: {"pk": world.participation.pk}
    ),
}
