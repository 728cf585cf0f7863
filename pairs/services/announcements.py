"""What people hear of their pair."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import GroupMember, Mentorship, Pause
from pairs.notices import (
    LEADER_AWAY,
    LEADER_BACK,
    MENTOR_AWAY,
    MENTOR_BACK,
    MENTOR_REPLACED,
    PAIR_COMPLETED,
    PAIR_ENDED,
    PAIR_MOVED,
    PAIR_PAUSED,
    PAIR_RESUMED,
    PAIR_REVIVED,
    PAIR_STARTED,
    PAUSE_OVER,
    SECOND_MENTOR,
    LeaderLeavePayload,
    LeavePayload,
    PausePayload,
    ReplacedPayload,
)
from people.models import MentorParticipation
from programs.models import CycleState


def announce_start(mentorship: Mentorship, *, now: datetime) -> None:
    """Tell both that their mentorship begins."""
    people = (mentorship.mentee, mentorship.mentor)
    enqueue_many(
        Notice(event=PAIR_STARTED, recipient=person, subject_pk=str(mentorship.pk), due_at=now) for person in people
    )


def announce_end(mentorship: Mentorship, *, by: User | None, now: datetime) -> None:
    """Tell whoever did not end the pair, in the same neutral words whatever the reason."""
    _tell(PAIR_ENDED, mentorship, [person for person in (mentorship.mentee, mentorship.mentor) if person != by], now)


def announce_replacement(old: Mentorship, new: Mentorship, *, now: datetime) -> None:
    """Tell the mentee who the new mentor is, the new mentor that a pair begins, the old one that theirs has ended."""
    _tell(PAIR_ENDED, old, [old.mentor], now)
    _tell(MENTOR_REPLACED, new, [new.mentee], now, ReplacedPayload(before=old.pk))
    _tell(PAIR_STARTED, new, [new.mentor], now)


def announce_second_mentor(first: Mentorship, second: Mentorship, *, now: datetime) -> None:
    """Tell the two of the new pair that it begins, and the mentee's first mentor who else there is."""
    announce_start(second, now=now)
    _tell(SECOND_MENTOR, second, [first.mentor], now)


def announce_move(new: Mentorship, *, now: datetime) -> None:
    """Tell both to which year their mentorship belongs."""
    _tell_both(PAIR_MOVED, new, now)


def announce_revival(mentorship: Mentorship, *, now: datetime) -> None:
    """Tell both that their mentorship has not ended after all."""
    _tell_both(PAIR_REVIVED, mentorship, now)


def announce_pause(mentorship: Mentorship, *, back_on: date | None = None, now: datetime) -> None:
    """Tell both that their mentorship is paused, in neutral words, and until when where that is known."""
    people = [mentorship.mentee, mentorship.mentor]
    _tell(PAIR_PAUSED, mentorship, people, now, PausePayload(back_on=_iso(back_on)))


def pause_questions(mentorship: Mentorship, pause: Pause, *, now: datetime) -> list[Notice]:
    """Return what asks both, once for each day of return, whether a pause that is over its day goes on."""
    day = _iso(pause.back_on)
    about: dict[str, Any] = {"subject_pk": str(mentorship.pk), "revision": f"{pause.pk}-{day}", "due_at": now}
    people = (mentorship.mentee, mentorship.mentor)
    return [Notice(event=PAUSE_OVER, recipient=one, payload=PausePayload(back_on=day), **about) for one in people]


def announce_resumption(mentorship: Mentorship, *, now: datetime) -> None:
    """Tell both that their mentorship goes on."""
    _tell_both(PAIR_RESUMED, mentorship, now)


def _tell_both(event: str, mentorship: Mentorship, now: datetime) -> None:
    _tell(event, mentorship, [mentorship.mentee, mentorship.mentor], now)


def _tell(
    event: str, mentorship: Mentorship, people: list[User], now: datetime, payload: Mapping[str, Any] | None = None
) -> None:
    """For a step that can come again: each time it is told anew."""
    about: dict[str, Any] = {"subject_pk": str(mentorship.pk), "revision": f"{now.timestamp():.0f}", "due_at": now}
    enqueue_many(Notice(event=event, recipient=person, payload=payload or {}, **about) for person in people)


def announce_completion(mentorship: Mentorship, *, now: datetime) -> None:
    """Tell both that the year, and with it their mentorship, is complete."""
    people = (mentorship.mentee, mentorship.mentor)
    enqueue_many(
        Notice(event=PAIR_COMPLETED, recipient=person, subject_pk=str(mentorship.pk), due_at=now) for person in people
    )


def announce_leave(participation: MentorParticipation, *, now: datetime) -> None:
    """Tell mentees from when to when their mentor is away, or that there is no leave any more.

    Those of live pairs hear of it, and those of groups that the mentor leads, who have no such pair.
    """
    away = participation.away_from is not None
    days = LeavePayload(away_from=_iso(participation.away_from), away_until=_iso(participation.away_until))
    about: dict[str, Any] = {"revision": f"{now.timestamp():.0f}", "due_at": now}
    pairs = Mentorship.objects.live().filter(participation=participation).select_related("mentee")
    enqueue_many(
        Notice(
            event=MENTOR_AWAY if away else MENTOR_BACK,
            recipient=pair.mentee,
            subject_pk=str(pair.pk),
            payload=days,
            **about,
        )
        for pair in pairs
    )
    enqueue_many(
        Notice(
            event=LEADER_AWAY if away else LEADER_BACK,
            recipient=member.user,
            subject_pk=str(member.group_id),
            payload=LeaderLeavePayload(participation=participation.pk, **days),
            **about,
        )
        for member in _led_by(participation).exclude(user__in=pairs.values("mentee"))
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _led_by(participation: MentorParticipation) -> QuerySet[GroupMember]:
    """The mentees of the groups that a mentor leads in the cycle."""
    leads = GroupMember.objects.filter(user=participation.mentor_id, side=GroupMember.Side.MENTOR)
    groups = leads.filter(group__cycle=participation.cycle_id).exclude(group__cycle__state=CycleState.CLOSED)
    return GroupMember.objects.filter(group__in=groups.values("group"), side=GroupMember.Side.MENTEE).select_related(
        "user"
    )
