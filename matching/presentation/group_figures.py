"""Proposed groups in words, figures and a picture: who is in each, what is balanced, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Formation, ProposedMember
from matching.presentation.group_mixes import aim_label, mix_of, weight_label
from matching.queries.formations import Forecast
from matching.queries.seating import Seating

_ROW = 46
_BAR = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """How well one wish is met.

    Attributes:
        label: the attribute and what is wanted of it; weight: how much it matters.
        missed: what the groups miss; drawn: what a random draw does; least: what none can be below, by counting.
        top, bar_at, draw_at: pixels of its row in the picture; width, draw_width: its bars, in percent.
    """

    label: str
    weight: str
    missed: int
    drawn: int
    least: int
    label_at: str
    bar_at: str
    draw_at: str
    number_at: str
    draw_number_at: str
    width: str
    draw_width: str


@dataclass(frozen=True, slots=True)
class Card:
    """One group; `mixes`: for each wish that matters the attribute, and how many have each value."""

    name: str
    mentors: list[ProposedMember]
    mentees: list[ProposedMember]
    mixes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page of proposed groups says.

    Attributes:
        total, drawn, bound: points that the groups, a random draw and the best possible groups are off.
        broken_by_draw: pairs that the draw does not keep together or apart.
        height: of the picture, in pixels.
        verdict: how good the groups are proven to be; changed: whether they were changed by hand since.
    """

    measures: list[Measure]
    cards: list[Card]
    total: int
    drawn: int
    bound: int
    broken_by_draw: int
    height: int
    verdict: str
    seed: int


def forecast_text(forecast: Forecast) -> str:
    """How many people there are, and what groups they make; without groups only the first."""
    mentees = ngettext("%(n)s mentee", "%(n)s mentees", forecast.mentees) % {"n": forecast.mentees}
    mentors = ngettext("%(n)s mentor who can lead", "%(n)s mentors who can lead", forecast.mentors)
    people = _("%(mentees)s and %(mentors)s.") % {"mentees": mentees, "mentors": mentors % {"n": forecast.mentors}}
    if not forecast.count:
        return people
    even = forecast.fewest == forecast.most
    size = str(forecast.most) if even else f"{forecast.fewest}–{forecast.most}"
    made = ngettext("They make %(n)s group of %(size)s.", "They make %(n)s groups of %(size)s.", forecast.count)
    return f"{people} {made % {'n': forecast.count, 'size': size}}"


def forecast_of_peers_text(forecast: Forecast) -> str:
    """The same of peers: “23 people. They make 10 pairs and 1 group of 3.”"""
    people = ngettext("%(n)s person.", "%(n)s people.", forecast.mentees) % {"n": forecast.mentees}
    if not forecast.count:
        return people
    larger = forecast.mentees % forecast.count
    parts = [_groups_of(forecast.fewest, forecast.count - larger)] if larger < forecast.count else []
    parts += [_groups_of(forecast.fewest + 1, larger)] if larger else []
    return f"{people} {_('They make %(groups)s.') % {'groups': _(' and ').join(parts)}}"


def _groups_of(size: int, count: int) -> str:
    if size == 2:
        return ngettext("%(n)s pair", "%(n)s pairs", count) % {"n": count}
    return ngettext("%(n)s group of %(size)s", "%(n)s groups of %(size)s", count) % {"n": count, "size": size}


def times_said_text(said: int, people: int) -> str:
    """How many have said when they can meet: “57 of 64 have said when they can usually meet.”"""
    if not people:
        return ""
    return ngettext(
        "%(said)s of %(n)s has said when they can usually meet.",
        "%(said)s of %(n)s have said when they can usually meet.",
        people,
    ) % {"said": said, "n": people}


def progress_text(formation: Formation) -> str:
    """How far the engine is with a formation that is being formed."""
    so_far = formation.progress
    if not so_far:
        return _("The search is about to start.")
    words = {"seconds": round(so_far["seconds"]), "total": so_far["total"], "bound": so_far["bound"]}
    if so_far["total"] is None:
        return _("After %(seconds)s s: no groups yet that meet everything.") % words
    text = _(
        "After %(seconds)s s: the best groups so far are %(total)s points off. None can be less than %(bound)s off."
    )
    return text % words


def figures_of(seating: Seating) -> Figures:
    """Count and draw the proposed groups."""
    result = seating.result
    drawn = result["random_draw"]
    measures = _measures(seating, drawn["aims"], result["proof"]["aims"])
    return Figures(
        measures=measures,
        cards=_cards(seating),
        total=seating.total,
        drawn=drawn["total"],
        bound=result["proof"]["bound"],
        broken_by_draw=drawn["broken_pairs"],
        height=_ROW * len(measures),
        verdict=_verdict(seating.total, result["proof"]["bound"]),
        seed=result["lottery"]["seed"],
    )


def _verdict(total: int, bound: int) -> str:
    if total <= bound:
        return _("Proven: no other groups are better.")
    return ngettext(
        "Proven: no groups can be less than %(bound)s off, so these are at most %(gap)s point from the best possible.",
        "Proven: no groups can be less than %(bound)s off, so these are at most %(gap)s points from the best possible.",
        total - bound,
    ) % {"bound": bound, "gap": total - bound}


def _measures(seating: Seating, drawn: Sequence[int], least: Sequence[int]) -> list[Measure]:
    missed = seating.costs.sum(0).tolist()
    most = max([1, *missed, *drawn])
    rows = zip(seating.problem.aims, missed, drawn, least, strict=True)
    return [
        Measure(
            label=aim_label(aim),
            weight=weight_label(aim),
            missed=now,
            drawn=by_draw,
            least=bound,
            label_at=str(_ROW * at + 11),
            bar_at=str(_ROW * at + 17),
            draw_at=str(_ROW * at + 17 + _BAR),
            number_at=str(_ROW * at + 27),
            draw_number_at=str(_ROW * at + 27 + _BAR),
            width=str(round(85 * now / most, 1)),
            draw_width=str(round(85 * by_draw / most, 1)),
        )
        for at, (aim, now, by_draw, bound) in enumerate(rows)
    ]


def group_name(formation: Formation, number: int) -> str:
    """What a group is called until it is published."""
    return f"{formation.get_kind_display()} {number}"


def _cards(seating: Seating) -> list[Card]:
    return [
        Card(
            name=group_name(seating.formation, number),
            mentors=[one for one in seating.members if one.group == number and one.role],
            mentees=[one for one in seating.members if one.group == number and not one.role],
            mixes=[mix_of(aim, seating, number) for aim in seating.problem.aims],
        )
        for number, people in enumerate(seating.arrangement.people, 1)
        if people
    ]
