"""Figures of mentors, of how fast people answer, and of what protects them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.figures import Figure
from core.charts.histograms import Bar, Histogram
from core.charts.stacked_bars import Part, StackedBars, StackRow
from programs.models import Cycle
from reports.models.figures import CycleFigures, LoadFigures, ResponseFigures, Share, Waited
from reports.presentation.words import hours_words, percent, share_words


def load_chart(load: LoadFigures) -> Iterator[Figure]:
    """Yield how mentees spread over mentors; nothing where nobody mentors alone."""
    each = load["mentees_each"]
    if sum(each[1:]):
        yield Histogram(
            key="load",
            title=_("Mentors by how many mentees they had in the year"),
            finding=load_finding(load),
            caption=places_words(load),
            bars=[Bar(str(number), count) for number, count in enumerate(each)],
            of_what=_("Mentees"),
            counted=_("Mentors"),
        )


def load_finding(load: LoadFigures) -> str:
    """Return what most mentors had, and how many had nobody."""
    each = load["mentees_each"]
    usual = max(range(len(each)), key=each.__getitem__)
    number = ngettext("%(n)s mentee", "%(n)s mentees", usual) % {"n": usual}
    said = {
        "n": each[usual],
        "all": load["mentors"],
        "number": number,
        "percent": percent(each[usual], load["mentors"]),
    }
    if each[usual] == load["mentors"]:
        alike = ngettext(
            "The one mentor had %(number)s.", "Each of the %(all)s mentors had %(number)s.", load["mentors"]
        )
        return alike % said
    most = _("%(n)s of %(all)s mentors (%(percent)s) had %(number)s") % said
    if not usual or not each[0]:
        return f"{most}."
    return most + _("; %(n)s had none.") % {"n": each[0]}


def places_words(load: LoadFigures) -> str:
    """Return how many places there are for how many mentees."""
    words = {"places": load["places"], "wanted": load["wanted"]}
    return _("%(places)s places for %(wanted)s mentees who took part.") % words


def response_chart(response: ResponseFigures) -> Iterator[Figure]:
    """Yield how fast people answered offers and logged sessions, where there was anything to answer or to log."""
    named = [
        (_("Mentees answer an offer"), response["mentees"]),
        (_("Mentors answer an offer"), response["mentors"]),
        (_("A session is logged"), response["logs"]),
    ]
    known = [(label, waited) for label, waited in named if waited["n"] + waited["missing"]]
    if known:
        yield StackedBars(
            key="waiting",
            title=_("How long answers and logs take"),
            finding=" ".join(_waited_words(label, waited) for label, waited in known),
            caption=_("“Left out” counts those that are still waited for, or never came."),
            rows=[StackRow(label, waited["within"], waited["missing"]) for label, waited in known],
            parts=[
                Part(_("within a day"), "part-high-2"),
                Part(_("three days"), "part-high-1"),
                Part(_("a week"), "part-mid"),
                Part(_("longer"), "part-low-1"),
            ],
            of_what=_("What is waited for"),
            favorable=[_("within a day")],
        )


def _waited_words(label: str, waited: Waited) -> str:
    if waited["median"] is None:
        return _("%(what)s: none yet.") % {"what": label}
    return _("%(what)s: half within %(time)s.") % {"what": label, "time": hours_words(waited["median"])}


def practice_chart(cycle: Cycle, figures: CycleFigures) -> Iterator[Figure]:
    """Yield training, return, acknowledgment and agreements as shares."""
    rows = [(label, share) for label, share in _shares(cycle, figures) if share["whole"]]
    if rows:
        lowest = min(rows, key=lambda row: row[1]["part"] / row[1]["whole"])
        yield StackedBars(
            key="practice",
            title=_("What a program that works has"),
            finding=_("Furthest from complete: %(label)s, %(share)s.")
            % {"label": lowest[0].lower(), "share": share_words(lowest[1]["part"], lowest[1]["whole"])},
            caption=_conflicts(figures),
            rows=[StackRow(label, [share["part"], share["whole"] - share["part"]]) for label, share in rows],
            parts=[Part(_("yes"), "part-high-2"), Part(_("not yet, or no"), "part-mid")],
            of_what=_("What"),
        )


def _shares(cycle: Cycle, figures: CycleFigures) -> Iterator[tuple[str, Share]]:
    mentors, practice = figures["mentors"], figures["practice"]
    yield _("Mentors are trained"), {"part": mentors["trained"], "whole": mentors["mentors"]}
    yield _("Handbook acknowledged"), practice["acknowledged"]
    if practice["agreements"] is not None and cycle.program.has_agreements:
        yield _("Agreement signed by both"), practice["agreements"]
    if mentors["returning"] is not None:
        yield _("Mentors of the year before mentor again"), mentors["returning"]
    yield _("Mentors who said so want another year"), mentors["again"]


def _conflicts(figures: CycleFigures) -> str:
    n, blocks = figures["practice"]["conflicts"], figures["practice"]["conflicts_block"]
    if not n:
        return _("No conflict of interest about its mentees is on file.")
    ruled = _("ruled out from pairing") if blocks else _("only warned of")
    words = ngettext(
        "%(n)s conflict of interest is on file, %(ruled)s.", "%(n)s conflicts of interest are on file, %(ruled)s.", n
    )
    return words % {"n": n, "ruled": ruled}
