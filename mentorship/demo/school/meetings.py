"""What happened between the pairs so far, and what is booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, rrule

from accounts.models import User
from mentorship.demo.cast import DOMAIN
from mentorship.demo.school.calendar import at, is_working_day, working_day
from mentorship.demo.school.texts import toml
from pairs.models import MentoringGroup, Mentorship
from programs.models import Cycle
from sessions.models import Attendance, Focus, MentoringSession, Mode, SessionSeries, SessionTopic, SharedSummary

State = MentoringSession.State
Confirmation = MentoringSession.Confirmation
AT_RISK = 11
NO_SHOWS = 9
WORKSHOP_PLACES = 12
_HOURS = (8, 12, 16, 17, 18)
# A walk is taken by daylight, a circle meets when the day's work is done.
_DAYLIGHT = (12, 13)
_EVENING = (17, 18)
# What coming sessions are for, in turn; most people say nothing in particular.
_COMING = ("", Focus.CAREER, "", Focus.CASE, "", Focus.FEEDBACK, Focus.INTERVIEW)
_HOURS_APART = {"Africa/Kampala": (16, 17, 18), "America/Toronto": (8, 9, 10)}


@dataclass(slots=True)
class SessionSchedule:
    """Collects sessions with everything that hangs on them, gives nobody two at once, and stores them together."""

    random: Random
    today: date
    busy: set[tuple[int, datetime]] = field(default_factory=set)
    acquainted: set[int] = field(default_factory=set)
    sessions: list[MentoringSession] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    topics: list[SessionTopic] = field(default_factory=list)
    summaries: list[SharedSummary] = field(default_factory=list)

    def slot(self, day: date, people: Iterable[int], zone: ZoneInfo, hours: Sequence[int] = _HOURS) -> datetime:
        """Return a time near `day` at one of the `hours` of `zone` at which all `people` are free, and keep it."""
        people = tuple(people)
        for offset in range(30 * len(hours)):
            candidate = day + timedelta(days=offset // len(hours))
            start = at(candidate, hours[(offset + self.random.randrange(5)) % len(hours)], zone=zone)
            if is_working_day(candidate) and not any((person, start) in self.busy for person in people):
                self.keep(start, people)
                return start
        raise LookupError("No free hour in thirty days.")

    def keep(self, start: datetime, people: Iterable[int]) -> None:
        """Mark the hour from `start`, and those beside it, as taken for all `people`."""
        self.busy.update((person, start + timedelta(hours=hour)) for person in people for hour in (-1, 0, 1))

    def store(self) -> None:
        """Write everything in a few statements."""
        MentoringSession.objects.bulk_create(self.sessions, batch_size=500)
        Attendance.objects.bulk_create(self.attendances, batch_size=2000)
        SessionTopic.objects.bulk_create(self.topics, batch_size=2000)
        SharedSummary.objects.bulk_create(self.summaries, batch_size=500)

    def meet(self, pair: Mentorship, day: date, *, program_minutes: int) -> MentoringSession:
        """Let a pair meet on a past day: held, logged by the mentor the same evening, confirmed by the mentee."""
        first = pair.pk not in self.acquainted
        session = self._book(pair, day, minutes=program_minutes)
        session.state, session.confirmation = State.HELD, Confirmation.CONFIRMED
        session.logged_at, session.logged_by_id = session.ends_at + timedelta(hours=2), pair.mentor_id
        session.confirmed_at = session.ends_at + timedelta(days=1)
        session.focus = Focus.FIRST_MEETING if first else ""
        self._attend(session, pair, Attendance.State.ATTENDED)
        topic, text = self.words(first=first)
        self.topics.append(SessionTopic(session=session, function=topic))
        self.summaries.append(SharedSummary(session=session, text=text))
        return session

    def miss(self, pair: Mentorship, day: date, *, program_minutes: int) -> None:
        """Let the mentee not come on a past day."""
        session = self._book(pair, day, minutes=program_minutes)
        session.state = State.MISSED
        session.logged_at, session.logged_by_id = session.ends_at, pair.mentor_id
        self.attendances += [
            Attendance(session=session, user_id=pair.mentor_id, state=Attendance.State.ATTENDED, leads=True),
            Attendance(session=session, user_id=pair.mentee_id, state=Attendance.State.NO_SHOW),
        ]

    def plan(
        self, pair: Mentorship, day: date, *, program_minutes: int, starts_at: datetime | None = None
    ) -> MentoringSession:
        """Book a session near a day, or at a given instant."""
        session = self._book(pair, day, minutes=program_minutes, starts_at=starts_at)
        session.focus = _COMING[pair.pk % len(_COMING)]
        self._attend(session, pair, Attendance.State.CONFIRMED)
        return session

    def _book(
        self, pair: Mentorship, day: date, *, minutes: int, starts_at: datetime | None = None
    ) -> MentoringSession:
        people = (pair.mentor_id, pair.mentee_id)
        apart = pair.mentor.time_zone != pair.mentee.time_zone
        mode = Mode.VIDEO if apart else self.random.choice((Mode.IN_PERSON, Mode.VIDEO, Mode.WALK, Mode.AUDIO))
        hours: Sequence[int] = _DAYLIGHT if mode == Mode.WALK else _HOURS
        if apart:
            hours = _HOURS_APART[pair.mentor.time_zone]
        session = MentoringSession(
            cycle_id=pair.cycle_id,
            mentorship=pair,
            organiser_id=pair.mentor_id,
            starts_at=starts_at or self.slot(day, people, pair.mentor.zone, hours),
            minutes=minutes,
            time_zone=pair.mentor.time_zone,
            mode=mode,
            join_url=join_link(mode, f"pair-{pair.pk}"),
        )
        self.sessions.append(session)
        self.acquainted.add(pair.pk)
        return session

    def _attend(self, session: MentoringSession, pair: Mentorship, state: Attendance.State) -> None:
        self.attendances += [
            Attendance(session=session, user_id=pair.mentor_id, state=state, leads=True),
            Attendance(session=session, user_id=pair.mentee_id, state=state),
        ]

    def words(self, *, first: bool) -> tuple[str, str]:
        topics = {row["slug"]: row["support"].replace("-", "_") for row in toml("year")["topics"]}
        rows = [row for row in toml("year")["summaries"] if (row["topic"] == "first-meeting") == first]
        row = self.random.choice(rows)
        return topics.get(row["topic"], "role_modelling"), row["text"]


def join_link(mode: str, room: str) -> str:
    """Where people meet by video; other ways to meet need no link."""
    return f"https://video.{DOMAIN}/{room}" if mode == Mode.VIDEO else ""


def hold_pair_sessions(
    schedule: SessionSchedule, cycle: Cycle, pairs: Sequence[Mentorship], *, quiet: set[int], missed: int
) -> None:
    """Let the pairs of a program meet at its cadence since the start, and book the next session.

    Args:
        schedule: where the sessions go.
        cycle: whose program sets the cadence.
        pairs: active pairs with their people.
        quiet: pairs that have not met for too long and have nothing booked.
        missed: how many of the pairs had a session to which the mentee did not come.
    """
    interval, minutes = cycle.program.cadence_days, cycle.program.session_minutes
    for number, pair in enumerate(pair for pair in pairs if pair.pk not in quiet):
        day = pair.started_on + timedelta(days=schedule.random.randint(5, 12))
        while day < schedule.today - timedelta(days=6):
            schedule.meet(pair, day, program_minutes=minutes)
            day += timedelta(days=interval + schedule.random.randint(-2, 3))
        if number < missed:
            schedule.miss(pair, schedule.today - timedelta(days=14), program_minutes=minutes)
        schedule.plan(pair, max(day, schedule.today + timedelta(days=2)), program_minutes=minutes)


def leave_work_for_today(schedule: SessionSchedule, pair: Mentorship) -> None:
    """Give a pair a session that waits for the mentee's check, and one that the mentor has not logged yet."""
    minutes = pair.cycle.program.session_minutes
    checked = schedule.meet(pair, schedule.today - timedelta(days=5), program_minutes=minutes)
    checked.confirmation, checked.confirmed_at = Confirmation.WAITING, None
    schedule.plan(pair, schedule.today - timedelta(days=3), program_minutes=minutes)


