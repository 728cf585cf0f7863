"""Taking steps about pairs back: what ended goes on, what was made ends, as long as nothing was built on it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.references import is_referred_to
from pairs.models import Conflict, Mentorship
from pairs.queries.eligibility import has_mentor, has_this_mentor, stands_in_conflict
from pairs.services.announcements import announce_end, announce_revival
from pairs.services.clock import stop_clock
from pairs.services.mentorships import finish, locked
from pairs.services.staff_steps import standing_of
from pairs.services.webhooks import tell_of_pair
from people.models import Enrollment, MentorParticipation
from people.services.enrollments import mark_matched
from people.services.places import hold_places, lock_participation
from people.services.withdrawals import Ended, Record
from programs.models import StaffStep, WebhookKind

State = Mentorship.State


def undo_end(step: StaffStep, _by: User, now: datetime) -> None:
    """The pair goes on."""
    _revive_own(_own_pair(step), step, now)


def undo_new_pair(step: StaffStep, _by: User, now: datetime) -> None:
    """The pair that was made by the step, which is about it or about the first pair, ends."""
    new = _made_pair(step) if "new" in step.before else _own_pair(step)
    _take_back(new, now)


def undo_change(step: StaffStep, _by: User, now: datetime) -> None:
    """The pair that took the place of another ends, and the other goes on."""
    old, new = _own_pair(step), _made_pair(step)
    _lock_places(old, new)
    _take_back(new, now)
    _revive_own(old, step, now)


def undo_keeping_apart(step: StaffStep, _by: User, now: datetime) -> None:
    """The two may be paired again; a pair that ended with it goes on."""
    pair = _own_pair(step)
    _lock_places(pair)
    Conflict.objects.filter(pk=step.key("conflict")).delete()
    if "state" in step.before:
        _revive_own(pair, step, now)


def _own_pair(step: StaffStep) -> Mentorship:
    """The pair that the step is about."""
    [pair] = Mentorship.objects.filter(pk=step.subject_pk)
    return pair


def _made_pair(step: StaffStep) -> Mentorship:
    """The pair that the step has made."""
    [pair] = Mentorship.objects.filter(pk=step.key("new"))
    return pair


def _lock_places(*pairs: Mentorship) -> None:
    """Lock the mentors' places by key, before any pair."""
    for pk in sorted({pair.participation_id for pair in pairs if pair.participation_id}):
        lock_participation(pk)


def _take_back(mentorship: Mentorship, now: datetime) -> None:
    """End a pair that a step has made.

    Raises:
        WrongState: it has ended since, or the two have done something in it.
    """
    pair = locked(mentorship)
    if not pair.is_live:
        raise WrongState(_("The new pair has ended since, so this can’t be undone."))
    if is_referred_to(pair):
        raise WrongState(_("The new pair has planned or done something already, so this can’t be undone."))
    announce_end(pair, by=None, now=now)
    finish(pair, now=now)


def _revive_own(mentorship: Mentorship, step: StaffStep, now: datetime) -> None:
    """Let the pair that a step has ended go on as it was."""
    _revive(mentorship, State(str(step.before["state"])), known={mentorship.pk, *_others(step)}, now=now)


def pairs_that_end(record: Record) -> Ended:
    """The pairs that end when a mentee or a mentor is withdrawn, with what undoing needs of each."""
    if isinstance(record, MentorParticipation):
        rows = Mentorship.objects.live_and_formal().filter(participation=record)
    else:
        rows = Mentorship.objects.live().filter(enrollment=record)
    rows = rows.order_by("-primary", "pk")
    return {str(row.pk): {"participation": row.participation_id, **standing_of(row)} for row in rows}


def restore_pairs(record: Record, rows: Mapping[str, Any], now: datetime) -> None:
    """Let the pairs of a mentee or a mentor who is back go on.

    Raises:
        WrongState, PlacesTaken: as for undoing the end of a pair.
    """
    ended_as = State.MENTOR_LEFT if isinstance(record, MentorParticipation) else State.WITHDRAWN
    pairs = Mentorship.objects.in_bulk(map(int, rows))
    for pair, row in ((pairs[int(pk)], row) for pk, row in rows.items()):
        known = {*pairs, *row["others"]}
        _revive(pair, State(row["state"]), known=known, ended_as=ended_as, now=now)


def _revive(
    mentorship: Mentorship,
    state: Mentorship.State,
    *,
    known: Collection[int],
    ended_as: Mentorship.State = State.ENDED,
    now: datetime,
) -> None:
    """Let a pair that has ended go on as it was.

    Args:
        mentorship: which one.
        state: in which it was.
        known: keys of pairs that the mentee may have beside it.
        ended_as: the state in which it must still be.
        now: the instant.

    Raises:
        WrongState: one of the two has left or was paired otherwise since, or something stands between them.
        PlacesTaken: the mentor's place was given to somebody else.
    """
    pair = locked(mentorship)
    cycle = pair.cycle
    live = Mentorship.objects.live_and_formal().filter(enrollment=pair.enrollment_id).exclude(pk__in=known)
    again = has_this_mentor(cycle, mentee=pair.mentee_id, mentor=pair.mentor_id)
    if pair.state != ended_as or live.exists() or again:
        raise WrongState(_("The mentee or the pair has gone another way since, so this can’t be undone."))
    if not _both_take_part(pair):
        raise WrongState(_("One of the two has left the year since, so this can’t be undone."))
    if stands_in_conflict(cycle, mentee=pair.mentee_id, mentor=pair.mentor_id, day=cycle.local_day(now)):
        raise WrongState(_("A conflict of interest came upon the two since, so this can’t be undone."))
    pair.primary = not (pair.is_formal and has_mentor(cycle, mentee=pair.mentee_id))
    pair.state, pair.ended_on = state, None
    if pair.is_formal and pair.participation_id and pair.enrollment_id:
        hold_places([pair.participation_id])
        mark_matched(Enrollment(pk=pair.enrollment_id))
    pair.save(update_fields=["state", "ended_on", "primary"])
    tell_of_pair(WebhookKind.PAIR_MADE, pair, now=now)
    _pause_in_leave(pair, now)
    announce_revival(pair, now=now)


def _others(step: StaffStep) -> list[int]:
    found = step.before.get("others")
    return found if isinstance(found, list) else []


def _pause_in_leave(pair: Mentorship, now: datetime) -> None:
    away = pair.participation and pair.participation.state == MentorParticipation.State.PAUSED
    if away and pair.state == State.ACTIVE:
        stop_clock(pair, day=pair.cycle.local_day(now), on_hold=False)


def _both_take_part(pair: Mentorship) -> bool:
    if not pair.participation or not pair.enrollment_id:
        return True
    enrolled = Enrollment.objects.filter(pk=pair.enrollment_id, state__in=Enrollment.TAKING_PART)
    return pair.participation.takes_part and enrolled.exists()
