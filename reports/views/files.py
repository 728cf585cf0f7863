"""The report on a year as a file: PDF, every figure as CSV and XLSX, and what the program did as Markdown."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.lists.exports import FORMATS
from people.policies import is_mentor_in
from programs.models import Cycle
from programs.queries.programs import meant_cycle
from reports.access import get_reported_years_for
from reports.models import ReportEdition
from reports.presentation.document import all_sections, edition_words
from reports.presentation.evidence import evidence_markdown, evidence_of
from reports.presentation.facts import pairs_csv
from reports.presentation.tables import figures_csv, figures_xlsx
from reports.queries.editions import edition_with_years
from reports.queries.evidence import records_of

Years = list[tuple[Cycle, ReportEdition]]
_FORMS: dict[str, tuple[Callable[[ReportEdition, Years], bytes], str]] = {
    "csv": (lambda edition, years: figures_csv(list(all_sections(edition, years))), FORMATS["csv"]),
    "xlsx": (lambda edition, years: figures_xlsx(list(all_sections(edition, years))), FORMATS["xlsx"]),
    "md": (lambda edition, _years: _evidence(edition), "text/markdown; charset=utf-8"),
    "pdf": (lambda edition, _years: bytes(edition.pdf), "application/pdf"),
}


@require_safe
def download_report(request: SignedInRequest, slug: str, form: str) -> HttpResponse:
    """A file of what was counted last of a year; the worker has written the PDF, or there is none yet."""
    program, years = get_reported_years_for(request.user, slug)
    cycle = meant_cycle(years, request.GET.get("year"))
    known = edition_with_years(cycle) if cycle and form in _FORMS else None
    if known is None:
        raise Http404
    edition, others = known
    make, content_type = _FORMS[form]
    return _sent(make(edition, others), content_type, f"{program.slug}-{edition.cycle.name}-report.{form}")


@require_safe
def download_pairs(request: SignedInRequest, slug: str) -> HttpResponse:
    """The facts behind the figures of pairs, without names; who mentors in the year gets nobody’s choice."""
    program, years = get_reported_years_for(request.user, slug)
    cycle = meant_cycle(years, request.GET.get("year"))
    if cycle is None:
        raise Http404
    content = pairs_csv(cycle, with_choices=not is_mentor_in(request.user, cycle))
    return _sent(content, FORMATS["csv"], f"{program.slug}-{cycle.name}-pairs.csv")


def _sent(content: bytes, content_type: str, name: str) -> HttpResponse:
    if not content:
        raise Http404
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name.replace("–", "-")) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _evidence(edition: ReportEdition) -> bytes:
    cycle = edition.cycle
    parts = evidence_of(cycle, edition.figures, records_of(cycle))
    return evidence_markdown(cycle, parts, figures_of=edition_words(edition)).encode()