def write_series(schedule: SessionSchedule, pair: Mentorship) -> None:
    """Book ten monthly sessions at the mentor's local time; the clocks of the mentee change in between."""
    first = datetime.combine(_monthly_from(pair.started_on + timedelta(days=9)), time(16))
    series = SessionSeries.objects.create(rule="FREQ=MONTHLY;COUNT=10", time_zone=pair.mentor.time_zone)
    for number, local in enumerate(rrule(MONTHLY, dtstart=first, count=10)):
        start = local.replace(tzinfo=pair.mentor.zone).astimezone(UTC)
        schedule.keep(start, (pair.mentor_id, pair.mentee_id))
        minutes = pair.cycle.program.session_minutes
        session = schedule.plan(pair, local.date(), program_minutes=minutes, starts_at=start)
        session.series = series
        if local.date() < schedule.today:
            _hold(schedule, session, pair, first=number == 0)


def _monthly_from(day: date) -> date:
    """The first day from `day` on whose number falls on a holiday in no month."""
    while day.day in (1, 24, 25, 26) or day.day > 28:
        day += timedelta(days=1)
    return day


def _hold(schedule: SessionSchedule, session: MentoringSession, pair: Mentorship, *, first: bool) -> None:
    session.state, session.confirmation = State.HELD, Confirmation.CONFIRMED
    session.logged_at, session.logged_by_id = session.ends_at + timedelta(hours=1), pair.mentor_id
    session.confirmed_at = session.ends_at + timedelta(hours=20)
    for attendance in schedule.attendances[-2:]:
        attendance.state = Attendance.State.ATTENDED
    _topic, text = schedule.words(first=first)
    schedule.summaries.append(SharedSummary(session=session, text=text))


