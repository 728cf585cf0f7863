"""A report as a document, before it becomes a PDF or a table of all its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import clean_line
from programs.models import Cycle
from programs.presentation.brands import PETROL
from programs.queries.schools import logo_of
from reports.models import ReportEdition
from reports.presentation.breakdowns import BREAKDOWNS, breakdown_chart
from reports.presentation.evidence import EvidencePart, evidence_of
from reports.presentation.headlines import in_short
from reports.presentation.sections import Section, is_empty, outcome_sections, sections_of, years_figures
from reports.queries.evidence import records_of
from reports.queries.waves import releases_of

_LOGO = "logo.webp"


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """The whole report on a year.

    Attributes:
        title, school: what it is, and whose.
        accent: the color of the school on paper; logo: the file among `pictures`, empty where it has none.
        language: the tag of the language of its words.
        edition: of when the figures are.
        made_at: that instant, in UTC.
        short: the sentences it begins with: what is in bold, and the rest.
        sections: with their figures.
        evidence: what the program did, and what shows it.
        pictures: file → content.
    """

    title: str
    school: str
    accent: str
    logo: str
    language: str
    edition: str
    made_at: datetime
    short: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    evidence: Sequence[EvidencePart]
    pictures: Mapping[str, bytes]


def report_document(edition: ReportEdition, years: Sequence[tuple[Cycle, ReportEdition]]) -> ReportDocument:
    """Return the report on the year of `edition`.

    Args:
        edition: counted, with cycle, program and institution.
        years: the last years that were counted with it, the oldest first.
    """
    cycle, least = edition.cycle, edition.cycle.program.answers_before_ratings
    school, counted_at = cycle.program.institution, edition.counted_at or datetime.now(UTC)
    logo = logo_of(school)
    return ReportDocument(
        title=clean_line(_("Report on %(cycle)s") % {"cycle": cycle}),
        school=clean_line(school.name),
        accent=school.accent or PETROL,
        logo=_LOGO if logo else "",
        language=get_language() or "en",
        edition=edition_words(edition),
        made_at=counted_at.astimezone(UTC).replace(microsecond=0),
        short=in_short(edition.figures, least=least),
        sections=list(all_sections(edition, years)),
        evidence=evidence_of(cycle, edition.figures, records_of(cycle)),
        pictures={_LOGO: logo} if logo else {},
    )


def edition_words(edition: ReportEdition) -> str:
    """Return of when the figures are, by the clock of the school."""
    if edition.counted_at is None:
        return ""
    moment = edition.counted_at.astimezone(edition.cycle.program.institution.zone)
    return _("Figures of %(time)s") % {"time": date_format(moment, "j F Y, H:i")}


def all_sections(edition: ReportEdition, years: Sequence[tuple[Cycle, ReportEdition]]) -> Iterator[Section]:
    """Yield the sections of a year, all breakdowns, and the years beside each other."""
    cycle, least = edition.cycle, edition.cycle.program.answers_before_ratings
    if is_empty(edition.figures):
        return
    yield from sections_of(cycle, edition.figures, least=least)
    charts = [breakdown_chart(each, edition.figures, least=least) for each in BREAKDOWNS]
    if known := [chart for chart in charts if chart]:
        yield Section("breakdowns", _("Sessions by kind of pair"), known)
    releases = releases_of(*{cycle, *(year for year, _edition in years)})
    yield from outcome_sections([each for each in releases if each.wave.cycle_id == cycle.pk], BREAKDOWNS)
    if beside := years_figures(years, releases, BREAKDOWNS, least=least):
        yield Section("over-years", _("Over the years"), beside)
