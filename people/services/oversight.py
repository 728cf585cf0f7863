"""What those who run a program decide about a mentor: places, department, training, an experienced co-mentor."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.references import is_referred_to
from core.revisions import refuse_stale, stored_fields
from people.models import MentorParticipation, SupportOffer
from people.services.participations import locked_participation, refuse_small_capacity, update_readiness
from people.services.person_steps import keep_person_step
from programs.models import StaffStep
from programs.services.staff_steps import changes, kept_of, refuse_changed


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
    _oversee(participation, wanted, by=by, now=now)
    return participation


@transaction.atomic
def note_training(participation: MentorParticipation, *, trained_on: date, by: User, now: datetime) -> StaffStep:
    """Note that a mentor was trained elsewhere, which may make them ready.

    Args:
        participation: of somebody who has not left.
        trained_on: the day, not a day to come.
        by: who runs the program.
        now: the instant.

    Raises:
        WrongState: the mentor has left, or this day is noted already.
    """
    participation = locked_participation(participation)
    if participation.is_gone:
        raise WrongState(_("No longer takes part."))
    step = _oversee(participation, {"trained_on": trained_on}, by=by, now=now)
    if step is None:
        raise WrongState(_("This day is noted already."))
    return step


def _oversee(
    participation: MentorParticipation, wanted: Mapping[str, Any], *, by: User, now: datetime
) -> StaffStep | None:
    """Save what was decided about a mentor whom the caller has locked; None where nothing changes."""
    before = _overseen(participation)
    for name, value in wanted.items():
        setattr(participation, name, value)
    participation.minimum = min(participation.minimum, participation.capacity)
    participation.save(update_fields=[*wanted, "minimum"])
    update_readiness(participation, now=now)
    kept = changes(before, _overseen(participation))
    if not kept["before"]:
        return None
    known = {"participation": participation.pk}
    program, mentor = participation.cycle.program, participation.mentor
    return keep_person_step(mentor, program, "mentor_overseen", by=by, now=now, before=known, kept=kept)


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