def hold_circle_sessions(schedule: SessionSchedule, groups: Sequence[MentoringGroup]) -> None:
    """Let each circle meet once and plan its next evening; for the first, it is about working across professions."""
    for group in groups:
        members = list(group.members.all())
        leaders = [member.user_id for member in members if member.side == "mentor"]
        for day, past in ((schedule.today - timedelta(days=20), True), (schedule.today + timedelta(days=22), False)):
            session = MentoringSession(
                cycle_id=group.cycle_id,
                kind=MentoringSession.Kind.GROUP,
                group=group,
                organiser_id=leaders[0],
                title=f"{group.name}, evening {1 if past else 2}",
                focus=Focus.PROFESSIONS if group == groups[0] and not past else "",
                starts_at=schedule.slot(
                    day, (member.user_id for member in members), ZoneInfo("America/Toronto"), _EVENING
                ),
                minutes=90,
                time_zone="America/Toronto",
                mode=Mode.IN_PERSON,
                location="Learning commons, room 3",
                state=State.HELD if past else State.SCHEDULED,
            )
            if past:
                session.logged_at, session.logged_by_id = session.ends_at, leaders[0]
            state = Attendance.State.ATTENDED if past else Attendance.State.CONFIRMED
            schedule.sessions.append(session)
            schedule.attendances += [
                Attendance(session=session, user_id=member.user_id, state=state, leads=member.user_id in leaders)
                for member in members
            ]


def plan_workshops(
    schedule: SessionSchedule, cycle: Cycle, organiser: User, mentees: Sequence[User], *, waiting: User, taken_off: User
) -> None:
    """Plan the workshops of a program.

    The first is full: `waiting` is third of the five who wait for a place, and `taken_off` lost one.
    """
    rows = [row for row in toml("year")["workshop"] if cycle.program.slug in row["programs"]]
    rows.sort(key=lambda row: row["slug"] != "mock-interviews")
    for number, row in enumerate(rows):
        session = _workshop(
            schedule, cycle, organiser, row, working_day(schedule.today + timedelta(days=18 + 9 * number))
        )
        crowd = [user for user in mentees if user.pk not in (waiting.pk, taken_off.pk)]
        taken = crowd[:WORKSHOP_PLACES] if number == 0 else crowd[number * 3 : number * 3 + 4]
        schedule.attendances += [
            Attendance(session=session, user=user, state=Attendance.State.CONFIRMED) for user in taken
        ]
        if number == 0:
            schedule.attendances.append(Attendance(session=session, user=taken_off, state=Attendance.State.EXCUSED))
            queue = [*crowd[40:42], waiting, *crowd[42:44]]
            schedule.attendances += [
                Attendance(
                    session=session,
                    user=user,
                    state=Attendance.State.WAITLISTED,
                    waiting_since=at(schedule.today - timedelta(days=6), 9, position),
                )
                for position, user in enumerate(queue)
            ]


def _workshop(
    schedule: SessionSchedule, cycle: Cycle, organiser: User, row: dict[str, Any], day: date
) -> MentoringSession:
    clock = time.fromisoformat(row["starts"])
    session = MentoringSession(
        cycle=cycle,
        kind=MentoringSession.Kind.WORKSHOP,
        organiser=organiser,
        title=str(row["title"]),
        description=f"{row['what_we_do']}\n\n{row['bring']}",
        starts_at=at(day, clock.hour, clock.minute),
        minutes=row["minutes"],
        time_zone="America/Toronto",
        mode=str(row["mode"]),
        places=row["places"],
        join_url=join_link(str(row["mode"]), str(row["slug"])),
        location="Skills center" if row["mode"] == "in_person" else "",
    )
    schedule.sessions.append(session)
    schedule.attendances.append(
        Attendance(session=session, user=organiser, state=Attendance.State.CONFIRMED, leads=True)
    )
    return session
