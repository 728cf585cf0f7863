"""What is open between some of the pairs: another time that is suggested, a log that is disputed, a leave ahead."""

from datetime import datetime, timedelta

from mentorship.demo.school.calendar import at, working_day
from pairs.models import Mentorship
from people.models import MentorParticipation
from sessions.models import MentoringSession, SharedSummary, TimeSuggestion

State = MentoringSession.State
_DIFFERENCE = "We met for half an hour, not longer; the rest we moved to the next session."


def leave_open(pair: Mentorship, *, now: datetime) -> None:
    """Ask `pair` whether it moves, let another mentee of its mentor dispute a log, and plan another mentor's leave."""
    _suggest_another_time(pair, now=now)
    others = Mentorship.objects.filter(cycle=pair.cycle, state=Mentorship.State.ACTIVE).exclude(pk=pair.pk)
    disputed = others.filter(mentor=pair.mentor, sessions__state=State.HELD).order_by("pk").first()
    if disputed is not None:
        _dispute_last_log(disputed, now=now)
    ahead = MentoringSession.objects.filter(state=State.SCHEDULED, starts_at__gt=now + timedelta(days=7))
    theirs = ahead.filter(mentorship__in=others.exclude(mentor=pair.mentor)).order_by("starts_at", "mentorship")
    session = theirs.select_related("mentorship__participation__cycle__program__institution").first()
    if session and session.mentorship and session.mentorship.participation:
        _plan_leave_over(session, session.mentorship.participation)


def _suggest_another_time(pair: Mentorship, *, now: datetime) -> None:
    """The mentor would rather meet some days later than agreed; the mentee has not answered yet."""
    ahead = pair.sessions.filter(state=State.SCHEDULED, starts_at__gt=now + timedelta(days=1)).order_by("starts_at")
    session = ahead.first()
    if session is None:
        return
    zone = pair.mentor.zone
    local = session.starts_at.astimezone(zone)
    day = working_day(local.date() + timedelta(days=2))
    later = at(day, local.hour, local.minute, zone=zone)
    TimeSuggestion.objects.create(
        session=session,
        by=pair.mentor,
        starts_at=later,
        minutes=session.minutes,
        time_zone=pair.mentor.time_zone,
        mode=session.mode,
        join_url=session.join_url,
        location=session.location,
        created_at=now,
    )


def _dispute_last_log(pair: Mentorship, *, now: datetime) -> None:
    """The mentee remembers the last session differently; the mentor has not read it yet."""
    held = pair.sessions.filter(state=State.HELD, starts_at__lt=now).order_by("-starts_at")
    session = held.first()
    if session is None:
        return
    session.confirmation, session.confirmed_at = MentoringSession.Confirmation.DISPUTED, now - timedelta(hours=20)
    session.save(update_fields=["confirmation", "confirmed_at"])
    summary, _new = SharedSummary.objects.get_or_create(session=session, defaults={"text": ""})
    summary.requested_change = _DIFFERENCE
    summary.save(update_fields=["requested_change"])


def _plan_leave_over(session: MentoringSession, participation: MentorParticipation) -> None:
    """The mentor is going to be away for two weeks, and the session falls into them."""
    day = participation.cycle.local_day(session.starts_at)
    participation.away_from, participation.away_until = day - timedelta(days=1), day + timedelta(days=13)
    participation.save(update_fields=["away_from", "away_until"])
