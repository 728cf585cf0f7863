"""Aims of a formation in words, and how each group stands to them. A file can have attributes that the site has not."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine.grouping.problem import Aim
from matching.models import Attribute, Weight, Wish
from matching.presentation.meeting_times import shared_times_text
from matching.queries.seating import Seating

_MOST_VALUES = 6


def attribute_label(name: str) -> str:
    """What an attribute is called."""
    return str(Attribute(name).label) if name in Attribute else name


def aim_label(aim: Aim) -> str:
    """An attribute and what is wanted of it."""
    return f"{attribute_label(aim.attribute)} · {Wish(aim.aim).label}"


def weight_label(aim: Aim) -> str:
    """How much it matters."""
    if aim.required:
        return _("Must be")
    return str(Weight(aim.weight).label) if aim.weight in Weight else str(aim.weight)


def mix_of(aim: Aim, seating: Seating, number: int) -> tuple[str, str]:
    """An attribute, and how many of a group have each value; for what is to be in common, what is."""
    label = attribute_label(aim.attribute)
    people = seating.arrangement.people[number - 1]
    values = [seating.problem.people[name].get(aim.attribute, ()) for name in people]
    if aim.aim == Wish.SHARE:
        leading = [seating.problem.mentors[name] for name in seating.arrangement.mentors[number - 1]]
        values += [mentor.values.get(aim.attribute, ()) for mentor in leading]
        known = [set(held) for held in values if held]
        common = sorted(set.intersection(*known)) if known else []
        if aim.attribute == Attribute.TIMES:
            return _time_in_common(common, seating, silent=len(values) - len(known))
        return _("%(attribute)s in common") % {"attribute": label}, ", ".join(common)
    counts = Counter(value for held in values for value in held)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{count}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{value}" for value, count in ordered[:_MOST_VALUES]]
    return label, ", ".join([*words, "…"] if len(ordered) > _MOST_VALUES else words)


def _time_in_common(common: list[str], seating: Seating, *, silent: int) -> tuple[str, str]:
    """“All can meet”, “Tuesday evening”; where `silent` have not said when, that too."""
    label = _("All can meet") if common else str(Attribute.TIMES.label)
    when = shared_times_text(common, seating.formation.cycle.program.institution.zone) or _("none that suits everyone")
    if not silent:
        return label, when
    left = ngettext("%(n)s person hasn’t said when", "%(n)s people haven’t said when", silent) % {"n": silent}
    return label, f"{when} ({left})"
