"""A coordinator who mentors in the cycle that she runs: she learns about herself what every mentor does, and no more.

Who ranked her, and where, stays out of her pages and files. Another coordinator sees it.
"""

from accounts.models import User
from matching.models import MatchRound, ProposedPair
from programs.queries.programs import coordinators_of


def mentors_in(match_round: MatchRound, reader: User) -> bool:
    """Whether `reader` is a mentor of the round's cycle."""
    return match_round.cycle.participations.filter(mentor=reader).exists()


def coordinators_not_mentoring(match_round: MatchRound) -> list[User]:
    """The coordinators of the program who do not mentor in the round's cycle."""
    mentors = set(match_round.cycle.participations.values_list("mentor_id", flat=True))
    return [person for person in coordinators_of(match_round.cycle.program) if person.pk not in mentors]


def rank_for(reader: User | None, pair: ProposedPair) -> int | None:
    """The mentor's place on the mentee's list as `reader` may see it; nobody's own is shown. None reads everything."""
    own = reader and pair.participation and pair.participation.mentor_id == reader.pk
    return None if own else pair.rank
