"""What is done about pairs that drift: the two are nudged; their coordinator asks, notes a talk or puts them off."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from core.errors import WrongState
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Mentorship
from pairs.services.mentorships import locked
from pairs.services.staff_steps import keep_step
from programs.models import Cycle, CycleState, StaffStep
from programs.notices.quiet_days import after_quiet_days
from sessions.notices import PAIR_ASKED, PAIR_QUIET, AskedPayload
from sessions.queries.drift import pairs_to_nudge

SNOOZED_DAYS = 14
# Two nudges of one pair are at least so many days apart.
_BETWEEN = timedelta(days=3)


def nudge_quiet_pairs(*, now: datetime) -> int:
    """Nudge the pairs that have been quiet for one interval, on their program’s days. Returns how many were.

    Doing it twice changes nothing. Exams and holidays leave a year in peace; afterwards its pairs are looked at again.
    """
    cycles = Cycle.objects.filter(state=CycleState.RUNNING).select_related("program__institution").order_by("pk")
    return sum(_nudge_in(cycle, now) for cycle in cycles if after_quiet_days(cycle, now) is None)


@transaction.atomic
def _nudge_in(cycle: Cycle, now: datetime) -> int:
    quiet = pairs_to_nudge(cycle, now=now)
    Mentorship.objects.filter(pk__in=[pair.pk for pair in quiet]).update(nudged_on=cycle.local_day(now))
    enqueue_many(notice for pair in quiet for notice in _nudges(pair, cycle.local_day(now), now))
    return len(quiet)


def _nudges(pair: Mentorship, day: date, now: datetime) -> Iterable[Notice]:
    """One for each of the two; of several on one day only the first counts."""
    subject, revision = str(pair.pk), day.isoformat()
    return [
        Notice(event=PAIR_QUIET, recipient=person, subject_pk=subject, revision=revision, due_at=now)
        for person in (pair.mentee, pair.mentor)
    ]


@transaction.atomic
def nudge_again(mentorship: Mentorship, *, by: User, now: datetime) -> None:
    """Remind the two once more to find a time. On the day of a nudge it changes nothing.

    Args:
        mentorship: of two others.
        by: who coordinates it.
        now: the instant.

    Raises:
        WrongState: the pair is not active, or had a nudge in the last days.
    """
    pair = _active(mentorship)
    day = pair.cycle.local_day(now)
    if pair.nudged_on == day:
        return
    if pair.nudged_on is not None and pair.nudged_on > day - _BETWEEN:
        raise WrongState(_("They had a reminder on %(day)s. Give them a few days.") % {"day": day_text(pair.nudged_on)})
    pair.nudged_on = day
    pair.save(update_fields=["nudged_on"])
    enqueue_many(_nudges(pair, day, now))
    keep_step(pair, "pair_nudged", by=by, reason="", now=now)


@transaction.atomic
def ask_how_it_is(mentorship: Mentorship, *, by: User, now: datetime) -> None:
    """Ask both by email how it is going; they answer the program's coordinators. Twice a day it changes nothing.

    Arguments and errors as for `nudge_again`.
    """
    pair = _active(mentorship)
    day = pair.cycle.local_day(now).isoformat()
    steps = StaffStep.objects.filter(subject=f"pair:{pair.pk}", kind="pair_asked", before__day=day)
    if steps.exists():
        return
    payload = AskedPayload(by=by.pk)
    enqueue_many(
        Notice(event=PAIR_ASKED, recipient=person, subject_pk=str(pair.pk), revision=day, due_at=now, payload=payload)
        for person in (pair.mentee, pair.mentor)
    )
    keep_step(pair, "pair_asked", by=by, reason="", now=now, before={"day": day})


@transaction.atomic
def note_talk(mentorship: Mentorship, *, by: User, now: datetime) -> None:
    """Note that the coordinator has talked with the two: they are out of the queue for one usual interval.

    Arguments and errors as for `nudge_again`, without the days between.
    """
    pair = _active(mentorship)
    _put_off(pair, pair.cycle.program.cadence_days, "pair_talked", by=by, now=now)


@transaction.atomic
def snooze(mentorship: Mentorship, *, by: User, now: datetime) -> None:
    """Put a pair off: it is out of the queue for two weeks. Arguments and errors as for `note_talk`."""
    _put_off(_active(mentorship), SNOOZED_DAYS, "pair_snoozed", by=by, now=now)


def _put_off(pair: Mentorship, days: int, kind: str, *, by: User, now: datetime) -> None:
    until = pair.cycle.local_day(now) + timedelta(days=days)
    if pair.snoozed_until == until:
        return
    before = pair.snoozed_until.isoformat() if pair.snoozed_until else None
    pair.snoozed_until = until
    pair.save(update_fields=["snoozed_until"])
    keep_step(pair, kind, by=by, reason="", now=now, before={"until": until.isoformat(), "before": before})


def undo_putting_off(step: StaffStep, _by: User, _now: datetime) -> None:
    """The pair is in the queue again, if it is quiet still.

    Raises:
        WrongState: it was put off once more since.
    """
    [pair] = Mentorship.objects.select_for_update(of=("self",)).filter(pk=step.subject_pk)
    if (pair.snoozed_until.isoformat() if pair.snoozed_until else None) != step.before["until"]:
        raise WrongState(_("The pair was put off again since, so this can’t be undone."))
    before = step.before["before"]
    pair.snoozed_until = date.fromisoformat(str(before)) if before else None
    pair.save(update_fields=["snoozed_until"])


def _active(mentorship: Mentorship) -> Mentorship:
    pair = locked(mentorship)
    if pair.state != Mentorship.State.ACTIVE:
        raise WrongState(_("This pair is paused or has ended. Nothing was sent."))
    return pair
