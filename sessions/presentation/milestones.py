"""The milestones of a pair whose facts are sessions: the first meeting, and the talk half-way."""

from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from pairs.presentation.milestones import MilestoneKind, register_milestone
from sessions.models import MentoringSession, counts_as_held


def _first_held(_zone: ZoneInfo) -> Subquery:
    held = MentoringSession.objects.filter(counts_as_held(), mentorship=OuterRef("pk")).order_by("starts_at")
    return Subquery(held.values("starts_at")[:1])


def _first_of_second_half(zone: ZoneInfo) -> Subquery:
    """The first session held since the day of the midyear talk, for years that name one."""
    held = MentoringSession.objects.filter(counts_as_held(), mentorship=OuterRef("pk"))
    since = held.alias(day=TruncDate("starts_at", tzinfo=zone)).filter(day__gte=OuterRef("cycle__mid_year_on"))
    return Subquery(since.order_by("starts_at").values("starts_at")[:1])


def register_session_milestones() -> None:
    """Register them."""
    register_milestone(
        MilestoneKind(
            key="first_meeting",
            title=_("First meeting"),
            place=20,
            reached=_first_held,
            planned=lambda cycle: cycle.first_meeting_by,
        )
    )
    register_milestone(
        MilestoneKind(
            key="mid_year",
            title=_("Midyear talk"),
            place=50,
            reached=_first_of_second_half,
            planned=lambda cycle: cycle.mid_year_on,
            of_year=lambda cycle: cycle.mid_year_on is not None,
        )
    )
