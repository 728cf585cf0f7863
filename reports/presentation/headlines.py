"""The few numbers by which years and programs are compared, and the sentences with which a report begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.dot_plots import DotPlot, DotRow
from core.charts.lines import Lines, Series
from core.charts.values import Estimate, Scale, Value, Withheld
from programs.models import Cycle
from reports.models import ReportEdition
from reports.models.figures import CycleFigures
from reports.presentation.pairing import first_three
from reports.presentation.words import percent, sessions_words, share_words

# More lines than that nobody reads in one chart.
_LINES = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """A number of a year: its name, its value, and in words."""

    label: str
    value: Value
    words: str


def headlines_of(figures: CycleFigures, *, least: int) -> list[Headline]:
    """Return the numbers of a year, always in the same order.

    Args:
        figures: of the year.
        least: of fewer lists than that nothing is said.
    """
    match, meetings, mentors = figures["match"], figures["meetings"], figures["mentors"]
    lists_shown = match["rankers"] >= least
    three = _headline(_("One of the first three"), first_three(match), match["rankers"])
    if match["rankers"] and not lists_shown:
        withheld = Withheld(least)
        three = Headline(three.label, withheld, withheld.words)
    held, expected = meetings["held"], meetings["expected"]
    words = sessions_words(held, expected)
    return [
        _headline(_("Mentees with a mentor or a group"), match["matched"], match["enrolled"]),
        three,
        Headline(_("Sessions held"), _rounded(held / expected), words)
        if expected >= 1
        else Headline(_("Sessions held"), None, "–"),
        _headline(_("Mentors trained"), mentors["trained"], mentors["mentors"]),
    ]


def _headline(label: str, part: int, whole: int) -> Headline:
    return Headline(label, _rounded(part / whole) if whole else None, share_words(part, whole))


def _rounded(share: float) -> Estimate:
    """A share in whole percent, as it is written: what looks alike is called alike."""
    return Estimate(round(share, 2))


def over_years(editions: Sequence[tuple[Cycle, ReportEdition]], *, least: int) -> Lines | None:
    """Return the numbers over years as lines; None for a single year.

    Args:
        editions: the oldest year first.
        least: of fewer lists than that nothing is said.
    """
    if len(editions) < 2:
        return None
    rows = [headlines_of(edition.figures, least=least) for _cycle, edition in editions]
    most = max([1.0, *(each.value.value for row in rows for each in row if isinstance(each.value, Estimate))])
    return Lines(
        key="years",
        title=_("The same figures year by year"),
        caption=_("A line is missing where nothing was recorded."),
        times=[cycle.name for cycle, _edition in editions],
        series=[Series(rows[0][at].label, [row[at].value for row in rows]) for at in range(_LINES)],
        scale=Scale(0, most, percent=True),
        of_what=_("Year"),
    )


def beside(one: tuple[str, CycleFigures], other: tuple[str, CycleFigures], *, least: int) -> DotPlot:
    """Return two years, or two programs, beside each other."""
    first, second = headlines_of(one[1], least=least), headlines_of(other[1], least=least)
    most = max([1.0, *(each.value.value for each in (*first, *second) if isinstance(each.value, Estimate))])
    return DotPlot(
        key="beside",
        title=_("%(one)s and %(other)s beside each other") % {"one": one[0], "other": other[0]},
        finding=_beside_finding(first, second, one[0], other[0]),
        caption=_("People and rules differ from year to year and from program to program."),
        rows=[DotRow(a.label, [a.value, b.value]) for a, b in zip(first, second, strict=True)],
        scale=Scale(0, most, percent=True),
        series=[one[0], other[0]],
        of_what=_("Figure"),
    )


def _beside_finding(first: Sequence[Headline], second: Sequence[Headline], one: str, other: str) -> str:
    known = [
        (abs(a.value.value - b.value.value), a, b)
        for a, b in zip(first, second, strict=True)
        if isinstance(a.value, Estimate) and isinstance(b.value, Estimate)
    ]
    if not known:
        return _("There is nothing to compare yet.")
    _difference, a, b = max(known, key=lambda each: each[0])
    return _("They differ most in “%(label)s”: %(a)s in %(one)s, %(b)s in %(other)s.") % {
        "label": a.label, "a": a.words, "one": one, "b": b.words, "other": other
    }  # fmt: skip


def in_short(figures: CycleFigures, *, least: int) -> list[tuple[str, str]]:
    """Return the sentences with which a report begins: what is in bold, and the rest."""
    match, meetings, mentors, load = figures["match"], figures["meetings"], figures["mentors"], figures["load"]
    said = []
    if match["enrolled"]:
        said.append((_share(match["matched"], match["enrolled"]),
                     _("mentees have a mentor or a group (%(percent)s).")
                     % {"percent": percent(match["matched"], match["enrolled"])}))  # fmt: skip
    if match["rankers"] >= least:
        words = _("of those who ranked got one of their first three (%(percent)s).")
        said.append((_share(first_three(match), match["rankers"]),
                     words % {"percent": percent(first_three(match), match["rankers"])}))  # fmt: skip
    if meetings["expected"] >= 1:
        said.append(_meeting_words(figures))
    if load["mentors"]:
        n = load["mentors"]
        bold = ngettext("%(n)s mentor", "%(n)s mentors", n) % {"n": n}
        said.append((bold, _mentor_words(mentors["once_mentees"], load["places"])))
    return said


def _share(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def _meeting_words(figures: CycleFigures) -> tuple[str, str]:
    meetings, shares = figures["meetings"], figures["meetings"]["no_shows"]
    held, expected = meetings["held"], round(meetings["expected"])
    numbers = {"n": held, "expected": expected, "percent": percent(held, meetings["expected"])}
    bold, words = _share(held, expected), _("expected sessions were held (%(percent)s), pauses left out.") % numbers
    if held > expected:
        bold = ngettext("%(n)s session", "%(n)s sessions", held) % numbers
        words = _("were held where %(expected)s were expected (%(percent)s), pauses left out.") % numbers
    if not shares["part"]:
        return bold, words
    missed = ngettext("Once somebody didn’t come.", "%(n)s times somebody didn’t come.", shares["part"])
    return bold, f"{words} {missed % {'n': shares['part']}}"


def _mentor_words(once: int, places: int) -> str:
    words = ngettext("gave %(n)s place.", "gave %(n)s places.", places) % {"n": places}
    if not once:
        return words
    were = ngettext("One of them was once a mentee.", "%(n)s of them were once mentees.", once) % {"n": once}
    return f"{words} {were}"
