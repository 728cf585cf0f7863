"""The facts behind the figures of sessions: a row for each pair, so that anybody can count them again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.tables.cells import csv_file
from pairs.models import Mentorship, Origin, Pause
from programs.models import Cycle
from reports.queries.matched import formal_pairs
from reports.queries.meetings import held_sessions


def pairs_csv(cycle: Cycle) -> bytes:
    """Return a row for each formal pair: its days, its pauses and its sessions, and nobody’s name. Three queries.

    Args:
        cycle: the year, with its program and institution.
    """
    header = [_("Pair"), _("Mentor"), _("Origin"), _("State"), _("Counts from"), _("Ended"), _("Pauses"), _("Held on")]
    return csv_file(header, _rows(cycle, formal_pairs(cycle)))


def _rows(cycle: Cycle, pairs: Sequence[Mentorship]) -> Iterator[list[object]]:
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
        row = [number, mentor, str(Origin(pair.origin).label), pair.get_state_display(), pair.counts_from]
        yield [*row, _day(pair.ended_on), " ".join(pauses[pair.pk]), " ".join(held[pair.pk])]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
