"""Shared reads of sessions, with everything that a page shows about them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from accounts.models import User
from core.prepared import prepared
from pairs.models import MentoringGroup, Mentorship
from pairs.queries.groups import present_members
from people.queries.person import PersonInProgram
from programs.models import Appointment, Cycle, CycleState, Program
from programs.policies import appointments_of
from sessions.models import Attendance, MentoringSession, counts_as_held, is_agreed_ahead

State = MentoringSession.State
PEOPLE = (
    "cycle__program__institution",
    "mentorship__mentee",
    "mentorship__mentor",
    "mentorship__participation",
    "group",
    "organiser",
)


def with_people(sessions: QuerySet[MentoringSession]) -> QuerySet[MentoringSession]:
    """Join everybody whose name stands in a row."""
    return sessions.select_related(*PEOPLE)


def read_answers(sessions: Iterable[MentoringSession], user: User) -> None:
    """Read `user`'s own attendance of each as `session.own`, a list of none or one."""
    own = Prefetch("attendances", queryset=Attendance.objects.filter(user=user), to_attr="own")
    prefetch_related_objects(list(sessions), own)


def confirmed_sessions(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the coming sessions to which `user` said yes, soonest first: agreed ones, and times that `user` proposed.

    A waiting list, a session that `user` gave up, and one that `user` has not answered are none of them.
    """
    # By the keys of one person's attendances: an EXISTS made SQLite walk all sessions ahead of a school.
    coming = Attendance.objects.filter(user=user, state=Attendance.State.CONFIRMED).order_by()
    ahead = MentoringSession.objects.upcoming(now).filter(pk__in=coming.values("session"))
    return with_people(ahead).order_by("starts_at", "pk")


@prepared
def open_workshops(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the coming workshops of `user`'s cycles in which `user` has no part yet."""
    of_session = Attendance.objects.filter(session=OuterRef("pk"))
    open_to = MentoringSession.objects.workshops_open_to(user).agreed_ahead(now)
    workshops = open_to.filter(~Exists(of_session.filter(user=user))).select_related("cycle__program")
    holding = of_session.holding_a_place().order_by().values("session").annotate(n=Count("pk")).values("n")
    shown = ("title", "starts_at", "places", "time_zone", "mentorship", "cycle__name", "cycle__program__name")
    return workshops.only(*shown).annotate(places_taken=Coalesce(Subquery(holding), 0)).order_by("starts_at")


def sessions_of_program(program: Program, user: User) -> QuerySet[MentoringSession]:
    """Return what a coordinator sees of a program's sessions, latest first; no content is read."""
    seen = MentoringSession.objects.metadata_visible_to(user).filter(cycle__program=program)
    return with_people(seen).defer("description", "join_url", "location").order_by("-starts_at", "pk")


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


def coordinated_programs(user: User) -> list[Program]:
    """Return the programs whose sessions `user` may list, as their coordinator; most people coordinate none."""
    coordinates = any(role in Appointment.COORDINATES for role, _school, _program in appointments_of(user))
    return list(Program.objects.coordinated_by(user).order_by("name")) if coordinates else []


def sessions_around(cycle: Cycle, *, now: datetime, within: timedelta) -> dict[str, QuerySet[MentoringSession]]:
    """Return the sessions of a cycle that were `held` in the time before `now`, and those `booked` after it."""
    held = Q(counts_as_held(), starts_at__gt=now - within)
    booked = Q(is_agreed_ahead(now), starts_at__lt=now + within)
    sessions = MentoringSession.objects.filter(cycle=cycle)
    return {"held": sessions.filter(held), "booked": sessions.filter(booked)}


def led_groups(user: User) -> QuerySet[MentoringGroup]:
    """Ask for the groups of running cycles whose sessions `user` plans."""
    groups = MentoringGroup.objects.led_by(user).exclude(cycle__state=CycleState.CLOSED)
    return groups.select_related("cycle__program")


_led_groups = prepared(led_groups)


def groups_led_by(user: User) -> list[MentoringGroup]:
    """Return the same, with who is in each."""
    groups = _led_groups(user)
    prefetch_related_objects(groups, present_members())
    return groups


def pair_sessions_of(who: PersonInProgram, reader: User) -> QuerySet[MentoringSession]:
    """Return the sessions of a person's pairs as `reader` may know them, the latest first; no content is read.

    Of peers those in which the person was expected.
    """
    seen = MentoringSession.objects.metadata_visible_to(reader).filter(cycle__program=who.program)
    if who.program.is_peer:
        expected = Exists(Attendance.objects.filter(session=OuterRef("pk"), user=who.person))
        own = seen.filter(expected, group__kind=MentoringGroup.Kind.PEERS)
    else:
        own = seen.filter(Q(mentorship__mentee=who.person) | Q(mentorship__mentor=who.person))
    return own.only("starts_at", "minutes", "mode", "state").order_by("-starts_at", "pk")


def facts_of_pair(mentorship: Mentorship, reader: User) -> QuerySet[MentoringSession]:
    """Return the same of one pair."""
    seen = MentoringSession.objects.metadata_visible_to(reader).filter(mentorship=mentorship)
    return seen.only("starts_at", "minutes", "mode", "state").order_by("-starts_at", "pk")
