"""Shared reads of sessions, with everything that a page shows about them."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Role, User
from pairs.models import GroupMember, MentoringGroup, Mentorship, Origin
from programs.models import Cycle, CycleState, Program
from sessions.models import Attendance, MentoringSession, PrivateNote, TimeSuggestion, counts_as_held

State = MentoringSession.State
_PEOPLE = (
    "cycle__program__institution",
    "mentorship__mentee",
    "mentorship__mentor",
    "mentorship__participation",
    "group",
    "organiser",
)


def zones_for(session: MentoringSession, reader: User) -> list[zoneinfo.ZoneInfo]:
    """Return the zones in which the session's time is told: the reader's first, then the other side's."""
    if session.mentorship is None:
        return [reader.zone, session.zone]
    return [reader.zone, session.mentorship.mentee.zone, session.mentorship.mentor.zone]


def with_people(sessions: QuerySet[MentoringSession]) -> QuerySet[MentoringSession]:
    """Join everybody whose name stands in a row."""
    return sessions.select_related(*_PEOPLE)


def with_answer_of(sessions: QuerySet[MentoringSession], user: User) -> QuerySet[MentoringSession]:
    """Prefetch `user`'s own attendance as `session.own`, a list of none or one."""
    own = Attendance.objects.filter(user=user)
    return sessions.prefetch_related(Prefetch("attendances", queryset=own, to_attr="own"))


