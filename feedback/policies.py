"""Who gives, reads and answers feedback, and who sees the means of confidential ratings."""

from accounts.models import User
from feedback.models import DevelopmentalFeedback
from pairs.models import MentoringGroup, Mentorship
from pairs.policies import in_feedback_period, is_in_pair
from people.models import MentorParticipation
from programs.models import CycleState
from programs.policies import can_administer, can_coordinate


def can_give_feedback(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may give feedback now: one of the pair, while the pair looks back."""
    return is_in_pair(user, mentorship) and in_feedback_period(mentorship)


def can_write_to_peer(user: User, group: MentoringGroup, other: User) -> bool:
    """Whether `user` may write to one of their peers now: the year closes, and the two are together."""
    there = set(group.members.current().values_list("user", flat=True))
    closing = group.is_of_peers and group.cycle.state == CycleState.CLOSING
    return user.is_active and closing and user.pk != other.pk and {user.pk, other.pk} <= there


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
