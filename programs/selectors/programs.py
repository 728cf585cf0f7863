"""Reads about institutions, programs and cycles."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from programs.models import Cycle, CycleState, HelpContact, Institution, Program
from programs.stages import ListTime, list_times, ranking_time

# Which cycle of a program a reader means today: the one that takes people in before the one that winds up.
_CURRENT_FIRST = (
    CycleState.ENROLLING,
    CycleState.RANKING,
    CycleState.MATCHING,
    CycleState.RUNNING,
    CycleState.CLOSING,
    CycleState.PLANNING,
    CycleState.CLOSED,
)


def is_empty_install() -> bool:
    """Whether no institution exists yet: the first-run page shows itself."""
    return not Institution.objects.exists()


def current_cycle(program: Program) -> Cycle | None:
    """Return the cycle that the program's pages speak of, with its program and institution; None before the first."""
    return next(iter(current_cycles([program])), None)


def current_cycles(programs: Sequence[Program]) -> list[Cycle]:
    """Return the same of many programs in one query, in their order; a program without a cycle gives none."""
    by_program: dict[int, list[Cycle]] = defaultdict(list)
    for cycle in Cycle.objects.filter(program__in=programs).select_related("program__institution"):
        by_program[cycle.program_id].append(cycle)
    found = (by_program[program.pk] for program in programs)
    return [min(cycles, key=lambda one: _CURRENT_FIRST.index(CycleState(one.state))) for cycles in found if cycles]


def intake_cycle(program: Program) -> Cycle | None:
    """Return the newest cycle that is not closed: the one into which people are imported."""
    open_cycles = Cycle.objects.filter(program=program).exclude(state=CycleState.CLOSED)
    return open_cycles.select_related("program__institution").order_by("-planning_from").first()


def help_contacts_of(program: Program) -> list[HelpContact]:
    """Return “Get help now” as it stands on the program's public pages: the school's entries, then its own."""
    contacts = HelpContact.objects.filter(institution=program.institution_id)
    contacts = contacts.filter(Q(program=None) | Q(program=program))
    return list(contacts.order_by(F("program").asc(nulls_first=True), "position", "pk"))


def coordinators_of(program: Program) -> list[User]:
    """Return the program's coordinators by name."""
    return list(User.objects.filter(appointments__program=program, appointments__role=Role.COORDINATOR, is_active=True))


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the year asks for next.

    Attributes:
        title: in the reader's language.
        at: the instant, or None when only the day is set.
        day: the day in the institution's zone.
    """

    title: Any
    day: date
    at: datetime | None = None


def next_deadline(cycle: Cycle, *, now: datetime, known: list[ListTime] | None = None) -> Deadline | None:
    """Return the first deadline of the cycle after `now`, or None after the last one.

    `known` are the cycle's `list_times`, where the caller has them.
    """
    zone = cycle.program.institution.zone
    days = [
        (_("Enrollment opens"), cycle.enrolling_from),
        (_("Pairs published"), cycle.running_from),
        (_("First meeting"), cycle.first_meeting_by),
        (_("Midyear talk"), cycle.mid_year_on),
        (_("Closing starts"), cycle.closing_from),
        (_("The year ends"), cycle.ends_on),
    ]
    deadlines = [*_of_lists(cycle, known), *(Deadline(title, day) for title, day in days if day)]
    today = now.astimezone(zone).date()
    ahead = [d for d in deadlines if (d.at > now if d.at else d.day >= today)]
    return min(ahead, key=lambda d: d.at or datetime.combine(d.day, time.max, zone), default=None)


def _of_lists(cycle: Cycle, known: list[ListTime] | None) -> Iterator[Deadline]:
    """When lists open and close: the year's ranking, and by their names the rounds for those who are left."""
    times = list_times(cycle) if known is None else known
    for each in [ranking_time(cycle, times), *(each for each in times if not each.main)]:
        named = {"name": each.name}
        if each.opens_at:
            opens = _("Ranking opens") if each.main else _("Lists of “%(name)s” open") % named
            yield Deadline(opens, cycle.local_day(each.opens_at), each.opens_at)
        closes = _("Ranking closes") if each.main else _("Lists of “%(name)s” close") % named
        yield Deadline(closes, cycle.local_day(each.closes_at), each.closes_at)
