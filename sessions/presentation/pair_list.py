"""How much the pairs of a year meet, in the list of pairs."""

from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.lists.definition import Cell, Filter, Part
from people.presentation.lists.year import Year, day_cell, value_column
from sessions.models import MentoringSession, counts_as_held


def _held() -> QuerySet[MentoringSession, Any]:
    return MentoringSession.objects.filter(counts_as_held(), mentorship=OuterRef("pk")).order_by().values("mentorship")


def _count(_year: Year) -> dict[str, Any]:
    return {"sessions_held": Coalesce(Subquery(_held().annotate(n=Count("pk")).values("n")), 0)}


def _last(_year: Year) -> dict[str, Any]:
    return {"last_session": Subquery(_held().annotate(last=Max("starts_at")).values("last"))}


def _differs(_year: Year, _value: str) -> Q:
    disputed = MentoringSession.Confirmation.DISPUTED
    return Q(Exists(MentoringSession.objects.filter(mentorship=OuterRef("pk"), confirmation=disputed)))


OF_PAIRS: Part[Year, Any] = Part(
    columns=(
        value_column(
            "sessions",
            _("Sessions held"),
            attrgetter("sessions_held"),
            shown=Cell,
            order=("sessions_held",),
            needs=_count,
            number=True,
        ),
        value_column(
            "last_session",
            _("Last session"),
            attrgetter("last_session"),
            shown=day_cell,
            order=("last_session",),
            needs=_last,
            usual=False,
        ),
    ),
    filters=(
        Filter(
            "log",
            _("Session logs"),
            lambda _year: (("differs", MentoringSession.Confirmation.DISPUTED.label),),
            _differs,
        ),
    ),
)
