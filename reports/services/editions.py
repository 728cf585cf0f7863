"""Counting the figures of a year: by night, and when somebody asks."""

from datetime import datetime

from django.db import transaction

from programs.models import Cycle
from reports.models import ReportEdition
from reports.models.figures import FORMAT, CycleFigures
from reports.presentation.document import report_document
from reports.presentation.report_pdf import report_pdf
from reports.queries.drift import drift_figures
from reports.queries.editions import edition_with_years
from reports.queries.expected import stretches_of
from reports.queries.matched import formal_pairs, match_figures
from reports.queries.meetings import held_sessions, meeting_figures, parts_by_format, parts_by_origin
from reports.queries.mentoring import load_figures, mentor_figures
from reports.queries.practice import milestone_figures, practice_figures
from reports.queries.waiting import response_figures
from reports.queries.waves import waves_to_release
from reports.services.outcomes import release_outcomes


def figures_of(cycle: Cycle, *, now: datetime) -> CycleFigures:
    """Count everything of a year. About twenty queries, whatever its size.

    Args:
        cycle: with its program and institution.
        now: the instant; of a year that goes on, figures are those until today.
    """
    pairs = formal_pairs(cycle)
    held = held_sessions(cycle)
    stretches = stretches_of(cycle, pairs, today=cycle.local_day(now))
    milestones = milestone_figures(cycle, pairs)
    return {
        "match": match_figures(cycle, pairs),
        "load": load_figures(cycle, pairs),
        "response": response_figures(cycle, now=now),
        "meetings": meeting_figures(cycle, held, stretches),
        "by_origin": parts_by_origin(cycle, pairs, held, stretches),
        "by_format": parts_by_format(cycle, pairs, held, stretches),
        "drift": drift_figures(cycle, pairs, held, now=now),
        "milestones": milestones,
        "mentors": mentor_figures(cycle, now=now),
        "practice": practice_figures(cycle, milestones, now=now),
    }


@transaction.atomic
def count_year(cycle: Cycle, *, now: datetime) -> ReportEdition:
    """Count a year, release its surveys that have closed, and keep the figures; who waited for them has them.

    Args:
        cycle: with its program and institution.
        now: the instant, which the page shows.
    """
    stored = {"format": FORMAT, "figures": figures_of(cycle, now=now), "counted_at": now, "asked_at": None}
    stored["pdf"] = b""
    release_closed(cycle, now=now)
    edition, _created = ReportEdition.objects.update_or_create(cycle=cycle, defaults=stored)
    return edition


def release_closed(cycle: Cycle, *, now: datetime) -> int:
    """Release what people answered in waves of the year that have closed; returns how many.

    Args:
        cycle: with its program and institution.
        now: the instant.
    """
    waves = waves_to_release([cycle], now=now)
    for wave in waves:
        release_outcomes(wave, now=now)
    return len(waves)


def write_pdf(cycle: Cycle) -> None:
    """Write the PDF of the figures that were counted last, unless others were counted meanwhile.

    Args:
        cycle: with its program and institution.
    """
    known = edition_with_years(cycle)
    if known is None:
        return
    edition, years = known
    content = report_pdf(report_document(edition, years))
    ReportEdition.objects.filter(pk=edition.pk, counted_at=edition.counted_at).update(pdf=content)


def ask_for_figures(cycle: Cycle, *, now: datetime) -> None:
    """Note that somebody waits for new figures of a year; the caller wakes the worker."""
    ReportEdition.objects.update_or_create(cycle=cycle, defaults={"asked_at": now})
