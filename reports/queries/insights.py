"""Facts of a week that can be compared with those of the week before, and which programs wait for being counted."""

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from matching.models import Offer
from programs.models import Cycle, CycleState
from programs.queries.days_off import days_off_in
from reports.models import ProgramWeek
from reports.models.weeks import Meetings, WeekFacts
from reports.queries.expected import Stretch, expected_of, stretches_of
from reports.queries.matched import formal_pairs
from reports.queries.meetings import held_sessions
from reports.queries.survey_trends import survey_facts
from sessions.models import MentoringSession
from sessions.queries.drift import at_risk_pairs, quiet_groups
from sessions.queries.pending import unlogged_in

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WINDOW = 4 * _WEEK
Confirmation = MentoringSession.Confirmation


def monday_of(cycle: Cycle, now: datetime) -> date:
    """Return the first day of the week in which the school is."""
    today = cycle.local_day(now)
    return today - today.weekday() * _DAY


def facts_of(cycle: Cycle, *, now: datetime) -> WeekFacts:
    """Count the facts of a program. About ten queries, whatever its size.

    Args:
        cycle: the year that runs, with program and institution.
        now: the instant.
    """
    alone = cycle.program.meets_in_groups_alone
    quiet = quiet_groups(cycle, now=now) if alone else at_risk_pairs(cycle, now=now)
    differing = MentoringSession.objects.filter(cycle=cycle, confirmation=Confirmation.DISPUTED)
    return {
        "meetings": _meetings(cycle, now),
        "quiet": quiet.count(),
        "offers": Offer.objects.pending().filter(enrollment__cycle=cycle, made_at__lte=now - _WEEK).count(),
        "differing": differing.count(),
        "unlogged": unlogged_in(cycle, now=now).count(),
        "surveys": survey_facts(cycle, since=now - _WEEK, now=now),
    }


def last_weeks(cycle: Cycle) -> list[ProgramWeek]:
    """Return what was counted last and before that. One query."""
    return list(ProgramWeek.objects.filter(cycle=cycle)[:2])


def weeks_to_count(*, now: datetime) -> list[int]:
    """Return the keys of years that run and were not counted this week, which begins when it does at their school."""
    last = Subquery(ProgramWeek.objects.filter(cycle=OuterRef("pk")).values("monday")[:1])
    running = Cycle.objects.filter(state=CycleState.RUNNING).select_related("program__institution")
    rows = running.annotate(last_counted=last).order_by("pk")
    return [cycle.pk for cycle in rows if vars(cycle)["last_counted"] != monday_of(cycle, now)]


def _meetings(cycle: Cycle, now: datetime) -> list[Meetings]:
    """Of the last four weeks and of the four before. What waits for its log counts as held: it is no silence."""
    today = cycle.local_day(now)
    days = [cycle.local_day(starts) for _pair, _origin, starts, _minutes in held_sessions(cycle)]
    waiting = MentoringSession.objects.unlogged(now).filter(cycle=cycle).exclude(kind=MentoringSession.Kind.WORKSHOP)
    days += [cycle.local_day(starts) for starts in waiting.values_list("starts_at", flat=True)]
    stretches, free = stretches_of(cycle, formal_pairs(cycle), today=today), days_off_in(cycle)
    found: list[Meetings] = []
    for end in (today, today - _WINDOW):
        first = end - _WINDOW
        expected = expected_of(_within(stretches, first, end), cadence=cycle.program.cadence_days)
        off = {
            day
            for each in free
            for at in range(_WINDOW.days)
            if each.starts_on <= (day := first + at * _DAY) <= each.ends_on
        }
        held = sum(first <= day < end for day in days)
        found.append({"held": held, "expected": round(expected, 1), "days_off": len(off)})
    return found


def _within(stretches: list[Stretch], first: date, end: date) -> list[Stretch]:
    cut = [
        Stretch(each.origin, each.format, max(each.first, first), min(each.end, end), each.sign) for each in stretches
    ]
    return [each for each in cut if each.first < each.end]
