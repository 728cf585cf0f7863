"""A mentee taken out of a round by a coordinator, and put back, while lists are taken."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, RoundAbsence
from matching.notices.events import ROUND_JOINED, ROUND_LEFT
from matching.queries.eligibility import unpaired_mentees
from matching.services.locks import lock_round
from matching.services.ranking_notices import schedule_ranking
from matching.services.round_steps import keep_step
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import OwnPair
from people.models import Enrollment, MentorParticipation


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
    match_round = locked_for(match_round, enrollment, enrollment.mentee, by)
    if match_round.absences.filter(enrollment=enrollment).exists():
        return
    if not unpaired_mentees(match_round.cycle).filter(pk=enrollment.pk).exists():
        raise WrongState(_("They don’t look for a mentor in this round."))
    RoundAbsence.objects.create(round=match_round, enrollment=enrollment)
    tell(ROUND_LEFT, match_round, [enrollment.mentee], now)
    keep_step(match_round, "left_out_of_round", enrollment.mentee, by=by, reason=reason, now=now)


@transaction.atomic
def put_back(match_round: MatchRound, *, enrollment: Enrollment, by: User, reason: str, now: datetime) -> None:
    """Let a mentee who was taken out be in the round again. Arguments and errors as for `take_out`."""
    match_round = locked_for(match_round, enrollment, enrollment.mentee, by)
    if not match_round.absences.filter(enrollment=enrollment).exists():
        return
    match_round.absences.filter(enrollment=enrollment).delete()
    tell(ROUND_JOINED, match_round, [enrollment.mentee], now)
    schedule_ranking(match_round.cycle, now=now, mentees=[enrollment.mentee_id])
    keep_step(match_round, "put_back_into_round", enrollment.mentee, by=by, reason=reason, now=now)


def locked_for(match_round: MatchRound, record: Enrollment | MentorParticipation, person: User, by: User) -> MatchRound:
    """Lock a round in which `by` decides whether somebody else of its year is.

    Raises:
        WrongState: lists are closed, or the record is of another year.
        OwnPair: `by` is the person.
    """
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CHANGE or record.cycle_id != match_round.cycle_id:
        raise WrongState(_("Lists are closed, so who is in this round stays as it is."))
    if person == by:
        raise OwnPair
    return match_round


def tell(event: str, match_round: MatchRound, people: Iterable[User], now: datetime) -> None:
    """Tell people who is in the round, or out. A draft is known to coordinators alone: there is nothing to tell."""
    if match_round.state == MatchRound.State.OPEN:
        about: dict[str, Any] = {"subject_pk": str(match_round.pk), "revision": now.isoformat(), "due_at": now}
        enqueue_many(Notice(event=event, recipient=person, **about) for person in people)
