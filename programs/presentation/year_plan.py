"""The dates of a year, counted from the first day of term: so many days before or after it.

A plan is made of one year's dates and gives those of another; a template holds one, too. Times of day are those of the
school's clock, so that lists close at five whatever the season.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.models import Cycle, ExamPeriod, Program
from programs.queries.days_off import DaysOff, why_off

DAYS = (
    "planning_from",
    "enrolling_from",
    "running_from",
    "first_meeting_by",
    "mid_year_on",
    "closing_from",
    "ends_on",
)
INSTANTS = ("ranking_opens_at", "ranking_closes_at")
# Those that learners have to keep; they do not fall into exams.
_KEPT_FREE = ("enrolling_from", *INSTANTS, "running_from", "first_meeting_by", "mid_year_on", "closing_from")


_SATURDAY = 5
# (earlier, later, days that lie between at least, what to say)
_ORDER = (
    ("planning_from", "enrolling_from", 0, gettext_lazy("Enrollment starts after planning.")),
    ("enrolling_from", "ranking_opens_at", 0, gettext_lazy("Ranking opens after enrollment has started.")),
    ("ranking_closes_at", "running_from", 0, gettext_lazy("Pairs are published after ranking has closed.")),
    ("running_from", "first_meeting_by", 0, gettext_lazy("Pairs can meet only after they’re published.")),
    ("running_from", "mid_year_on", 0, gettext_lazy("The midyear talk comes after pairs are published.")),
    ("running_from", "closing_from", 1, gettext_lazy("Closing starts after pairs are published.")),
    ("first_meeting_by", "closing_from", 0, gettext_lazy("Closing starts after the first meetings.")),
    ("mid_year_on", "closing_from", 0, gettext_lazy("Closing starts after the midyear talk.")),
    ("closing_from", "ends_on", 1, gettext_lazy("The year ends after closing has started.")),
    ("term_starts_on", "ends_on", 1, gettext_lazy("The year ends after the first day of term.")),
)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A date of a plan.

    Attributes:
        days: from the first day of term; negative before it.
        at: the time of day on the school's clock, where it is an instant.
    """

    days: int
    at: time | None = None


Plan = Mapping[str, PlannedDay]

# Fourteen weeks from planning to the first day of term, pairs four weeks after it, a year of about nine months.
USUAL: Plan = {
    "planning_from": PlannedDay(-98),
    "enrolling_from": PlannedDay(-35),
    "ranking_opens_at": PlannedDay(7, time(9)),
    "ranking_closes_at": PlannedDay(18, time(17)),
    "running_from": PlannedDay(28),
    "first_meeting_by": PlannedDay(56),
    "mid_year_on": PlannedDay(140),
    "closing_from": PlannedDay(273),
    "ends_on": PlannedDay(312),
}


def plan_of(cycle: Cycle) -> Plan:
    """Return how far each date of a year is from its first day of term; dates that are not set are left out."""
    days: dict[str, date] = {name: getattr(cycle, name) for name in DAYS if getattr(cycle, name)}
    plan = {name: PlannedDay((day - cycle.term_starts_on).days) for name, day in days.items()}
    for name in INSTANTS:
        local: datetime = getattr(cycle, name).astimezone(cycle.program.institution.zone)
        plan[name] = PlannedDay((local.date() - cycle.term_starts_on).days, local.time().replace(tzinfo=None))
    return plan


def dates_from(plan: Plan, first_day: date, *, zone: ZoneInfo) -> dict[str, Any]:
    """Return the dates of a plan for a first day of term, and that day; instants in `zone`, the school's.

    Raises:
        OverflowError: a date lies outside the calendar.
    """
    dates: dict[str, Any] = {"term_starts_on": first_day}
    for name, planned in plan.items():
        day = first_day + timedelta(days=planned.days)
        dates[name] = day if planned.at is None else datetime.combine(day, planned.at, zone)
    return dates


def out_of_order(days: Mapping[str, date]) -> list[tuple[str, str]]:
    """Return the dates that come too early, by name, each with what to say; what is not in `days` is not judged."""
    return [
        (later, str(message))
        for earlier, later, apart, message in _ORDER
        if earlier in days and later in days and days[later] < days[earlier] + timedelta(days=apart)
    ]


def name_of_year(first_day: date, last_day: date) -> str:
    """Return what a year is called: 2026–27, or 2026 where it begins and ends in one."""
    if first_day.year == last_day.year:
        return str(first_day.year)
    return f"{first_day.year}–{last_day.year % 100:02}"


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A line of the table of dates.

    Attributes:
        what: what happens on the day.
        far: how far it is from the first day of term, in words; empty for that day itself.
        day: the day, on the school's calendar.
        is_term: whether it is the first day of term.
        past: whether it is over.
        clash: the exams into which it falls; empty where it falls into none.
        holiday: the holiday of the school on which it falls, where people have to keep it; else empty.
        on_weekend: whether it is one that people have to keep, and a Saturday or Sunday.
    """

    what: str
    far: str
    day: date
    is_term: bool
    past: bool
    clash: str
    holiday: str
    on_weekend: bool


def dated_steps(
    cycle: Cycle, exams: Iterable[ExamPeriod], *, holidays: Iterable[DaysOff] = (), today: date
) -> list[DatedStep]:
    """Return the dates of a year in their order."""
    exams, holidays = list(exams), list(holidays)
    steps = []
    for name, far in _in_order(plan_of(cycle)):
        day = cycle.term_starts_on + timedelta(days=far)
        kept = name in _KEPT_FREE and day >= today
        steps.append(
            DatedStep(
                what=_label(name),
                far=far_words(far),
                day=day,
                is_term=name == "term_starts_on",
                past=day < today,
                clash=clash_of(name, day, exams),
                holiday=why_off(day, holidays) if kept else "",
                on_weekend=kept and day.weekday() >= _SATURDAY,
            )
        )
    return steps


def planned_steps(plan: Plan) -> list[tuple[str, str]]:
    """Return what happens in a year of a plan, and how far each is from the first day of term, in their order."""
    return [(_label(name), far_words(far)) for name, far in _in_order(plan)]


def _in_order(plan: Plan) -> list[tuple[str, int]]:
    days = {name: planned.days for name, planned in plan.items()}
    return sorted([("term_starts_on", 0), *days.items()], key=lambda item: item[1])


def _label(name: str) -> str:
    label = str(Cycle._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def clash_of(name: str, day: date, exams: Iterable[ExamPeriod]) -> str:
    """Return the exams into which the date of this name falls; empty where it falls into none or may."""
    if name not in _KEPT_FREE:
        return ""
    return next((period.name for period in exams if period.starts_on <= day <= period.ends_on), "")


def far_words(days: int) -> str:
    """Return “5 weeks before” or “4 days after”; empty for the day itself."""
    if days == 0:
        return ""
    number = abs(days)
    if number % 7 == 0:
        length = ngettext("%(n)d week", "%(n)d weeks", number // 7) % {"n": number // 7}
    else:
        length = ngettext("%(n)d day", "%(n)d days", number) % {"n": number}
    return (_("%(time)s before") if days < 0 else _("%(time)s after")) % {"time": length}


def new_year(program: Program, first_day: date) -> dict[str, Any]:
    """Return name and dates of a year of a program that is not planned yet: like its newest year, else as is usual."""
    newest = program.cycles.select_related("program__institution").order_by("-planning_from").first()
    plan = plan_of(newest) if newest else USUAL
    dates = dates_from(plan, first_day, zone=program.institution.zone)
    return dates | {"name": name_of_year(first_day, dates["ends_on"])}
