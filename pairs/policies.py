"""Who belongs to a pair, and when its two look back."""

from accounts.models import User
from pairs.models import Mentorship
from programs.models import CycleState, Program
from programs.policies import can_configure, can_coordinate


def is_in_pair(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` is one of the two, and so may open their page: nobody else does, whatever their role."""
    return user.is_active and user.pk in (mentorship.mentee_id, mentorship.mentor_id)


def can_read_record(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` reads the facts of the pair: runs its program, is not one of the two."""
    return can_configure(user, mentorship.cycle.program) and not is_in_pair(user, mentorship)


def can_oversee(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may pause or end the pair: coordinates it, is not one of the two."""
    return can_coordinate(user, mentorship.cycle.program) and not is_in_pair(user, mentorship)


def in_feedback_period(mentorship: Mentorship) -> bool:
    """Whether the pair looks back: its cycle closes, or the pair ended while the cycle runs."""
    state = mentorship.cycle.state
    return state == CycleState.CLOSING or (state == CycleState.RUNNING and mentorship.ended_on is not None)


def looks_back(mentorship: Mentorship) -> bool:
    """Whether the two have a page to look back on: their mentorship has ended, or its year closes."""
    return not mentorship.is_live or mentorship.cycle.state in (CycleState.CLOSING, CycleState.CLOSED)


def can_write_agreement(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may change and sign the pair's agreement: one of the two, as long as the mentorship goes on."""
    offered = mentorship.cycle.program.agreement_rule != Program.AgreementRule.OFF
    return offered and mentorship.is_live and is_in_pair(user, mentorship)
