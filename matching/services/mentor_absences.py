"""A mentor taken out of a round by a coordinator, and put back, while lists are taken."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, MentorAbsence, PreferenceList
from matching.notices.events import LISTED_MENTOR_LEFT, MENTOR_JOINED_ROUND, MENTOR_LEFT_ROUND
from matching.queries.eligibility import available_mentors, unpaired_mentees
from matching.services.absences import locked_for, tell
from matching.services.round_steps import keep_step
from people.models import MentorParticipation


@transaction.atomic
def take_mentor_out(
    match_round: MatchRound, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> None:
    """Give a mentor no mentee in a round. They are told, and so are those who have them on a list, which stays.

    A second time changes nothing.

    Args:
        match_round: a draft, or open.
        participation: of a mentor of its year who is ready.
        by: who coordinates the program, and is not the mentor.
        reason: for those who run the program.
        now: the instant.

    Raises:
        WrongState: lists are closed, the mentor is not in the round, or a pair with them is fixed.
        OwnPair: `by` is the mentor.
    """
    match_round = locked_for(match_round, participation, participation.mentor, by)
    if match_round.mentor_absences.filter(participation=participation).exists():
        return
    cycle = match_round.cycle
    if not available_mentors(cycle, day=cycle.local_day(now)).filter(pk=participation.pk).exists():
        raise WrongState(_("They don’t take part in this round."))
    if match_round.fixed_pairs.filter(participation=participation).exists():
        raise WrongState(_("A pair with them is fixed for this round. Release it first."))
    MentorAbsence.objects.create(round=match_round, participation=participation)
    tell(MENTOR_LEFT_ROUND, match_round, [participation.mentor], now)
    naming = PreferenceList.objects.filter(round=match_round, items__participation=participation).values("enrollment")
    mentees = [row.mentee for row in unpaired_mentees(cycle).filter(pk__in=naming).select_related("mentee")]
    tell(LISTED_MENTOR_LEFT, match_round, mentees, now)
    keep_step(match_round, "mentor_left_out", participation.mentor, by=by, reason=reason, now=now)


@transaction.atomic
def put_mentor_back(
    match_round: MatchRound, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> None:
    """Let a mentor who was taken out be in the round again; lists that name them count with them.

    Arguments and errors as for `take_mentor_out`.
    """
    match_round = locked_for(match_round, participation, participation.mentor, by)
    if match_round.mentor_absences.filter(participation=participation).delete()[0]:
        tell(MENTOR_JOINED_ROUND, match_round, [participation.mentor], now)
        keep_step(match_round, "mentor_put_back", participation.mentor, by=by, reason=reason, now=now)
