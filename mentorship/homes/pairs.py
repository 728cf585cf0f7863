"""What a mentee and a mentor see below their tasks: the next session, the people, the groups."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from accounts.models import User
from matching.models import GroupMember, MatchRound, Mentorship, Offer
from matching.news import NO_MENTEE
from matching.selectors.explanations import explain_pair
from notifications.models import Message
from programs.models import Cycle, Enrollment, MentorParticipation
from sessions.models import Attendance, MentoringSession, counts_as_held
from sessions.selectors import coming_sessions

_SESSIONS = 3
_HELD = counts_as_held("sessions__")


def mentee_context(user: User, enrollment: Enrollment, *, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a mentee."""
    pairs = list(
        Mentorship.objects.filter(mentee=user, state__in=Mentorship.LIVE, cycle=enrollment.cycle)
        .select_related("mentor", "participation", "offer__pair")
        .order_by("-primary", "-started_on")
    )
    first = pairs[0] if pairs else None
    formal = first.participation if first else None
    return {
        "enrollment": enrollment,
        "pair": first,
        "other_pairs": pairs[1:],
        "why": explain_pair(enrollment, formal) if formal else None,
        "sessions": _next_sessions(user, enrollment.cycle, now),
        "groups": _groups(user, enrollment.cycle),
        "result_round": None if first else _result_round(enrollment),
    }


def _next_sessions(user: User, cycle: Cycle, now: datetime) -> list[MentoringSession]:
    """The next sessions that the reader is expected at; a place on a waiting list is none."""
    waiting = Attendance.objects.filter(user=user, state=Attendance.State.WAITLISTED)
    expected = coming_sessions(user, now).filter(cycle=cycle).exclude(pk__in=waiting.values("session"))
    return list(expected[:_SESSIONS])


def _groups(user: User, cycle: Cycle) -> list[GroupMember]:
    memberships = GroupMember.objects.filter(user=user, group__cycle=cycle)
    return list(memberships.select_related("group").prefetch_related("group__members__user"))


def _result_round(enrollment: Enrollment) -> MatchRound | None:
    """The last published round, whose page says why the mentee has no mentor yet."""
    if Offer.objects.filter(enrollment=enrollment, state=Offer.State.PENDING).exists():
        return None
    published = MatchRound.objects.filter(
        published_proposal__pairs__enrollment=enrollment, state=MatchRound.State.PUBLISHED
    )
    return published.order_by("-published_at").first()


def mentor_context(user: User, participation: MentorParticipation, *, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a mentor: the mentees, and when each was met last and next."""
    ahead = Q(sessions__state=MentoringSession.State.SCHEDULED, sessions__starts_at__gt=now)
    pairs = list(
        Mentorship.objects.filter(mentor=user, state__in=Mentorship.LIVE, cycle=participation.cycle)
        .select_related("mentee", "enrollment")
        .annotate(
            held=Count("sessions", filter=_HELD),
            last_held=Max("sessions__starts_at", filter=_HELD),
            next_session=Min("sessions__starts_at", filter=ahead),
        )
        .order_by("mentee__family_name", "pk")
    )
    return {
        "participation": participation,
        "pairs": pairs,
        "sessions": _next_sessions(user, participation.cycle, now),
        "groups": _groups(user, participation.cycle),
        "result_round": None if pairs else _round_without_mentee(participation),
    }


def _round_without_mentee(participation: MentorParticipation) -> MatchRound | None:
    """The last published round, when the mentor was told that it gave them nobody; its page says what comes next."""
    if participation.state != MentorParticipation.State.READY or not participation.places_free:
        return None
    published = MatchRound.objects.filter(cycle=participation.cycle_id, state=MatchRound.State.PUBLISHED)
    last = published.order_by("-published_at").first()
    told = Message.objects.filter(recipient=participation.mentor_id, event=NO_MENTEE)
    return last if last and told.filter(subject_pk=str(last.pk)).exists() else None
