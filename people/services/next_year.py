"""A year that follows another: its dates, and the mentors who are asked again. Pairs and answers are never copied."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from people.models import MentorParticipation, SupportOffer
from people.queries.opt_outs import mentor_has_opted_out
from people.services.invitations import schedule_invitations
from programs.models import Cycle
from programs.services.cycles import create_cycle

# What a mentor offered is proposed again; whoever answers may change it.
_OFFERED = ("capacity", "minimum", "department", "in_person", "by_video", "by_audio", "usual_times", "meeting_times",
            "trained_on", "mentor_since")  # fmt: skip


def returning_mentors(cycle: Cycle) -> QuerySet[MentorParticipation]:
    """Return those who mentored in a year to its end or still do, have a login, and may be asked again."""
    rows = MentorParticipation.objects.filter(cycle=cycle, state__in=MentorParticipation.TAKING_PART)
    return rows.filter(mentor__is_active=True).exclude(mentor_has_opted_out())


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
        _invite_again(cycle, planned, now)
        schedule_invitations(planned, now=now)
    return planned


def _invite_again(cycle: Cycle, planned: Cycle, now: datetime) -> None:
    before = list(returning_mentors(cycle).prefetch_related("support_offers"))
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
