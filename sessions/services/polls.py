"""Polls of times: opening one, answering it, and picking a time, which plans the session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import GroupMember, MentoringGroup
from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime, NotPermitted
from sessions.models import Attendance, MentoringSession, Mode, PollAnswer, PollTime, TimePoll
from sessions.policies import leads_group
from sessions.services import notices
from sessions.services.attendance import lock_and_find_busy
from sessions.services.bookings import SessionPlan
from sessions.services.groups import plan_group_session

State = TimePoll.State
Says = PollAnswer.Says


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDraft:
    """What is asked of a group.

    Attributes:
        title: what the session is called.
        times: naive local times of who asks, two to ten.
        minutes: how long.
        mode: how.
        join_url: link to join, or empty.
        location: place, or empty.
    """

    title: str
    times: Sequence[datetime]
    minutes: int
    mode: Mode
    join_url: str = ""
    location: str = ""


@transaction.atomic
def open_poll(group: MentoringGroup, *, by: User, draft: PollDraft, now: datetime) -> TimePoll:
    """Offer times to the members of a group, who are told.

    Raises:
        NotPermitted: `by` does not lead the group.
        ImpossibleTime: too few times or too many, one in the past, or one that the clocks skip.
    """
    if not leads_group(by, group.pk):
        raise NotPermitted(_("Only the people who lead a group can plan its sessions."))
    starts = sorted({to_instant(local, by.zone) for local in draft.times})
    if not 2 <= len(starts) <= TimePoll.MOST_TIMES:
        raise ImpossibleTime(_("Offer between 2 and %(most)s different times.") % {"most": TimePoll.MOST_TIMES})
    if starts[0] <= now:
        raise ImpossibleTime(_("Choose times in the future."))
    poll = TimePoll.objects.create(
        group=group,
        by=by,
        title=draft.title,
        minutes=draft.minutes,
        mode=draft.mode,
        join_url=draft.join_url,
        location=draft.location,
        time_zone=by.time_zone,
        created_at=now,
    )
    PollTime.objects.bulk_create(PollTime(poll=poll, starts_at=start) for start in starts)
    members = GroupMember.objects.current().filter(group=group).exclude(user=by).select_related("user")
    notices.announce_poll(poll, to=[one.user for one in members], until=starts[-1], now=now)
    return poll


@transaction.atomic
def answer_poll(poll: TimePoll, *, by: User, says: Mapping[int, PollAnswer.Says], now: datetime) -> None:
    """Say which times suit; a later answer replaces an earlier one. Times that have passed are left as they are.

    Args:
        poll: open.
        by: a member of the group.
        says: primary key of a time → what `by` says of it.
        now: the instant of the step.

    Raises:
        NotPermitted: `by` does not belong to the group.
        WrongState: the poll is decided or closed.
    """
    if not TimePoll.objects.of_member(by).filter(pk=poll.pk).exists():
        raise NotPermitted(_("Only members of the group can answer."))
    poll = _locked(poll)
    open_times = set(poll.times.filter(starts_at__gt=now).values_list("pk", flat=True))
    PollAnswer.objects.bulk_create(
        [PollAnswer(time_id=pk, user=by, says=said) for pk, said in says.items() if pk in open_times],
        update_conflicts=True,
        unique_fields=("time", "user"),
        update_fields=("says",),
    )


@transaction.atomic
def pick_poll_time(poll: TimePoll, time: int, *, by: User, now: datetime) -> MentoringSession:
    """Pick a time: the session is planned, who said yes to it is down as coming, the others are asked.

    Args:
        poll: open.
        time: primary key of one of its times.
        by: who leads the group.
        now: the instant of the step.

    Raises:
        WrongState: the poll is decided or closed, or the time is none of its own.
        NotPermitted, ImpossibleTime, DoubleBooked: as `plan_group_session`.
    """
    poll = _locked(poll)
    picked = poll.times.filter(pk=time).first()
    if picked is None:
        raise WrongState(_("Pick one of the times of this poll."))
    local = picked.starts_at.astimezone(by.zone).replace(tzinfo=None, fold=0)
    if to_instant(local, by.zone) != picked.starts_at:
        raise ImpossibleTime(_("The clocks go back over this time. Pick another one."))
    plan = SessionPlan(
        local=local,
        minutes=poll.minutes,
        mode=Mode(poll.mode),
        join_url=poll.join_url,
        location=poll.location,
    )
    (session,) = plan_group_session(poll.group, by=by, plan=plan, title=poll.title, description="", now=now)
    _confirm(session, picked, now=now)
    poll.state, poll.session, poll.closed_at = State.DECIDED, session, now
    poll.save(update_fields=("state", "session", "closed_at"))
    return session


@transaction.atomic
def close_poll(poll: TimePoll, *, by: User, now: datetime) -> None:
    """Close a poll without a time.

    Raises:
        NotPermitted: `by` does not lead the group.
        WrongState: the poll is decided or closed.
    """
    if not leads_group(by, poll.group_id):
        raise NotPermitted(_("Only the people who lead a group can plan its sessions."))
    poll = _locked(poll)
    poll.state, poll.closed_at = State.CLOSED, now
    poll.save(update_fields=("state", "closed_at"))


def _locked(poll: TimePoll) -> TimePoll:
    poll = TimePoll.objects.select_for_update(of=("self",), no_key=True).select_related("group__cycle").get(pk=poll.pk)
    if poll.state != State.OPEN:
        raise WrongState(_("This poll is over."))
    return poll


def _confirm(session: MentoringSession, picked: PollTime, *, now: datetime) -> None:
    """Put down those who said yes and have nothing else then; they are told so, and reminded."""
    said_yes = picked.answers.filter(says=Says.YES).values("user")
    invited = session.attendances.filter(user__in=said_yes, state=Attendance.State.INVITED)
    people = {one.user_id: one.user for one in invited.select_related("user")}
    if not people:
        return
    busy = lock_and_find_busy(people, [session.starts_at], session.minutes, excluding=[session])
    coming = [person for pk, person in people.items() if pk not in busy]
    session.attendances.filter(user__in=coming).update(state=Attendance.State.CONFIRMED, answered_at=now)
    notices.announce_poll_decision(session, to=coming, now=now)
    for person in coming:
        notices.schedule_reminders_for(session, who=person, now=now)
