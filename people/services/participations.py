"""Writes about mentors: answering an invitation, what those who run the program decide, readiness."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.references import is_referred_to
from core.revisions import refuse_stale, stored_fields
from people.errors import PlacesInUse
from people.models import MentorParticipation, SupportOffer
from people.policies import forget_memberships
from people.queries.readiness import is_trained
from people.services.opt_outs import allow_invitations, opt_out_of_mentoring
from people.services.person_steps import keep_person_step
from people.signals import participation_changed
from programs.models import Program, StaffStep
from programs.queries.handbooks import has_acknowledged
from programs.services.handbook_notices import schedule_handbook
from programs.services.staff_steps import changes, kept_of, refuse_changed

_State = MentorParticipation.State
_DECLINED_WITH = ("declined_because", "decline_reason", "decline_reason_shared")


def locked_participation(participation: MentorParticipation) -> MentorParticipation:
    """Return the participation as it stands now, locked until the transaction ends."""
    rows = MentorParticipation.objects.select_for_update(of=("self",))
    return rows.select_related("cycle__program__institution", "mentor").get(pk=participation.pk)


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
def oversee_participation(
    participation: MentorParticipation,
    *,
    capacity: int,
    department: str,
    trained_on: date | None,
    co_mentor: User | None,
    mentor_since: int | None,
    by: User,
    now: datetime,
    began_from: str = "",
) -> MentorParticipation:
    """Save what the people who run the program decide about a mentor: places, training, an experienced co-mentor.

    `by` decides, at the instant `now`; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved something else since the form was opened.
        PlacesInUse: the capacity would fall below the places that are taken.
        WrongState: the co-mentor is the mentor.
    """
    participation = locked_participation(participation)
    wanted = {
        "capacity": capacity,
        "department": department,
        "trained_on": trained_on,
        "co_mentor": co_mentor,
        "mentor_since": mentor_since,
    }
    refuse_stale(began_from, stored=stored_fields(participation, wanted), wanted=wanted)
    refuse_small_capacity(participation, capacity)
    if co_mentor == participation.mentor:
        raise WrongState(_("Choose someone else as co-mentor."), field="co_mentor")
    before = _overseen(participation)
    for name, value in wanted.items():
        setattr(participation, name, value)
    participation.minimum = min(participation.minimum, capacity)
    participation.save(update_fields=[*wanted, "minimum"])
    update_readiness(participation, now=now)
    kept = changes(before, _overseen(participation))
    if kept["before"]:
        known = {"participation": participation.pk}
        program, mentor = participation.cycle.program, participation.mentor
        keep_person_step(mentor, program, "mentor_overseen", by=by, now=now, before=known, kept=kept)
    return participation


_OVERSEEN = ("capacity", "minimum", "department", "trained_on", "co_mentor_id", "mentor_since", "state")


def _overseen(participation: MentorParticipation) -> dict[str, Any]:
    """What overseeing may change, as JSON can hold it."""
    values = {name: getattr(participation, name) for name in _OVERSEEN}
    return values | {"trained_on": participation.trained_on and participation.trained_on.isoformat()}


@transaction.atomic
def undo_oversight(step: StaffStep, _by: User, _now: datetime) -> None:
    """Put places, department, training and co-mentor of a mentor back.

    Raises:
        WrongState: one of them was changed since, or the mentor became ready with it and has a list, offer or pair.
        PlacesInUse: more places are taken by now than there were.
    """
    kept = kept_of(step)
    participation = locked_participation(MentorParticipation(pk=step.key("participation")))
    refuse_changed(kept, _overseen(participation))
    if "state" in kept["before"] and is_referred_to(participation, apart_from=(SupportOffer,)):
        raise WrongState(_("Mentees could choose them since, and there is a list, an offer or a pair. This stays."))
    refuse_small_capacity(participation, kept["before"].get("capacity", participation.capacity))
    for name, value in kept["before"].items():
        field = cast("models.Field[Any, Any]", MentorParticipation._meta.get_field(name))
        setattr(participation, name, field.to_python(value))
    participation.save(update_fields=list(kept["before"]))


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
    if not participation.support_offers.exists() or not mentor.interests.of_program(program).exists():
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
