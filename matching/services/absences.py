"""A mentee taken out of a round by a coordinator, and put back, while lists are taken."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, RoundAbsence
from matching.notices.events import ROUND_JOINED, ROUND_LEFT
from matching.queries.eligibility import unpaired_mentees
from matching.services.fixed_pairs import subject_of_round
from matching.services.locks import lock_round
from matching.services.ranking_notices import schedule_ranking
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import OwnPair
from people.models import Enrollment
from programs.services.staff_steps import record_step


@transaction.atomic
def take_out(match_round: MatchRound, *, enrollment: Enrollment, by: User, reason: str, now: datetime) -> None:
    """Leave a mentee out of a round, and tell them. Their list stays and does not count; a second time changes nothing.

    Args:
        match_round: a draft, or open.
        enrollment: of a mentee of its year who looks for a mentor.
        by: who coordinates the program, and is not the mentee.
        reason: for those who run the program.
        now: the instant.

    Raises:
        WrongState: lists are closed, or the mentee does not look for a mentor.
        OwnPair: `by` is the mentee.
    """
    match_round = _locked(match_round, enrollment, by)
    if match_round.absences.filter(enrollment=enrollment).exists():
        return
    if not unpaired_mentees(match_round.cycle).filter(pk=enrollment.pk).exists():
        raise WrongState(_("They don’t look for a mentor in this round."))
    RoundAbsence.objects.create(round=match_round, enrollment=enrollment)
    _tell(ROUND_LEFT, match_round, enrollment, now)
    _keep(match_round, enrollment, "left_out_of_round", by=by, reason=reason, now=now)


@transaction.atomic
def put_back(match_round: MatchRound, *, enrollment: Enrollment, by: User, reason: str, now: datetime) -> None:
    """Let a mentee who was taken out be in the round again. Arguments and errors as for `take_out`."""
    match_round = _locked(match_round, enrollment, by)
    if not match_round.absences.filter(enrollment=enrollment).exists():
        return
    match_round.absences.filter(enrollment=enrollment).delete()
    _tell(ROUND_JOINED, match_round, enrollment, now)
    schedule_ranking(match_round.cycle, now=now, mentees=[enrollment.mentee_id])
    _keep(match_round, enrollment, "put_back_into_round", by=by, reason=reason, now=now)


def _locked(match_round: MatchRound, enrollment: Enrollment, by: User) -> MatchRound:
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CHANGE or enrollment.cycle_id != match_round.cycle_id:
        raise WrongState(_("Lists are closed, so who is in this round stays as it is."))
    if enrollment.mentee_id == by.pk:
        raise OwnPair
    return match_round


def _tell(event: str, match_round: MatchRound, enrollment: Enrollment, now: datetime) -> None:
    """A draft is known to coordinators alone: there is nothing to tell."""
    if match_round.state == MatchRound.State.OPEN:
        pk, told = str(match_round.pk), now.isoformat()
        enqueue_many([Notice(event=event, recipient=enrollment.mentee, subject_pk=pk, revision=told, due_at=now)])


def _keep(match_round: MatchRound, enrollment: Enrollment, kind: str, *, by: User, reason: str, now: datetime) -> None:
    subject, program = subject_of_round(match_round.pk), match_round.cycle.program
    record_step(program, kind=kind, subject=subject, person=enrollment.mentee, by=by, reason=reason, now=now)
