"""The sections of a report on one year: one list for the page, the PDF and the files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.charts.figures import Figure
from core.clocks import day_text
from programs.models import Cycle
from reports.models import OutcomeRelease, ReportEdition
from reports.models.figures import CycleFigures
from reports.presentation.breakdowns import Breakdown
from reports.presentation.experience import experience_figures
from reports.presentation.headlines import over_years
from reports.presentation.meeting import meeting_charts
from reports.presentation.outcomes import outcome_figures, too_few_words
from reports.presentation.pairing import pairing_figures
from reports.presentation.people import load_chart, practice_chart, response_chart


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report.

    Attributes:
        key: its place in the page.
        title: its heading.
        figures: with their findings, drawings and tables.
        note: what is not in them, and why; mostly nothing.
    """

    key: str
    title: str
    figures: Sequence[Figure]
    note: str = ""


def sections_of(cycle: Cycle, figures: CycleFigures, *, least: int) -> list[Section]:
    """Return the sections of a year that have anything to show.

    Args:
        cycle: the year, with its program.
        figures: what was counted of it.
        least: of fewer lists than that nothing is shown.
    """
    return [section for section in _sections(cycle, figures, least) if section.figures]


def _sections(cycle: Cycle, figures: CycleFigures, least: int) -> Iterator[Section]:
    pairing = [*pairing_figures(figures["match"], least=least), *load_chart(figures["load"])]
    yield Section("matching", _("Who was matched"), pairing)
    yield Section("sessions", _("How often people met"), list(meeting_charts(cycle, figures)))
    yield Section("answers", _("How fast people answered"), list(response_chart(figures["response"])))
    yield Section("practice", _("Mentors, handbook and agreements"), list(practice_chart(cycle, figures)))


def outcome_sections(releases: Sequence[OutcomeRelease], by: Sequence[Breakdown]) -> list[Section]:
    """Return a section for each survey that was released, with groups by the breakdowns."""
    return [
        Section(
            f"survey-{release.wave_id}",
            _survey_title(release, releases),
            outcome_figures(release, by),
            too_few_words(release.outcomes),
        )
        for release in releases
    ]


def years_figures(
    years: Sequence[tuple[Cycle, ReportEdition]],
    releases: Sequence[OutcomeRelease],
    by: Sequence[Breakdown],
    *,
    least: int,
) -> list[Figure]:
    """Return the figures of several years beside each other; none of a single one.

    Args:
        years: that were counted, the oldest first.
        releases: what was released of them, the earliest first.
        by: what tells pairs apart, charts for each.
        least: of fewer lists than that nothing is told.
    """
    numbers = over_years([each for each in years if not is_empty(each[1].figures)], least=least)
    told = [chart for each in by for chart in experience_figures(releases, each, name_of=lambda cycle: cycle.name)]
    return [*([numbers] if numbers else []), *told]


def _survey_title(release: OutcomeRelease, releases: Sequence[OutcomeRelease]) -> str:
    """The name of a survey; of one that was asked more than once in the year, with its last day."""
    name = str(release.wave.version.survey.name)
    if sum(1 for each in releases if each.wave.version.survey_id == release.wave.version.survey_id) < 2:
        return name
    wave = release.wave
    return _("%(name)s, until %(day)s") % {"name": name, "day": day_text(wave.cycle.local_day(wave.closes_at))}


def is_empty(figures: CycleFigures) -> bool:
    """Whether nobody has taken part in the year and nobody has met."""
    return not (figures["match"]["enrolled"] or figures["mentors"]["mentors"] or figures["meetings"]["held"])
