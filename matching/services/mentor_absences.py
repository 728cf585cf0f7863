"""A mentor taken out of a round by a coordinator, and put back, while lists are taken."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, MentorAbsence, PreferenceList
from matching.notices.events import LISTED_MENTOR_LEFT, MENTOR_JOINED_ROUND, MENTOR_LEFT_ROUND
from matching.queries.eligibility import available_mentors, unpaired_mentees
from matching.services.fixed_pairs import subject_of_round
from matching.services.locks import lock_round
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import OwnPair
from people.models import MentorParticipation
from programs.services.staff_steps import record_step


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
    match_round = _locked(match_round, participation, by)
    if match_round.mentor_absences.filter(participation=participation).exists():
        return
    cycle = match_round.cycle
    if not available_mentors(cycle, day=cycle.local_day(now)).filter(pk=participation.pk).exists():
        raise WrongState(_("They don’t take part in this round."))
    if match_round.fixed_pairs.filter(participation=participation).exists():
        raise WrongState(_("A pair with them is fixed for this round. Release it first."))
    MentorAbsence.objects.create(round=match_round, participation=participation)
    _tell(MENTOR_LEFT_ROUND, match_round, [participation.mentor], now)
    naming = PreferenceList.objects.filter(round=match_round, items__participation=participation).values("enrollment")
    mentees = [row.mentee for row in unpaired_mentees(cycle).filter(pk__in=naming).select_related("mentee")]
    _tell(LISTED_MENTOR_LEFT, match_round, mentees, now)
    _keep(match_round, participation, "mentor_left_out", by=by, reason=reason, now=now)


@transaction.atomic
def put_mentor_back(
    match_round: MatchRound, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> None:
    """Let a mentor who was taken out be in the round again; lists that name them count with them.

    Arguments and errors as for `take_mentor_out`.
    """
    match_round = _locked(match_round, participation, by)
    if match_round.mentor_absences.filter(participation=participation).delete()[0]:
        _tell(MENTOR_JOINED_ROUND, match_round, [participation.mentor], now)
        _keep(match_round, participation, "mentor_put_back", by=by, reason=reason, now=now)


def _locked(match_round: MatchRound, participation: MentorParticipation, by: User) -> MatchRound:
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CHANGE or participation.cycle_id != match_round.cycle_id:
        raise WrongState(_("Lists are closed, so who is in this round stays as it is."))
    if participation.mentor_id == by.pk:
        raise OwnPair
    return match_round


def _tell(event: str, match_round: MatchRound, people: list[User], now: datetime) -> None:
    """A draft is known to coordinators alone: there is nothing to tell."""
    if match_round.state == MatchRound.State.OPEN:
        about: dict[str, Any] = {"subject_pk": str(match_round.pk), "revision": now.isoformat(), "due_at": now}
        enqueue_many(Notice(event=event, recipient=person, **about) for person in people)


def _keep(match_round: MatchRound, participation: MentorParticipation, kind: str, **more: Any) -> None:
    subject, program = subject_of_round(match_round.pk), match_round.cycle.program
    record_step(program, kind=kind, subject=subject, person=participation.mentor, **more)
