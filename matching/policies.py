"""Who may do what in matching."""

from accounts.models import Reader
from matching.models import Formation, MatchRound, Offer
from people.policies import is_mentee_in, is_mentor_in
from programs.policies import can_coordinate

# Rounds ----------------------------------------------------------------------------------------


def can_run_round(user: Reader, match_round: MatchRound) -> bool:
    """Whether `user` opens, closes, compares and publishes the round."""
    return can_coordinate(user, match_round.cycle.program)


def can_see_result(user: Reader, match_round: MatchRound) -> bool:
    """Whether there is a published result of the round that is about `user`."""
    published = match_round.state == MatchRound.State.PUBLISHED
    return published and (is_mentee_in(user, match_round.cycle) or is_mentor_in(user, match_round.cycle))


# Groups ----------------------------------------------------------------------------------------


def can_download_groups(user: Reader, formation: Formation) -> bool:
    """Whether a coordinator may have the files, which tell who is kept apart: not one who could be kept apart."""
    takes_part = is_mentee_in if formation.is_of_peers else is_mentor_in
    return not takes_part(user, formation.cycle)


# Offers ----------------------------------------------------------------------------------------


def is_party_of(user: Reader, offer: Offer) -> bool:
    """Whether the offer was made to `user`, who alone may open and answer it."""
    return user.is_authenticated and user.pk in (offer.enrollment.mentee_id, offer.participation.mentor_id)


# Lists, conflicts, avoidances ------------------------------------------------------------------
