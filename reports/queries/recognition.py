"""What somebody did as a mentor, by school: years with mentees and sessions, training, and thanks that may be shown."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Q, Sum

from accounts.models import User
from pairs.models import GroupMember, Mentorship, WordOfThanks
from programs.models import Cycle, Institution
from sessions.models import MentoringSession, counts_as_held
from training.models import Training


@dataclass(slots=True)
class MentoringYear:
    """One year of a mentor: whom they mentored, and what they held, minutes of groups among it."""

    cycle: Cycle
    mentees: set[int] = field(default_factory=set)
    sessions: int = 0
    minutes: int = 0

    @property
    def hours(self) -> float:
        """The same as `minutes`, in hours with a half."""
        return hours_of(self.minutes)


@dataclass(frozen=True, slots=True)
class Thanks:
    """A word of thanks that its writer allows to be shown."""

    text: str
    name: str
    day: date


@dataclass(slots=True)
class MentoringRecord:
    """What somebody did as a mentor of one school.

    Attributes:
        school: whose.
        years: those in which there was a mentee or a session, the latest first.
        trainings: title → day on which it was completed last, by title.
        thanks: the latest first.
    """

    school: Institution
    years: list[MentoringYear] = field(default_factory=list)
    trainings: dict[str, date] = field(default_factory=dict)
    thanks: list[Thanks] = field(default_factory=list)

    @property
    def mentees(self) -> int:
        """How many people over all years."""
        return len(set().union(*(year.mentees for year in self.years)))

    @property
    def sessions(self) -> int:
        """How many sessions over all years."""
        return sum(year.sessions for year in self.years)

    @property
    def hours(self) -> float:
        """How many hours over all years."""
        return hours_of(sum(year.minutes for year in self.years))


def hours_of(minutes: int) -> float:
    """Return hours with a half."""
    return round(minutes / 30) / 2


def mentoring_records(user: User) -> list[MentoringRecord]:
    """Return what `user` did as a mentor of each school, by its name. Six queries, however much there is."""
    years = _years(user)
    records: dict[int, MentoringRecord] = {}
    for year in sorted(years.values(), key=lambda each: (each.cycle.running_from, each.cycle.pk), reverse=True):
        school = year.cycle.program.institution
        records.setdefault(school.pk, MentoringRecord(school)).years.append(year)
    if records:
        _add_trainings(user, records)
        _add_thanks(user, records)
    return sorted(records.values(), key=lambda record: (record.school.name, record.school.pk))


def _years(user: User) -> dict[int, MentoringYear]:
    never_began = (Mentorship.State.WITHDRAWN, Mentorship.State.PROPOSED)
    mentees: dict[int, set[int]] = defaultdict(set)
    pairs = Mentorship.objects.filter(mentor=user).exclude(state__in=never_began)
    for cycle, mentee in pairs.order_by().values_list("cycle", "mentee"):
        mentees[cycle].add(mentee)
    held = {cycle: (number, minutes) for cycle, number, minutes in _held(user)}
    cycles = Cycle.objects.filter(pk__in=mentees.keys() | held.keys()).select_related("program__institution")
    years = {cycle.pk: MentoringYear(cycle, mentees[cycle.pk]) for cycle in cycles}
    for pk, (number, minutes) in held.items():
        years[pk].sessions, years[pk].minutes = number, minutes
    return years


def _held(user: User) -> list[tuple[int, int, int]]:
    """How many sessions were held with mentees and groups of `user` in each year, and how many minutes they took."""
    led = GroupMember.objects.filter(user=user, side=GroupMember.Side.MENTOR)
    theirs = Q(mentorship__mentor=user) | Q(group__in=led.values("group"))
    rows = MentoringSession.objects.filter(theirs, counts_as_held()).order_by().values("cycle")
    return list(rows.annotate(number=Count("pk"), length=Sum("minutes")).values_list("cycle", "number", "length"))


def _add_trainings(user: User, records: dict[int, MentoringRecord]) -> None:
    done = Training.objects.filter(user=user, completed_at__isnull=False).order_by("version__title", "completed_at")
    school = F("version__module__program__institution")
    for title, completed_at, key in done.values_list("version__title", "completed_at", school):
        if key in records:
            records[key].trainings[title] = _day(completed_at, records[key].school)


def _add_thanks(user: User, records: dict[int, MentoringRecord]) -> None:
    words = WordOfThanks.objects.filter(mentorship__mentor=user, written_by=F("mentorship__mentee"), may_be_shown=True)
    for each in words.select_related("written_by", "mentorship__cycle__program"):
        record = records.get(each.mentorship.cycle.program.institution_id)
        if record and each.text:
            day = _day(each.written_at, record.school)
            record.thanks.append(Thanks(str(each.text), each.written_by.display_name, day))


def _day(moment: datetime, school: Institution) -> date:
    return moment.astimezone(school.zone).date()
