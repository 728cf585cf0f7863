"""Writes about mentors: answering an invitation, leaving, readiness."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from people.errors import PlacesInUse
from people.models import MentorParticipation
from people.policies import forget_memberships
from people.queries.profile_gaps import is_complete
from people.queries.readiness import is_trained
from people.services.opt_outs import allow_invitations, opt_out_of_mentoring
from people.services.reasons import update_reasons
from people.signals import participation_changed
from programs.models import Program
from programs.queries.handbooks import has_acknowledged
from programs.services.handbook_notices import schedule_handbook

_State = MentorParticipation.State
_DECLINED_WITH = ("declined_because", "decline_reason", "decline_reason_shared")


def locked_participation(participation: MentorParticipation) -> MentorParticipation:
    """Return the participation as it stands now, locked until the transaction ends."""
    rows = MentorParticipation.objects.select_for_update(of=("self",))
    # Not `get`: locking many, one after another, is meant.
    [current] = rows.select_related("cycle__program__institution", "mentor").filter(pk=participation.pk)
    return current


@transaction.atomic
def answer_invitation(
    participation: MentorParticipation,
    *,
    accept: bool,
    now: datetime,
    because: str = "",
    reason: str = "",
    share_reason: bool = False,
    ask_again: bool = True,
) -> MentorParticipation:
    """Accept or decline to mentor in a cycle.

    Args:
        participation: the invitation, answered by its mentor.
        accept: yes or no.
        now: the instant of the answer.
        because: for declining; one of `MentorParticipation.Because` or nothing, counted without names.
        reason: for declining; private unless shared.
        share_reason: whether the coordinator may read it.
        ask_again: for declining; whether the school may invite again in another year or program. Who accepts may be.

    Raises:
        WrongState: it was answered before.
    """
    participation = locked_participation(participation)
    if participation.state != _State.INVITED:
        raise WrongState(_("You’ve already answered this invitation."))
    participation.state = _State.ACCEPTED if accept else _State.DECLINED
    participation.answered_at = now
    if not accept:
        participation.declined_because = because
        participation.decline_reason = reason
        participation.decline_reason_shared = bool(reason) and share_reason
    participation.save(update_fields=["state", "answered_at", *_DECLINED_WITH])
    if participation.declined_because:
        update_reasons(participation.cycle)
    forget_memberships(participation.mentor)
    institution = participation.cycle.program.institution
    if accept:
        allow_invitations(participation.mentor, institution=institution)
        schedule_handbook(participation.cycle.program, now=now, people=[participation.mentor_id])
    elif not ask_again:
        opt_out_of_mentoring(participation.mentor, institution=institution, now=now)
    return update_readiness(participation, now=now)


def require_taking_part(participation: MentorParticipation) -> None:
    """Refuse what only a mentor who takes part can do.

    Raises:
        WrongState: invited only, declined, or ended.
    """
    if not participation.takes_part:
        raise WrongState(_("Only a mentor taking part this year can do that."))


def refuse_small_capacity(participation: MentorParticipation, capacity: int) -> None:
    """Refuse fewer places than are taken.

    Raises:
        PlacesInUse: there are.
    """
    if capacity < participation.places_taken:
        raise PlacesInUse(
            _("%(taken)d places are taken. Choose at least that many.") % {"taken": participation.places_taken},
            field="capacity",
        )


@transaction.atomic
def stop_mentoring(participation: MentorParticipation, *, now: datetime) -> MentorParticipation:
    """Leave the cycle for good. Those who know of offers, pairs and sessions are told by the signal.

    Raises:
        WrongState: the mentor does not take part.
    """
    participation = locked_participation(participation)
    require_taking_part(participation)
    participation.state = _State.ENDED
    participation.save(update_fields=["state"])
    participation_changed.send(sender=MentorParticipation, participation=participation, now=now)
    return participation


def update_readiness_of_accepted(participations: Iterable[MentorParticipation], *, now: datetime) -> None:
    """Look again at those of `participations` who have accepted: what made one of them ready may just have happened.

    The caller has the transaction.
    """
    for participation in participations:
        if participation.state == _State.ACCEPTED:
            update_readiness(locked_participation(participation), now=now)


def missing_for_readiness(participation: MentorParticipation, *, now: datetime) -> list[str]:
    """Return what a mentor who has accepted lacks to be ready at the instant `now`; empty when nothing."""
    missing = []
    program, mentor = participation.cycle.program, participation.mentor
    if not has_acknowledged(mentor, program):
        missing.append(_("Read the handbook and acknowledge it."))
    if participation.co_mentor_id is None and not is_trained(participation, day=participation.cycle.local_day(now)):
        missing.append(_("Take the training, or ask the coordinator for an experienced co-mentor."))
    if not is_complete(participation):
        missing.append(_("Say what support you offer and what interests you."))
    return missing


def update_readiness(participation: MentorParticipation, *, now: datetime) -> MentorParticipation:
    """Accepted becomes ready once nothing is missing, or at once where the program doesn’t require it.

    Ready stays: a new version of the handbook or of a module hides nobody.
    """
    if participation.state != _State.ACCEPTED:
        return participation
    required = participation.cycle.program.readiness_rule == Program.ReadinessRule.REQUIRED
    if not required or not missing_for_readiness(participation, now=now):
        participation.state = _State.READY
        participation.save(update_fields=["state"])
    return participation
