"""A coordinator who mentors in the cycle that she runs: she learns about herself what every mentor does, and no more.

Who ranked her, and where, stays out of her pages and files. Another coordinator sees it.
"""

from django.db.models import Exists

from accounts.models import User
from matching.models import MatchRound, ProposedPair
from programs.models import Cycle
from programs.queries.programs import coordinators_of


def mentors_in(match_round: MatchRound, reader: User) -> bool:
    """Whether `reader` is a mentor of the round's cycle."""
    return match_round.cycle.participations.filter(mentor=reader).exists()


def parts_of(match_round: MatchRound, reader: User) -> tuple[bool, bool]:
    """Whether `reader` is a mentor, and whether a mentee, of the round's cycle. One query."""
    mentors = match_round.cycle.participations.filter(mentor=reader)
    mentees = match_round.cycle.enrollments.not_withdrawn().filter(mentee=reader)
    rows = Cycle.objects.filter(pk=match_round.cycle_id)
    [parts] = rows.annotate(mentors=Exists(mentors), mentees=Exists(mentees)).values_list("mentors", "mentees")
    return parts


def coordinators_taking_no_part(match_round: MatchRound) -> list[User]:
    """The coordinators of the program who are neither mentor nor mentee in the round's cycle."""
    taking_part = set(match_round.cycle.participations.values_list("mentor_id", flat=True))
    taking_part |= set(match_round.cycle.enrollments.not_withdrawn().values_list("mentee_id", flat=True))
    return [person for person in coordinators_of(match_round.cycle.program) if person.pk not in taking_part]


def rank_for(reader: User | None, pair: ProposedPair) -> int | None:
    """The mentor's place on the mentee's list as `reader` may see it; nobody's own is shown. None reads everything."""
    own = reader and pair.participation and pair.participation.mentor_id == reader.pk
    return None if own else pair.rank
