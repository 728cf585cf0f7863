"""A month or a week of the reader's sessions, by day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from pairs.models import Action
from programs.queries.days_off import DaysOff, why_off
from sessions.calendars.pages import Stretch, clock_change, month_of, week_of
from sessions.models import Attendance, MentoringSession, Mode
from sessions.queries.agenda import CalendarRow

Kind = MentoringSession.Kind
State = MentoringSession.State
Answer = Attendance.State
MOST_IN_MONTH, MOST_IN_WEEK = 4, 40
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One session in a day.

    Attributes:
        pk: of the session.
        begins, ends: on the reader's clock.
        title: whom the reader meets, or what the group or workshop is called.
        note: what is uncertain about it, else empty.
        mode: how people meet.
        place: where, if anywhere.
        look: the class of its mark: agreed, in a group, not agreed, or past.
    """

    pk: UUID
    begins: datetime
    ends: datetime
    title: str
    note: str
    mode: str
    place: str
    look: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that is due on a day, and where it is ticked."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands beside sessions: the days off, and the actions of the reader that are due."""

    days_off: Sequence[DaysOff] = ()
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a page.

    Attributes:
        until: in `CalendarPage.busy`, the last of the days that all say no more than this note; else the day itself.
        date: on the reader's calendar.
        entries: the first of its sessions.
        more: how many there are besides.
        due: what the reader said they would do by then.
        note: that the clocks change, or why the day is free; else empty.
        today, weekend, other: whether it is today, a weekend, or of another month.
    """

    until: date
    date: date
    entries: Sequence[CalendarEntry]
    more: int
    due: Sequence["DueItem"]
    note: str
    today: bool
    weekend: bool
    other: bool

    @property
    def is_note_alone(self) -> bool:
        """Whether nothing is to be done or attended that day, and it is not today."""
        return bool(self.note) and not (self.entries or self.due or self.today)


class Beside(TypedDict):
    """A link to the page before or after."""

    label: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """What a month or a week shows.

    Attributes:
        title: “March 2027”, or “Week of Mon 1 Mar 2027”.
        weeks: rows of seven days.
        busy: the days with something in them, for narrow screens; of a month its own alone. Exams of two weeks are one.
        before, after: the pages beside it.
        by_month: whether it is a month.
    """

    title: str
    weeks: Sequence[Sequence[Day]]
    busy: Sequence[Day]
    before: Beside | None
    after: Beside | None
    by_month: bool


def calendar_page(
    stretch: Stretch, rows: Iterable[CalendarRow], *, marks: Marks, reader: User, now: datetime
) -> CalendarPage:
    """Return the page of `stretch`; `rows` are what `sessions_between` read for it."""
    entries: dict[date, list[CalendarEntry]] = defaultdict(list)
    for row in rows:
        local = row.starts_at.astimezone(reader.zone)
        entries[local.date()].append(_entry(row, local, reader=reader, now=now))
    most = MOST_IN_MONTH if stretch.by_month else MOST_IN_WEEK
    today = now.astimezone(reader.zone).date()
    days = [
        _day(day, entries.get(day, []), stretch, marks, most=most, today=today, reader=reader) for day in stretch.days
    ]
    return CalendarPage(
        title=_title(stretch),
        weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
        busy=_busy(days),
        before=_beside(stretch, stretch.before),
        after=_beside(stretch, stretch.after),
        by_month=stretch.by_month,
    )


def _busy(days: Iterable[Day]) -> list[Day]:
    rows: list[Day] = []
    for day in days:
        if day.other or not (day.entries or day.due or day.note):
            continue
        last = rows[-1] if rows else None
        follows = last is not None and last.until + timedelta(days=1) == day.date
        if last and follows and last.is_note_alone and day.is_note_alone and last.note == day.note:
            rows[-1] = replace(last, until=day.date)
        else:
            rows.append(day)
    return rows


def _day(
    day: date,
    entries: Sequence[CalendarEntry],
    stretch: Stretch,
    marks: Marks,
    *,
    most: int,
    today: date,
    reader: User,
) -> Day:
    # One more than fits is shown: “1 more” would take its place.
    shown = entries if len(entries) <= most + 1 else entries[:most]
    change = clock_change(day, reader.zone)
    clocks = _("Clocks go forward") if change > timedelta() else _("Clocks go back") if change else ""
    return Day(
        date=day,
        until=day,
        entries=shown,
        more=len(entries) - len(shown),
        due=[_due(action) for action in marks.actions if action.due_on == day],
        note=", ".join(filter(None, (clocks, why_off(day, marks.days_off)))),
        today=day == today,
        weekend=day.weekday() >= _SATURDAY,
        other=stretch.by_month and day.month != stretch.first.month,
    )


def _due(action: Action) -> DueItem:
    page = "sessions:show-pair" if action.mentorship else "sessions:show-group"
    return DueItem(str(action.text), reverse(page, args=[action.whole.pk]) + "#pair-actions")


def _entry(row: CalendarRow, local: datetime, *, reader: User, now: datetime) -> CalendarEntry:
    note = _note(row)
    ends_at = row.starts_at + timedelta(minutes=row.minutes)
    return CalendarEntry(
        pk=row.pk,
        begins=local,
        ends=ends_at.astimezone(reader.zone),
        title=_called(row, reader),
        note=note,
        mode=str(Mode(row.mode).label),
        place=row.location,
        look=_look(row, over=ends_at <= now or row.state == State.CANCELLED, uncertain=bool(note)),
    )


def _called(row: CalendarRow, reader: User) -> str:
    if row.kind == Kind.ONE_TO_ONE:
        other = row.mentor_name if row.mentee_id == reader.pk else row.mentee_name
        return other or ""
    return row.title or row.group_name or ""


def _note(row: CalendarRow) -> str:
    """What keeps the session from being a date."""
    if row.state == State.CANCELLED:
        return _("cancelled")
    taken_off = row.answer == Answer.EXCUSED and row.state == State.SCHEDULED
    if taken_off or row.answer == Answer.DECLINED:
        return _("not coming")
    if row.answer == Answer.WAITLISTED:
        return _("on the waiting list")
    if row.state == State.PROPOSED:
        return _("not agreed yet")
    return _("not answered yet") if row.answer == Answer.INVITED else ""


def _look(row: CalendarRow, *, over: bool, uncertain: bool) -> str:
    group = " group" if row.kind != Kind.ONE_TO_ONE else ""
    if over:
        return f"past{group}"
    return "ask" if uncertain else group.strip()


def _title(stretch: Stretch) -> str:
    if stretch.by_month:
        return _month_text(stretch.first)
    return _("Week of %(day)s") % {"day": day_text(stretch.first)}


def _month_text(first: date) -> str:
    return formats.date_format(first, "F Y")


def _beside(stretch: Stretch, first: date | None) -> Beside | None:
    if first is None:
        return None
    if stretch.by_month:
        return Beside(label=_month_text(month_of(first).first), query=f"?view=month&month={first:%Y-%m}")
    label = _("Week of %(day)s") % {"day": formats.date_format(week_of(first).first, "j M")}
    return Beside(label=label, query=f"?view=week&day={first.isoformat()}")
