"""The report on a program: one year, its years beside each other, and another year or program to compare."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.numbers import read_number
from programs.models import Cycle
from programs.policies import can_administer
from programs.queries.programs import meant_cycle
from reports.access import get_reported_cycles_for, get_reported_years_for
from reports.models import ReportEdition
from reports.presentation.breakdowns import BREAKDOWNS, breakdown_chart, breakdown_named
from reports.presentation.experience import OF_PAIRS, experience_figures
from reports.presentation.headlines import beside, headlines_of, in_short
from reports.presentation.sections import is_empty, outcome_sections, sections_of, years_figures
from reports.queries.comparable import comparable_cycles
from reports.queries.consented import asks_consent
from reports.queries.editions import editions_of, is_counting, shown_years
from reports.queries.waves import open_rates, releases_of, releases_over_programs
from reports.services.editions import ask_for_figures
from reports.tasks import start_counting


@require_safe
def list_reports(request: SignedInRequest) -> HttpResponse:
    """The programs of the reader, each with the figures of its last years, and what people said in all of them."""
    cycles = get_reported_cycles_for(request.user)
    editions = editions_of(cycles)
    rows = [(cycle, _headlines(cycle, editions.get(cycle.pk))) for cycle in cycles]
    by, told = breakdown_named(request.GET.get("by")), releases_over_programs(cycles)
    context: dict[str, Any] = {"rows": rows, "head": next((row for _c, row in rows if row), [])}
    if told:
        context |= {"by": by, "breakdowns": OF_PAIRS, "experience": list(experience_figures(told, by, name_of=str))}
    return render(request, "reports/list.html", context)


def _headlines(cycle: Cycle, edition: ReportEdition | None) -> list[Any]:
    if edition is None or is_empty(edition.figures):
        return []
    return headlines_of(edition.figures, least=cycle.program.answers_before_ratings)


@require_safe
def show_report(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was counted last of a year, with its time; nothing is counted while somebody waits for the page."""
    program, years = get_reported_years_for(request.user, slug)
    cycle = meant_cycle(years, request.GET.get("year"))
    context: dict[str, Any] = {"program": program, "cycle": cycle, "years": years[:5]}
    if cycle is not None:
        compared = comparable_cycles(request.user, cycle)
        other = next((each for each in compared if each.pk == read_number(request.GET.get("with"))), None)
        shown = shown_years(years, cycle)
        editions = editions_of([*shown, cycle, *([other] if other else [])])
        waiting = ReportEdition.objects.filter(cycle=cycle, asked_at__isnull=False).first()
        context |= {"counting": is_counting(waiting, now=timezone.now()), "compared": compared, "other": other}
        context |= {"breakdowns": BREAKDOWNS, "by": breakdown_named(request.GET.get("by"))}
        if cycle.pk in editions:
            context |= _figures(cycle, shown, other, editions, context["by"])
            context["research"] = context.get("research") if can_administer(request.user, program) else []
    return render(request, "reports/report.html", context)


def _figures(
    cycle: Cycle, shown: list[Cycle], other: Cycle | None, editions: dict[int, ReportEdition], by: Any
) -> dict[str, Any]:
    edition, least = editions[cycle.pk], cycle.program.answers_before_ratings
    figures = edition.figures
    context: dict[str, Any] = {"edition": edition, "empty": is_empty(figures)}
    if context["empty"]:
        return context
    all_releases = releases_of(*{cycle, *shown})
    releases = [each for each in all_releases if each.wave.cycle_id == cycle.pk]
    known = [(year, editions[year.pk]) for year in shown if year.pk in editions]
    context |= {
        "short": in_short(figures, least=least),
        "sections": sections_of(cycle, figures, least=least),
        "outcomes": outcome_sections(releases, [by]),
        "research": [each for each in releases if asks_consent(each.wave)],
        "waves": open_rates(cycle, now=timezone.now()),
        "breakdown": breakdown_chart(by, figures, least=least),
        "years_figures": years_figures(known, all_releases, [by], least=least),
    }
    if other and other.pk in editions and not _empty(editions[other.pk]):
        least = max(least, other.program.answers_before_ratings)
        same = other.program_id == cycle.program_id
        names = (cycle.name, other.name) if same else (str(cycle), str(other))
        there = editions[other.pk].figures
        context["beside"] = beside((names[0], figures), (names[1], there), least=least)
    return context


def _empty(edition: ReportEdition) -> bool:
    return is_empty(edition.figures)


@require_POST
def count_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the worker count the figures of a year anew."""
    _program, years = get_reported_years_for(request.user, slug)
    cycle = meant_cycle(years, request.POST.get("year"))
    if cycle is None:
        return redirect("reports:show-report", slug=slug)
    now: datetime = timezone.now()
    ask_for_figures(cycle, now=now)
    start_counting(cycle.pk)
    messages.success(request, _("The figures are being counted. Load the page again in a moment."))
    return redirect(f"{reverse('reports:show-report', kwargs={'slug': slug})}?year={cycle.pk}")
