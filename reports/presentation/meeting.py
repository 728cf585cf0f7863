"""Figures of sessions: held and expected by month, pairs that drifted, how far pairs have come."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.charts.figures import Figure
from core.charts.histograms import Bar, Histogram
from core.charts.lines import Lines, Series
from core.charts.stacked_bars import Part, StackedBars, StackRow
from core.charts.values import Estimate, Scale
from pairs.presentation.milestones import kinds_of
from programs.models import Cycle
from reports.models.figures import CycleFigures, DriftFigures, MeetingFigures, MilestoneFigures, MonthFigures
from reports.presentation.words import percent, share_words

# A month in which less than this part of the usual was expected says little.
_WHOLE_MONTH = 0.5


def meeting_charts(cycle: Cycle, figures: CycleFigures) -> Iterator[Figure]:
    """Yield the figures of sessions; nothing where none were to be expected yet."""
    meetings = figures["meetings"]
    if meetings["months"]:
        yield _months(meetings)
    if figures["drift"]["pairs"]:
        yield _drift(figures["drift"])
    if figures["milestones"]["pairs"]:
        yield _milestones(cycle, figures["milestones"])


def _months(meetings: MeetingFigures) -> Lines:
    months = meetings["months"]
    most = max(max(each["held"], each["expected"]) for each in months)
    return Lines(
        key="months",
        title=_("Sessions held and expected in each month"),
        finding=months_finding(meetings),
        caption=_(
            "One session is expected for each of the program’s usual intervals in which a pair or a group went on, "
            "pauses left out. Workshops and informal pairs aren’t counted."
        ),
        times=[month_name(each) for each in months],
        series=[
            Series(_("held"), [Estimate(each["held"]) for each in months]),
            Series(_("expected"), [Estimate(each["expected"]) for each in months]),
        ],
        scale=Scale(0, max(4, most)),
        of_what=_("Month"),
    )


def month_name(month: MonthFigures) -> str:
    """Return “Oct” and so on, as the axis has room for."""
    return date_format(date.fromisoformat(f"{month['month']}-01"), "M")


def months_finding(meetings: MeetingFigures) -> str:
    """Return how many sessions were held, and the month that is furthest behind."""
    words = {"held": meetings["held"], "expected": round(meetings["expected"])}
    said = _("%(held)s sessions were held, %(expected)s were to be expected") % words
    most = max((each["expected"] for each in meetings["months"]), default=0)
    whole = [each for each in meetings["months"] if each["expected"] > _WHOLE_MONTH * most]
    behind = [each for each in whole if each["held"] < 0.9 * each["expected"]]
    if not behind:
        return said + "."
    worst = min(behind, key=lambda each: each["held"] / each["expected"])
    where = {"month": date_format(date.fromisoformat(f"{worst['month']}-01"), "F")}
    where["percent"] = percent(worst["held"], worst["expected"])
    return said + _("; %(month)s is furthest behind with %(percent)s.") % where


def _drift(drift: DriftFigures) -> Histogram:
    return Histogram(
        key="drift",
        title=_("Pairs that held nothing for one and a half of the usual intervals, by what became of them"),
        finding=drift_finding(drift),
        caption=_("Days of pauses don’t count. “Still quiet” are those in the work queue today, or to the year’s end."),
        bars=[
            Bar(_("Met again"), drift["met_again"]),
            Bar(_("Still quiet"), drift["still_quiet"]),
            Bar(_("Ended"), drift["ended"]),
        ],
        of_what=_("What became of them"),
        counted=_("Pairs"),
    )


def drift_finding(drift: DriftFigures) -> str:
    """Return how many pairs drifted, and how many found each other again."""
    if not drift["quiet"]:
        return _("No pair has drifted.")
    said = {
        "quiet": drift["quiet"],
        "pairs": drift["pairs"],
        "percent": percent(drift["quiet"], drift["pairs"]),
        "again": share_words(drift["met_again"], drift["quiet"]),
    }
    if not drift["met_again"]:
        return _("%(quiet)s of %(pairs)s pairs (%(percent)s) drifted; none has met again.") % said
    return _("%(quiet)s of %(pairs)s pairs (%(percent)s) drifted once; %(again)s met again.") % said


def _milestones(cycle: Cycle, milestones: MilestoneFigures) -> StackedBars:
    titles = {kind.key: str(kind.title) for kind in kinds_of(cycle)}
    reached = [(titles[key], number) for key, number in milestones["reached"].items() if key in titles]
    pairs = milestones["pairs"]
    return StackedBars(
        key="milestones",
        title=_("Pairs that have come to each milestone"),
        finding=_milestones_finding(reached, pairs),
        rows=[StackRow(title, [number, pairs - number]) for title, number in reached],
        parts=[Part(_("reached"), "part-high-2"), Part(_("not yet, or never"), "part-mid")],
        of_what=_("Milestone"),
    )


def _milestones_finding(reached: list[tuple[str, int]], pairs: int) -> str:
    behind = [(number, title) for title, number in reached if number < pairs]
    if not behind:
        return _("All pairs have come to all milestones.")
    said = [_("“%(title)s”: %(share)s") % {"title": title, "share": share_words(n, pairs)} for n, title in behind[:2]]
    return "; ".join(said) + "."
