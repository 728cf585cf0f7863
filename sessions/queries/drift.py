"""Pairs and groups that drift: dates and states alone say so, nothing that anybody wrote."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pairs.models import MentoringGroup, Mentorship, Pause
from pairs.queries.groups import present_members
from programs.models import Cycle, ReminderKind
from sessions.models import MentoringSession, counts_as_held

State = MentoringSession.State
# After how many of the usual intervals a coordinator sees a pair.
AT_RISK_AFTER = 1.5


def at_risk_pairs(cycle: Cycle, *, now: datetime) -> QuerySet[Mentorship]:
    """Return the pairs that a coordinator should look at, as `quiet_pairs`, without those that are put off for now."""
    return quiet_pairs(cycle, now=now).exclude(snoozed_until__gt=cycle.local_day(now))


def quiet_pairs(cycle: Cycle, *, now: datetime, intervals: float = AT_RISK_AFTER) -> QuerySet[Mentorship]:
    """Return the active formal pairs without a session for so many intervals, and with nothing booked or proposed.

    What counts is held, or was agreed and waits for its log, which is another queue's concern. Days of a pause do not
    count; a pair's time begins with the pair. Each pair carries `last_held` and `held`. Those who never met come
    first, then those who are quiet longest.

    Args:
        cycle: with its program and institution.
        now: the instant.
        intervals: how many of the program's usual intervals.
    """
    today, patience = cycle.local_day(now), timedelta(days=intervals * cycle.program.cadence_days)
    of_pair = MentoringSession.objects.filter(mentorship=OuterRef("pk")).order_by()
    asked = Q(state=State.PROPOSED, starts_at__gt=now)
    alive = of_pair.filter(counts_as_held() | Q(state=State.SCHEDULED) | asked, starts_at__gte=now - patience)
    held = of_pair.filter(counts_as_held())
    count = held.values("mentorship").annotate(number=Count("pk")).values("number")
    since = today - patience
    long_active = Q(activated_on__lt=since) | Q(activated_on=None, started_on__lt=since)
    quiet = (
        cycle.mentorships.formal()
        .filter(~Exists(alive), long_active, state=Mentorship.State.ACTIVE)
        .select_related("mentee", "mentor", "cycle__program__institution")
        .annotate(
            last_held=Subquery(held.order_by("-starts_at").values("starts_at")[:1]),
            held=Coalesce(Subquery(count), 0, output_field=IntegerField()),
        )
        .order_by(F("last_held").asc(nulls_first=True), "started_on", "pk")
    )
    # Since the end of its last pause every day of a pair has counted, so only those back for less can be rested.
    back = quiet.filter(resumed_on__gte=since).prefetch_related("pauses")
    rested = [pair.pk for pair in back if _days_without(pair, today) <= patience.days]
    return quiet.exclude(pk__in=rested) if rested else quiet


def _days_without(pair: Mentorship, today: date) -> int:
    """Days since the pair met last, or began, without those of its pauses."""
    last_held: datetime | None = vars(pair)["last_held"]
    since = pair.cycle.local_day(last_held) if last_held else pair.counts_from
    return (today - since).days - sum(_days_of(pause, since, today) for pause in pair.pauses.all())


def _days_of(pause: Pause, since: date, today: date) -> int:
    """How many days of a pause lie between two days."""
    return max(0, ((pause.ended_on or today) - max(pause.began_on, since)).days)


def pairs_to_nudge(cycle: Cycle, *, now: datetime) -> list[Mentorship]:
    """Return the quiet pairs that had no nudge since the last of the days on which their program nudges.

    The days are counted from the one on which the pair was expected to meet; a nudge of a coordinator counts too.
    """
    days = sorted(cycle.program.reminder_days(ReminderKind.NUDGES))
    if not days:
        return []
    cadence, today = cycle.program.cadence_days, cycle.local_day(now)
    quiet = quiet_pairs(cycle, now=now, intervals=(cadence + days[0] - 1) / cadence).prefetch_related("pauses")
    return [pair for pair in quiet if pair.nudged_on is None or pair.nudged_on < _last_due(pair, days, today)]


def _last_due(pair: Mentorship, days: Sequence[int], today: date) -> date:
    """The last day, today included, on which the pair is to be nudged."""
    late = _days_without(pair, today) - pair.cycle.program.cadence_days
    return today - timedelta(days=late - max(day for day in days if day <= late))


def quiet_groups(cycle: Cycle, *, now: datetime) -> QuerySet[MentoringGroup]:
    """Return the same of circles, of teams and of peers: those that have held and planned nothing for so long."""
    since = now - timedelta(days=AT_RISK_AFTER * cycle.program.cadence_days)
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
