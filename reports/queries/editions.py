"""Reads of what was counted, and which years wait for being counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from programs.models import Cycle, CycleState, Program
from reports.models import ReportEdition
from reports.models.figures import FORMAT

# Years that people look at while they go on are counted again each night.
_FRESH_FOR = timedelta(hours=20)
# Who asked and got nothing for so long may ask again: the worker was away.
_WAITS_FOR = timedelta(minutes=5)


def editions_of(cycles: Iterable[Cycle]) -> dict[int, ReportEdition]:
    """Return what was counted of the years, by the year's key. One query."""
    rows = ReportEdition.objects.filter(cycle__in=[cycle.pk for cycle in cycles], format=FORMAT)
    rows = rows.annotate(has_pdf=~Q(pdf=b"")).defer("pdf")
    return {row.cycle_id: row for row in rows}


def edition_with_years(cycle: Cycle) -> tuple[ReportEdition, list[tuple[Cycle, ReportEdition]]] | None:
    """Return what was counted of a year, and of the last years up to it; None where it was not. Two queries.

    Args:
        cycle: with its program and institution.
    """
    years = list(cycle.program.cycles.order_by("-planning_from", "-pk"))
    shown = shown_years(years, cycle)
    editions = editions_of(shown)
    edition = editions.get(cycle.pk)
    if edition is None:
        return None
    edition.cycle = cycle
    return edition, [(year, editions[year.pk]) for year in shown if year.pk in editions]


def is_counting(edition: ReportEdition | None, *, now: datetime) -> bool:
    """Whether somebody asked for new figures a while ago and the worker has not come to it."""
    return edition is not None and edition.asked_at is not None and edition.asked_at > now - _WAITS_FOR


def years_to_count(*, now: datetime) -> QuerySet[Cycle]:
    """Return the years whose figures are missing, of an older format, of yesterday or from before the year closed."""
    never = Q(report=None) | ~Q(report__format=FORMAT)
    over = Q(state=CycleState.CLOSED)
    stale = ~over & Q(report__counted_at__lt=now - _FRESH_FOR)
    closed_since = over & Q(report__counted_at__date__lte=F("ends_on"), report__counted_at__lt=now - _FRESH_FOR)
    begun = Cycle.objects.exclude(state=CycleState.PLANNING).exclude(program__status=Program.Status.DRAFT)
    return begun.filter(never | stale | closed_since).select_related("program__institution")


def years_to_typeset() -> QuerySet[Cycle]:
    """Return the years that were counted and have no PDF: the worker ended in between."""
    return Cycle.objects.filter(report__format=FORMAT, report__pdf=b"", report__asked_at=None)


def shown_years(years: Sequence[Cycle], cycle: Cycle, *, most: int = 3) -> list[Cycle]:
    """Return a year and those before it, the oldest first."""
    return list(reversed([year for year in years if year.planning_from <= cycle.planning_from][:most]))
