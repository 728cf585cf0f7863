"""The facts behind the figures of pairs: a row for each, so that anybody can count them again."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.disclosure.grouping import steps_together
from core.tables.cells import csv_file
from pairs.models import Mentorship, Origin, Pause
from programs.models import Cycle
from reports.queries.matched import first_pairs, formal_pairs
from reports.queries.meetings import held_sessions


def pairs_csv(cycle: Cycle, *, with_choices: bool) -> bytes:
    """Return a row for each formal pair: its choice, days, pauses and sessions, and nobody’s name. Three queries.

    Args:
        cycle: the year, with its program and institution.
        with_choices: whether the reader may know where mentors stood on lists; who mentors in the year may not.
    """
    pairs = formal_pairs(cycle)
    choices = _choices(pairs, least=cycle.program.answers_before_ratings) if with_choices else {}
    header = [_("Pair"), _("Mentor"), _("Origin"), _("Choice"), _("State"), _("Counts from"), _("Ended"), _("Pauses")]
    return csv_file([*header, _("Held on")], _rows(cycle, pairs, choices))


def _choices(pairs: list[Mentorship], *, least: int) -> dict[int, str]:
    """Pair → where the mentor stood on the list, of the pair by which its mentee is counted.

    Neighboring ranks are told as one until `least` pairs are in each part; who had no list, or a mentor who wasn’t on
    it, comes after the last rank. Empty where there are not two such parts.
    """
    ranks = {pair.pk: pair.rank for pair in first_pairs(pairs).values()}
    last = max((rank for rank in ranks.values() if rank), default=0)
    steps = Counter(rank or last + 1 for rank in ranks.values())
    parts = steps_together([steps[step] for step in range(1, last + 2)], least=least)
    words = {
        step: _part_words(first + 1, end + 1, last) for first, end, _n in parts for step in range(first + 1, end + 2)
    }
    return {key: words[rank or last + 1] for key, rank in ranks.items()} if words else {}


def _part_words(first: int, end: int, last: int) -> str:
    if first > last:
        return _("none")
    if end > last:
        return _("%(rank)s or later, or none") % {"rank": first}
    return str(first) if first == end else _("%(first)s to %(last)s") % {"first": first, "last": end}


def _rows(cycle: Cycle, pairs: Sequence[Mentorship], choices: Mapping[int, str]) -> Iterator[list[object]]:
    held: dict[int | None, list[str]] = defaultdict(list)
    for key, _origin, starts, _minutes in held_sessions(cycle):
        held[key].append(cycle.local_day(starts).isoformat())
    pauses: dict[int, list[str]] = defaultdict(list)
    rows = Pause.objects.filter(mentorship__cycle=cycle).order_by("began_on")
    for key, began, ended in rows.values_list("mentorship", "began_on", "ended_on"):
        pauses[key].append(f"{began}/{_day(ended)}")
    mentors: dict[int, int] = {}
    for number, pair in enumerate(pairs, 1):
        mentor = mentors.setdefault(pair.mentor_id, len(mentors) + 1)
        row = [number, mentor, str(Origin(pair.origin).label), choices.get(pair.pk, ""), pair.get_state_display()]
        days = [pair.counts_from, _day(pair.ended_on), " ".join(pauses[pair.pk]), " ".join(held[pair.pk])]
        yield [*row, *days]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
