"""Reads about pairs: those that have not met for long, and private notes."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from accounts.models import User
from pairs.models import MentoringGroup, Mentorship
from pairs.queries.groups import present_members
from programs.models import Cycle
from sessions.models import MentoringSession, PrivateNote, counts_as_held, is_agreed_ahead


def notes_of(user: User, mentorship: Mentorship) -> QuerySet[PrivateNote]:
    """Return the reader's private notes about a pair's sessions, without their text."""
    notes = PrivateNote.objects.visible_to(user).filter(session__mentorship=mentorship)
    return notes.select_related("session").defer("text").order_by("-session__starts_at")


def quiet_pairs(cycle: Cycle, *, now: datetime) -> QuerySet[Mentorship]:
    """Return the formal pairs at risk: nothing held within one and a half intervals, and nothing booked.

    The days of a pause do not count. Each pair carries `last_held` and `held`; those who are quiet longest come first.
    """
    patience = _patience(cycle)
    since = now - patience
    of_pair = MentoringSession.objects.filter(mentorship=OuterRef("pk"))
    held_lately = of_pair.filter(counts_as_held(), starts_at__gte=since)
    booked = of_pair.upcoming(now)
    held = counts_as_held("sessions__")
    long_active = Q(activated_on__lt=since.date()) | Q(activated_on=None, started_on__lt=since.date())
    pairs = cycle.mentorships.filter(long_active, state=Mentorship.State.ACTIVE)
    quiet = (
        pairs.formal()
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


def quiet_groups(cycle: Cycle, *, now: datetime) -> QuerySet[MentoringGroup]:
    """Return the same of circles, of teams and of peers: those that have held and planned nothing for so long."""
    since = now - _patience(cycle)
    of_group = MentoringSession.objects.filter(group=OuterRef("pk"))
    held_lately = of_group.filter(counts_as_held(), starts_at__gte=since)
    held = counts_as_held("sessions__")
    groups = cycle.groups.filter(formed_on__lt=since.date()).going_on()
    return (
        groups.filter(~Exists(held_lately), ~Exists(of_group.upcoming(now)))
        .prefetch_related(present_members())
        .annotate(last_held=Max("sessions__starts_at", filter=held), held=Count("sessions", filter=held))
        .order_by(F("last_held").asc(nulls_first=True), "formed_on", "pk")
    )


def _patience(cycle: Cycle) -> timedelta:
    """How long a pair may be without a session: one and a half times the usual days."""
    return timedelta(days=1.5 * cycle.program.cadence_days)


def with_meetings(pairs: QuerySet[Mentorship], *, now: datetime) -> QuerySet[Mentorship]:
    """Add to each pair `held`, how many sessions it held, and the instants `last_held` and `next_session`."""
    held = counts_as_held("sessions__")
    ahead = is_agreed_ahead(now, "sessions__")
    return pairs.annotate(
        held=Count("sessions", filter=held),
        last_held=Max("sessions__starts_at", filter=held),
        next_session=Min("sessions__starts_at", filter=ahead),
    )


def _days_without(pair: Mentorship, last_held: datetime | None, today: date) -> int:
    """Days since the pair met last, or began, without those of its last pause."""
    since = pair.cycle.local_day(last_held) if last_held else pair.counts_from
    if pair.paused_on is None or pair.resumed_on is None:
        return (today - since).days
    paused = (pair.resumed_on - max(pair.paused_on, since)).days
    return (today - since).days - max(0, paused)
