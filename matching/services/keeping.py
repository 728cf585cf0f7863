"""Which pairs a round keeps where it can: those of an earlier year, or of a draft of the round that is opened again.

They go into the frozen input as present pairs; every method keeps as many as possible before it looks at anything else
(see `matching.engine.strategies.keeping`).
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.models import MatchRound, PresentPair, Proposal
from matching.queries.keeping import LASTING, years_to_keep
from matching.services.fixed_pairs import Keys
from pairs.models import Mentorship
from programs.models import Cycle


def keep_year(match_round: MatchRound, year: Cycle | None) -> None:
    """Let the round keep the pairs of an earlier year, or of none; the caller saves.

    Raises:
        WrongState: mentees rank already, or the year is none of the program's with pairs.
    """
    if year == match_round.kept_year:
        return
    if match_round.state != MatchRound.State.DRAFT:
        raise WrongState(_("Mentees are ranking, so which pairs the round keeps can’t be changed. Nothing was saved."))
    if year and not years_to_keep(match_round.cycle).filter(pk=year.pk).exists():
        raise WrongState(_("That year has no pairs to keep."))
    match_round.kept_year = year
    match_round.keeps = MatchRound.Keeps.YEAR if year else MatchRound.Keeps.NOTHING


def keep_draft(match_round: MatchRound, proposal: Proposal | None) -> None:
    """Remember the pairs of a proposal before it is thrown away, or forget earlier ones; the caller saves."""
    if proposal is None and match_round.keeps == MatchRound.Keeps.YEAR:
        return
    match_round.present_pairs.all().delete()
    match_round.kept_year = None
    match_round.keeps = MatchRound.Keeps.DRAFT if proposal else MatchRound.Keeps.NOTHING
    if proposal:
        pairs = proposal.pairs.filter(participation__isnull=False).values_list("enrollment_id", "participation_id")
        _remember(match_round, set(pairs))


def settle_present_pairs(match_round: MatchRound, mentees: Mapping[int, int]) -> Keys:
    """Return the pairs to keep of the mentees in the frozen input, inside the transaction that closes the lists.

    Args:
        match_round: locked by the caller.
        mentees: user → enrollment of those who are in the round.
    """
    if match_round.keeps == MatchRound.Keeps.YEAR:
        match_round.present_pairs.all().delete()
        _remember(match_round, _of_year(match_round, mentees))
    there = set(mentees.values())
    pairs = match_round.present_pairs.values_list("enrollment_id", "participation_id")
    return {(mentee, mentor) for mentee, mentor in pairs if mentee in there}


def _of_year(match_round: MatchRound, mentees: Mapping[int, int]) -> Keys:
    """The pairs of the earlier year that did not end before it did, whose mentors are known in this one."""
    mentors = dict(match_round.cycle.participations.values_list("mentor_id", "pk"))
    pairs = Mentorship.objects.formal().filter(cycle=match_round.kept_year_id, state__in=LASTING)
    people = pairs.values_list("mentee_id", "mentor_id")
    return {(mentees[one], mentors[other]) for one, other in people if one in mentees and other in mentors}


def _remember(match_round: MatchRound, pairs: Keys) -> None:
    PresentPair.objects.bulk_create(
        PresentPair(round=match_round, enrollment_id=mentee, participation_id=mentor)
        for mentee, mentor in sorted(pairs)
    )
