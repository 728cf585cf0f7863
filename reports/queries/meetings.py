"""Sessions of a year against what was to be expected."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q

from pairs.models import Mentorship, Origin
from programs.models import Cycle
from reports.models.figures import MeetingFigures, PartFigures
from reports.queries.expected import GROUPS, PAIRS, Stretch, expected_by_month, expected_of
from sessions.models import Attendance, MentoringSession, counts_as_held

# Pairs that did not go on to the end of their year.
ENDED_EARLY = (Mentorship.State.ENDED, Mentorship.State.MENTOR_LEFT)
# Of each session that was held: pair or None, origin, instant, minutes.
Held = tuple[int | None, str | None, datetime, int]


def held_sessions(cycle: Cycle) -> list[Held]:
    """Return the sessions of formal pairs and of groups that were held, the earliest first. One query."""
    rows = MentoringSession.objects.filter(counts_as_held(), cycle=cycle)
    rows = rows.exclude(kind=MentoringSession.Kind.WORKSHOP).exclude(mentorship__origin=Origin.INFORMAL)
    return list(
        rows.order_by("starts_at", "pk").values_list("mentorship", "mentorship__origin", "starts_at", "minutes")
    )


def meeting_figures(cycle: Cycle, held: Sequence[Held], stretches: Sequence[Stretch]) -> MeetingFigures:
    """Count sessions by month, and who did not come. Two queries."""
    cadence = cycle.program.cadence_days
    expected = expected_by_month(stretches, cadence=cadence)
    by_month = Counter(f"{cycle.local_day(starts):%Y-%m}" for _pair, _origin, starts, _minutes in held)
    logged = Attendance.State.ATTENDED, Attendance.State.EXCUSED, Attendance.State.NO_SHOW
    attendance = Attendance.objects.filter(session__cycle=cycle, state__in=logged).aggregate(
        whole=Count("pk"), part=Count("pk", filter=Q(state=Attendance.State.NO_SHOW))
    )
    cancelled = MentoringSession.objects.filter(cycle=cycle, state=MentoringSession.State.CANCELLED).count()
    return {
        "held": len(held),
        "expected": round(expected_of(stretches, cadence=cadence), 1),
        "hours": round(sum(minutes for *_rest, minutes in held) / 60, 1),
        "cancelled": cancelled,
        "no_shows": {"part": attendance["part"], "whole": attendance["whole"]},
        "months": [
            {"month": month, "held": by_month[month], "expected": round(expected.get(month, 0), 1)}
            for month in sorted({*by_month, *expected})
        ],
    }


def parts_by_origin(
    cycle: Cycle, pairs: Sequence[Mentorship], held: Sequence[Held], stretches: Sequence[Stretch]
) -> list[PartFigures]:
    """Count pairs and sessions by how the pairs came about."""
    met = Counter(origin for _pair, origin, *_rest in held if origin)
    return [
        {
            "kind": origin,
            "pairs": sum(pair.origin == origin for pair in pairs),
            "held": met[origin],
            "expected": _expected(cycle, (each for each in stretches if each.origin == origin)),
            "ended_early": sum(pair.origin == origin and pair.state in ENDED_EARLY for pair in pairs),
        }
        for origin in dict.fromkeys(str(pair.origin) for pair in pairs)
    ]


def parts_by_format(
    cycle: Cycle, pairs: Sequence[Mentorship], held: Sequence[Held], stretches: Sequence[Stretch]
) -> list[PartFigures]:
    """Count the same of pairs and of groups."""
    groups = [each for each in stretches if each.format == GROUPS]
    in_groups = sum(pair is None for pair, *_rest in held)
    early = sum(pair.state in ENDED_EARLY for pair in pairs)
    alone: PartFigures = {
        "kind": PAIRS,
        "pairs": len(pairs),
        "held": len(held) - in_groups,
        "expected": _expected(cycle, (each for each in stretches if each.format == PAIRS)),
        "ended_early": early,
    }
    together: PartFigures = {
        "kind": GROUPS,
        "pairs": len(groups),
        "held": in_groups,
        "expected": _expected(cycle, groups),
        "ended_early": 0,
    }
    return [part for part in (alone, together) if part["pairs"]]


def _expected(cycle: Cycle, stretches: Iterable[Stretch]) -> float:
    return round(expected_of(stretches, cadence=cycle.program.cadence_days), 1)
