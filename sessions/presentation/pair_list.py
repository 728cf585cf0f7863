"""How much the pairs of a year meet, in the list of pairs."""

from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.lists.definition import Cell, Column, Part
from people.presentation.lists.year import Year, day_cell
from sessions.models import MentoringSession, counts_as_held


def _held() -> QuerySet[MentoringSession, Any]:
    return MentoringSession.objects.filter(counts_as_held(), mentorship=OuterRef("pk")).order_by().values("mentorship")


def _count(_year: Year) -> dict[str, Any]:
    return {"sessions_held": Coalesce(Subquery(_held().annotate(n=Count("pk")).values("n")), 0)}


def _last(_year: Year) -> dict[str, Any]:
    return {"last_session": Subquery(_held().annotate(last=Max("starts_at")).values("last"))}


OF_PAIRS: Part[Year, Any] = Part(
    columns=(
        Column(
            "sessions",
            _("Sessions held"),
            lambda _year, row: Cell(row.sessions_held),
            value=lambda _year, row: row.sessions_held,
            order=("sessions_held",),
            needs=_count,
            number=True,
        ),
        Column(
            "last_session",
            _("Last session"),
            lambda _year, row: day_cell(row.last_session),
            value=lambda _year, row: row.last_session,
            order=("last_session",),
            needs=_last,
            usual=False,
        ),
    ),
)
