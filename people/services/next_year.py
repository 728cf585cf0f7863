"""A year that follows another: its dates, and the mentors who are asked again. Pairs and answers are never copied."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from people.models import MentorParticipation, SupportOffer
from people.queries.opt_outs import mentor_has_opted_out
from people.services.invitations import schedule_invitations
from programs.models import Cycle, CycleState
from programs.services.cycles import create_cycle

Renewal = MentorParticipation.Renewal
# What a mentor offered is proposed again; whoever answers may change it.
_OFFERED = ("capacity", "minimum", "department", "in_person", "by_video", "by_audio", "usual_times", "meeting_times",
            "trained_on", "mentor_since")  # fmt: skip


def returning_mentors(cycle: Cycle) -> QuerySet[MentorParticipation]:
    """Return those who mentored in a year to its end or still do, have a login, and may be asked again.

    Who said “not next year” is left out, and who asked not to be invited any more.
    """
    return _askable(MentorParticipation.objects.filter(cycle=cycle))


def _askable(rows: QuerySet[MentorParticipation]) -> QuerySet[MentorParticipation]:
    rows = rows.filter(state__in=MentorParticipation.TAKING_PART, mentor__is_active=True)
    return rows.exclude(renewal__in=(Renewal.NOT_NEXT, Renewal.NO_MORE)).exclude(mentor_has_opted_out())


@transaction.atomic
def repeat_year(cycle: Cycle, *, fields: Mapping[str, Any], mentors: bool, now: datetime) -> Cycle:
    """Plan a year like `cycle`. Settings, handbook and team are the program's, so they are there already.

    Args:
        cycle: the year that is repeated.
        fields: name and dates of the new one, validated by the form.
        mentors: whether those who mentored are invited again, with what they offered; they hear when enrolling opens.
        now: the instant.
    """
    planned = create_cycle(cycle.program, fields=fields)
    if mentors:
        _invite(returning_mentors(cycle), planned, now)
        schedule_invitations(planned, now=now)
    return planned


def year_after(cycle: Cycle) -> Cycle | None:
    """Return the newest year of the program that follows this one and is not closed, or None."""
    later = Cycle.objects.filter(program=cycle.program_id, planning_from__gt=cycle.planning_from)
    later = later.exclude(state=CycleState.CLOSED).select_related("program__institution")
    return later.order_by("-planning_from", "-pk").first()


def invitable_to(planned: Cycle, rows: QuerySet[MentorParticipation]) -> QuerySet[MentorParticipation]:
    """Return those of `rows`, of one year, who may be asked to mentor in `planned` and are not in it."""
    there = MentorParticipation.objects.filter(cycle=planned).values("mentor")
    return _askable(rows).exclude(mentor__in=there)


@transaction.atomic
def invite_to_year(rows: QuerySet[MentorParticipation], planned: Cycle, *, now: datetime) -> int:
    """Invite mentors of one year to another that is planned already, with what they offer; returns how many.

    They hear at once where it takes people in, else when enrolling opens.
    """
    invited = _invite(invitable_to(planned, rows), planned, now)
    schedule_invitations(planned, now=now, people=[row.mentor_id for row in invited])
    return len(invited)


def _invite(rows: QuerySet[MentorParticipation], planned: Cycle, now: datetime) -> list[MentorParticipation]:
    before = list(rows.prefetch_related("support_offers"))
    invited = MentorParticipation.objects.bulk_create(
        MentorParticipation(
            cycle=planned, mentor_id=row.mentor_id, invited_at=now, **{name: getattr(row, name) for name in _OFFERED}
        )
        for row in before
    )
    SupportOffer.objects.bulk_create(
        SupportOffer(participation=new, function=offer.function, note=offer.note)
        for new, row in zip(invited, before, strict=True)
        for offer in row.support_offers.all()
    )
    return invited