def coming_sessions(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return what `user` is expected at or invited to and is not over, soonest first."""
    return calendar_ahead(user, now).filter(state__in=MentoringSession.AHEAD)


def calendar_ahead(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return everything of `user` whose time is still to come, cancelled sessions too, soonest first."""
    mine = MentoringSession.objects.mine(user).filter(starts_at__gt=now)
    return with_answer_of(with_people(mine), user).order_by("starts_at", "pk")


def expected_sessions(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the coming sessions to which `user` said yes, soonest first: agreed ones, and times that `user` suggested.

    A waiting list, a session that `user` gave up, and one that `user` has not answered are none of them.
    """
    coming = Attendance.objects.filter(session=OuterRef("pk"), user=user, state=Attendance.State.CONFIRMED)
    ahead = MentoringSession.objects.filter(Exists(coming), state__in=MentoringSession.AHEAD, starts_at__gt=now)
    return with_people(ahead).order_by("starts_at", "pk")


def past_sessions(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return what lies behind `user`, cancelled and unlogged sessions too, latest first."""
    mine = MentoringSession.objects.mine(user).filter(starts_at__lte=now)
    return with_answer_of(with_people(mine), user).order_by("-starts_at", "pk")


def open_workshops(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the coming workshops of `user`'s cycles in which `user` has no part yet."""
    taken = Attendance.objects.filter(session=OuterRef("pk"), user=user)
    workshops = MentoringSession.objects.visible_to(user).filter(
        ~Exists(taken), kind=MentoringSession.Kind.WORKSHOP, state=State.SCHEDULED, starts_at__gt=now
    )
    holding = Q(attendances__state=Attendance.State.CONFIRMED, attendances__leads=False)
    return with_people(workshops).annotate(places_taken=Count("attendances", filter=holding)).order_by("starts_at")


def sessions_of_program(program: Program, user: User) -> QuerySet[MentoringSession]:
    """Return what a coordinator sees of a program's sessions, latest first; no content is read."""
    seen = MentoringSession.objects.metadata_visible_to(user).filter(cycle__program=program)
    return with_people(seen).defer("description", "join_url", "location").order_by("-starts_at", "pk")


_NEXT = 2


@dataclass(slots=True)
class Entry:
    """One entry of a pair's trail.

    Attributes:
        session: with people and summary.
        own: the reader's attendance, if there is one.
        asked: for how many sessions of a suggested series it stands.
        instead: another time that is suggested for it, and not answered yet.
    """

    session: MentoringSession
    own: Attendance | None
    asked: int = 1
    instead: TimeSuggestion | None = None


def trail_of_pair(
    mentorship: Mentorship, reader: User, now: datetime, *, moves: Iterable[TimeSuggestion]
) -> tuple[list[Entry], list[Entry]]:
    """Return (the trail of a pair, latest first; the entries further ahead than the next two, soonest first).

    A suggested series is one question and one entry. `moves` are the pair's `open_moves`.
    """
    sessions = with_people(mentorship.sessions.all()).select_related("shared_summary").order_by("starts_at", "pk")
    own = {one.session_id: one for one in Attendance.objects.filter(user=reader, session__mentorship=mentorship)}
    instead = {one.session_id: one for one in moves}
    entries: list[Entry] = []
    suggested: dict[int, Entry] = {}
    for session in sessions:
        if session.state == State.PROPOSED and session.series_id in suggested:
            suggested[session.series_id].asked += 1
            continue
        entry = Entry(session, own.get(session.pk), instead=instead.get(session.pk))
        if session.state == State.PROPOSED and session.series_id is not None:
            suggested[session.series_id] = entry
        entries.append(entry)
    begun = sum(entry.session.starts_at <= now for entry in entries)
    return entries[: begun + _NEXT][::-1], entries[begun + _NEXT :]


def notes_of(user: User, mentorship: Mentorship) -> QuerySet[PrivateNote]:
    """Return the reader's private notes about a pair's sessions, without their text."""
    notes = PrivateNote.objects.visible_to(user).filter(session__mentorship=mentorship)
    return notes.select_related("session").defer("text").order_by("-session__starts_at")


def sessions_to_log(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the sessions of `user`, as mentor or leader, that began and have no log, oldest first."""
    led = Attendance.objects.filter(session=OuterRef("pk"), user=user, leads=True)
    begun = MentoringSession.objects.filter(state=State.SCHEDULED, starts_at__lte=now)
    return with_people(begun.filter(Exists(led) | Q(mentorship__mentor=user))).order_by("starts_at", "pk")


def logs_to_check(user: User) -> QuerySet[MentoringSession]:
    """Return the logs that wait for `user`, the mentee, oldest first."""
    waiting = MentoringSession.objects.filter(
        mentorship__mentee=user, confirmation=MentoringSession.Confirmation.WAITING
    )
    return with_people(waiting).order_by("starts_at", "pk")


def proposals_to_answer(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the suggested times and invitations that wait for `user`, soonest first."""
    invited = Attendance.objects.filter(session=OuterRef("pk"), user=user, state=Attendance.State.INVITED)
    ahead = MentoringSession.objects.filter(state__in=MentoringSession.AHEAD, starts_at__gt=now)
    return with_people(ahead.filter(Exists(invited))).order_by("starts_at", "pk")


def open_moves(now: datetime) -> QuerySet[TimeSuggestion]:
    """Return the other times that can be answered, one row a session, with its people, soonest first."""
    asked = TimeSuggestion.objects.open_at(now).select_related(*(f"session__{person}" for person in _PEOPLE))
    return asked.order_by("session__starts_at", "pk")


def moves_of(user: User, now: datetime) -> QuerySet[TimeSuggestion]:
    """Return the open moves of the pairs of `user`, whoever suggested them."""
    return open_moves(now).filter(Q(session__mentorship__mentee=user) | Q(session__mentorship__mentor=user))


def open_question(session: MentoringSession, now: datetime) -> list[TimeSuggestion]:
    """Return what is suggested instead of the agreed time: for this session first, then for others of its series."""
    asked = TimeSuggestion.objects.open_at(now).select_related("session", "by")
    first = asked.filter(session=session).first()
    if first is None:
        return []
    return [first, *asked.filter(question=first.question).exclude(pk=first.pk).order_by("session__starts_at")]


def later_of_series(session: MentoringSession) -> QuerySet[MentoringSession]:
    """Return the sessions of the same series and in the same state that come after this one."""
    if session.series_id is None:
        return MentoringSession.objects.none()
    return MentoringSession.objects.filter(
        series=session.series_id, state=session.state, starts_at__gt=session.starts_at
    )


def proposed_series(session: MentoringSession, now: datetime) -> list[MentoringSession]:
    """Return every date that one answer to this proposal is for, with its people, soonest first."""
    together = MentoringSession.objects.filter(series=session.series_id, state=State.PROPOSED, starts_at__gt=now)
    found = list(together.order_by("starts_at")) if session.series_id else []
    for one in found:
        one.mentorship = session.mentorship
    return found


def disputed_logs(user: User) -> QuerySet[MentoringSession]:
    """Return the logs of which the mentee says that something differs; `user`, the mentor, reads it. Oldest first."""
    disputed = MentoringSession.objects.filter(
        mentorship__mentor=user, confirmation=MentoringSession.Confirmation.DISPUTED
    )
    return with_people(disputed).order_by("starts_at", "pk")


def coordinated_programs(user: User) -> QuerySet[Program]:
    """Return the programs whose sessions `user` may list, as their coordinator."""
    appointed = Q(appointments__user=user, appointments__role=Role.COORDINATOR)
    return Program.objects.filter(appointed).order_by("name")


def groups_led_by(user: User) -> QuerySet[MentoringGroup]:
    """Return the groups of running cycles whose sessions `user` plans."""
    led = Q(members__user=user, members__side=GroupMember.Side.MENTOR)
    return MentoringGroup.objects.filter(led).exclude(cycle__state=CycleState.CLOSED).select_related("cycle__program")


def quiet_pairs(cycle: Cycle, *, now: datetime) -> QuerySet[Mentorship]:
    """Return the formal pairs at risk: nothing held within one and a half intervals, and nothing booked.

    The days of a pause do not count. Each pair carries `last_held` and `held`; those who are quiet longest come first.
    """
    patience = timedelta(days=1.5 * cycle.program.cadence_days)
    since = now - patience
    of_pair = MentoringSession.objects.filter(mentorship=OuterRef("pk"))
    held_lately = of_pair.filter(counts_as_held(), starts_at__gte=since)
    booked = of_pair.filter(state__in=MentoringSession.AHEAD, starts_at__gt=now)
    held = counts_as_held("sessions__")
    pairs = cycle.mentorships.filter(state=Mentorship.State.ACTIVE, started_on__lt=since.date())
    quiet = (
        pairs.exclude(origin=Origin.INFORMAL)
        .filter(~Exists(held_lately), ~Exists(booked))
        .select_related("mentee", "mentor", "cycle__program__institution")
        .annotate(last_held=Max("sessions__starts_at", filter=held), held=Count("sessions", filter=held))
        .order_by(F("last_held").asc(nulls_first=True), "started_on", "pk")
    )
    today = cycle.local_day(now)
    rested = [
        pair.pk
        for pair in quiet.filter(resumed_on__gt=since.date() - patience)
        if _days_without(pair, vars(pair)["last_held"], today) <= patience.days
    ]
    return quiet.exclude(pk__in=rested)


def _days_without(pair: Mentorship, last_held: datetime | None, today: date) -> int:
    """Days since the pair met last, or began, without those of its last pause."""
    since = pair.cycle.local_day(last_held) if last_held else pair.started_on
    if pair.paused_on is None or pair.resumed_on is None:
        return (today - since).days
    paused = (pair.resumed_on - max(pair.paused_on, since)).days
    return (today - since).days - max(0, paused)


def expected_in_the_year(pair: Mentorship) -> int:
    """Return about how many sessions the program expects of the pair in the year; the days of a leave do not count."""
    away = pair.paused_days
    participation = pair.participation
    if participation is not None and participation.away_from and participation.away_until:
        away += (participation.away_until - participation.away_from).days
    program = pair.cycle.program
    return max(0, program.expected_sessions - away // program.cadence_days)
