"""Who may do what in matching."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from matching.models import MatchRound, Offer
from programs.policies import can_coordinate, is_mentee_in, is_mentor_in

Person = User | AnonymousUser

# Rounds ----------------------------------------------------------------------------------------


def can_see_round(user: Person, round_: MatchRound) -> bool:
    """Whether `user` may know that the round exists: who runs it, and who takes part once it was opened."""
    opened = round_.opened_at is not None and round_.state != MatchRound.State.CANCELLED
    takes_part = is_mentee_in(user, round_.cycle) or is_mentor_in(user, round_.cycle)
    return can_run_round(user, round_) or (opened and takes_part)


def can_run_round(user: Person, round_: MatchRound) -> bool:
    """Whether `user` opens, closes, compares and publishes the round."""
    return can_coordinate(user, round_.cycle.program)


def can_see_result(user: Person, round_: MatchRound) -> bool:
    """Whether there is a published result of the round that is about `user`."""
    published = round_.state == MatchRound.State.PUBLISHED
    return published and (is_mentee_in(user, round_.cycle) or is_mentor_in(user, round_.cycle))


# Offers ----------------------------------------------------------------------------------------


def can_see_offer(user: Person, offer: Offer) -> bool:
    """Whether `user` may know of the offer: the two people, and their coordinators."""
    return is_party_of(user, offer) or can_coordinate(user, offer.enrollment.cycle.program)


def is_party_of(user: Person, offer: Offer) -> bool:
    """Whether the offer was made to `user`, who alone may open and answer it."""
    return user.is_authenticated and user.pk in (offer.enrollment.mentee_id, offer.participation.mentor_id)
