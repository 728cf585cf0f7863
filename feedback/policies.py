"""Who gives, reads and answers feedback, and who sees the means of confidential ratings."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from feedback.models import ASKED_AFTER, DevelopmentalFeedback, FeedbackRequest, Two
from pairs.models import GroupMember, MentoringGroup, Mentorship
from pairs.policies import in_feedback_period, is_in_pair
from people.models import MentorParticipation
from programs.models import CycleState
from programs.policies import can_administer, can_coordinate


def can_give_feedback(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may give feedback now: one of the pair, while the pair looks back."""
    return is_in_pair(user, mentorship) and in_feedback_period(mentorship)


def can_write_to_peer(user: User, group: MentoringGroup, other: User) -> bool:
    """Whether `user` may look back with one of their peers now: the year closes, and the two are together."""
    return group.cycle.state == CycleState.CLOSING and group.is_of_peers and _are_together(user, group, other)


def _are_together(user: User, group: MentoringGroup, other: User) -> bool:
    sides = dict(group.members.current().values_list("user", "side"))
    return user.is_active and can_be_two(group, sides, user.pk, other.pk)


def can_be_two(group: MentoringGroup, sides: Mapping[int, str], one: int, other: int) -> bool:
    """Whether two of a group write to each other: all who are peers; elsewhere a mentor and somebody who is none.

    Args:
        group: a circle, team or family, or peers.
        sides: user id → side, of those who are in it now.
        one: user id of the one.
        other: of the other.
    """
    if one == other or not {one, other} <= sides.keys():
        return False
    mentor = GroupMember.Side.MENTOR
    return group.is_of_peers or (sides[one] == mentor) != (sides[other] == mentor)


def can_write(two: Two) -> bool:
    """Whether the reader may write to the other, or ask, at any time of the year: as long as the two are together."""
    if two.mentorship:
        return two.mentorship.is_live and is_in_pair(two.reader, two.mentorship)
    if two.group is None or two.cycle.state == CycleState.CLOSED:
        return False
    return _are_together(two.reader, two.group, two.other)


def can_change(user: User, feedback: DevelopmentalFeedback) -> bool:
    """Whether `user` may change what they wrote during the year: until the other opens it."""
    written_here = user.is_active and user.pk == feedback.writer_id and not feedback.is_of_year_end
    return written_here and feedback.opened_at is None


def can_share(user: User, feedback: DevelopmentalFeedback) -> bool:
    """Whether `user` may let coordinators read it: one of the two, once it is open, and nobody has done so."""
    one_of_them = user.is_active and user.pk in (feedback.writer_id, feedback.recipient_id)
    return one_of_them and feedback.opened_at is not None and feedback.shared_at is None


def can_unshare(user: User, feedback: DevelopmentalFeedback) -> bool:
    """Whether `user` may take that back: who has shared it."""
    return user.is_active and feedback.shared_at is not None and user.pk == feedback.shared_by_id


def can_answer_request(user: User, request: FeedbackRequest) -> bool:
    """Whether `user` answers or declines: who was asked, as long as it is open."""
    return user.is_active and request.is_open and user.pk == request.asked_id


def can_take_back(user: User, request: FeedbackRequest) -> bool:
    """Whether `user` may take a request back: who asked, as long as it is open."""
    return user.is_active and request.is_open and user.pk == request.asker_id


def can_follow_up(user: User, feedback: DevelopmentalFeedback, *, now: datetime) -> bool:
    """Whether `user` may say if it has changed: one of the two, some weeks after the answer."""
    answered = feedback.answered_at
    one_of_them = user.is_active and user.pk in (feedback.writer_id, feedback.recipient_id)
    return one_of_them and answered is not None and now >= answered + ASKED_AFTER


def can_rate(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` also rates in confidence: the mentee of a formal pair."""
    return user.pk == mentorship.mentee_id and mentorship.participation_id is not None


def can_answer_feedback(user: User, feedback: DevelopmentalFeedback) -> bool:
    """Whether `user` says what they will change: who received it."""
    return user.is_active and user.pk == feedback.recipient_id


def can_view_ratings(user: User, participation: MentorParticipation) -> bool:
    """Whether `user` may open the page of means: the mentor, and those who run the program. Never single answers."""
    program = participation.cycle.program
    own = user.is_active and user.pk == participation.mentor_id
    return own or can_coordinate(user, program) or can_administer(user, program)
