"""Pauses that one of the two asks for: begun, given another day, ended by either of them or on their day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from core.errors import WrongState
from core.revisions import refuse_stale
from notifications.services.outbox import enqueue_many
from pairs.models import Mentorship, Pause
from pairs.queries.pauses import present_pause
from pairs.services.announcements import announce_pause, announce_resumption, pause_questions
from pairs.services.clock import restart_clock, stop_clock
from pairs.services.mentorships import end_interims, locked
from people.models import MentorParticipation

State = Mentorship.State


@transaction.atomic
def ask_for_pause(
    mentorship: Mentorship,
    *,
    by: User,
    back_on: date | None = None,
    resumes_itself: bool = False,
    reason: str = "",
    share_reason: bool = False,
    now: datetime,
) -> Pause:
    """Pause an active pair from today on and tell both, neither why. Asking for the same again changes nothing.

    What is planned stays; `sessions.services.pauses` rearranges it.

    Args:
        mentorship: the pair.
        by: one of the two.
        back_on: the expected day of return, if known.
        resumes_itself: whether the pair goes on that day; otherwise the two are asked.
        reason: private, encrypted.
        share_reason: whether the program's coordinators may read it.
        now: the instant.

    Raises:
        WrongState: the pair is paused already, or has ended, or the day is not within the rest of the year.
    """
    pair = locked(mentorship)
    if (again := present_pause(pair)) and (again.asked_by_id, again.back_on) == (by.pk, back_on):
        return again
    if pair.state != State.ACTIVE:
        raise WrongState(_("Only an active mentorship can be paused."))
    day = max(pair.cycle.local_day(now), pair.counts_from)
    _refuse_day(pair, back_on, after=day)
    itself = resumes_itself and back_on is not None
    pause = stop_clock(pair, day=day, on_hold=True, asked_by=by, back_on=back_on, resumes_itself=itself)
    pause.reason, pause.reason_shared = reason.strip(), bool(reason.strip()) and share_reason
    pause.save(update_fields=["reason", "reason_shared"])
    announce_pause(pair, back_on=back_on, now=now)
    return pause


@transaction.atomic
def change_return(
    mentorship: Mentorship,
    *,
    back_on: date | None,
    resumes_itself: bool = False,
    now: datetime,
    began_from: str = "",
) -> Pause:
    """Give a pause that one of the two asked for another day of return, or none, and tell both.

    Args:
        mentorship: the pair.
        back_on: the expected day of return, if known.
        resumes_itself: whether the pair goes on that day; otherwise the two are asked.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: the other has given it another day since the form was opened.
        WrongState: no such pause goes on, or the day is not within the rest of the year.
    """
    pair = locked(mentorship)
    pause = _own_pause(pair)
    wanted = {"back_on": back_on, "resumes_itself": resumes_itself and back_on is not None}
    stored = {name: getattr(pause, name) for name in wanted}
    refuse_stale(began_from, stored=stored, wanted=wanted)
    if wanted == stored:
        return pause
    _refuse_day(pair, back_on, after=pair.cycle.local_day(now))
    pause.back_on, pause.resumes_itself = back_on, bool(wanted["resumes_itself"])
    pause.save(update_fields=["back_on", "resumes_itself"])
    announce_pause(pair, back_on=back_on, now=now)
    return pause


@transaction.atomic
def end_pause(mentorship: Mentorship, *, now: datetime) -> None:
    """Let a pair go on that one of the two has paused, and tell both. For an active pair it changes nothing.

    Raises:
        WrongState: a coordinator has paused it, the mentor is on leave, or it has ended.
    """
    pair = locked(mentorship)
    if pair.state == State.ACTIVE:
        return
    _own_pause(pair)
    if _mentor_is_away(pair):
        raise WrongState(_("The mentor is on leave. The mentorship can resume once they’re back."))
    restart_clock(pair, day=pair.cycle.local_day(now))
    end_interims(pair, now=now)
    announce_resumption(pair, now=now)


def follow_pauses(*, now: datetime) -> int:
    """On their day let pairs go on that resume by themselves, and ask the others. Returns how many went on.

    Doing it twice changes nothing.
    """
    # A day that has come somewhere on Earth; which day it is where the school is, is asked of each.
    due = Pause.objects.past_their_day(date.fromordinal(now.date().toordinal() + 1))
    pairs = Mentorship.objects.filter(pk__in=due.values("mentorship")).order_by("pk")
    return sum(_follow_one(pair, now=now) for pair in pairs)


@transaction.atomic
def _follow_one(mentorship: Mentorship, *, now: datetime) -> bool:
    pair = locked(mentorship)
    pause = present_pause(pair)
    if pause is None or pause.back_on is None or pause.back_on > pair.cycle.local_day(now):
        return False
    if pause.resumes_itself and not _mentor_is_away(pair):
        restart_clock(pair, day=pause.back_on)
        end_interims(pair, now=now)
        announce_resumption(pair, now=now)
        return True
    enqueue_many(pause_questions(pair, pause, now=now))
    return False


def _own_pause(pair: Mentorship) -> Pause:
    pause = present_pause(pair)
    if pause is None or pause.asked_by_id is None:
        raise WrongState(_("Only a mentorship that one of you paused can be resumed here."))
    return pause


def _mentor_is_away(pair: Mentorship) -> bool:
    return pair.participation is not None and pair.participation.state == MentorParticipation.State.PAUSED


def _refuse_day(pair: Mentorship, back_on: date | None, *, after: date) -> None:
    if back_on is None:
        return
    if back_on <= after:
        raise WrongState(_("Choose a day after %(day)s.") % {"day": day_text(after)}, field="back_on")
    if back_on > pair.cycle.ends_on:
        raise WrongState(
            _("The year ends on %(day)s. Choose that day or an earlier one.") % {"day": day_text(pair.cycle.ends_on)},
            field="back_on",
        )
