"""What the forms of logs show: sessions to log with their content, and how the same people met last."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from accounts.models import User
from pairs.models import MentoringGroup, Mentorship
from pairs.queries.groups import present_members
from sessions.models import Attendance, MentoringSession
from sessions.queries.pending import sessions_to_log
from sessions.queries.sessions import led_groups

# A page that a phone keeps stays small; older sessions are on home.
MOST_SESSIONS = 8
MOST_PAIRS = 6
MOST_GROUPS = 3


def read_log_content(sessions: Sequence[MentoringSession]) -> None:
    """Read topics, attendance with the people, and summaries of all `sessions` at once."""
    people = Attendance.objects.select_related("user").order_by("pk")
    prefetch_related_objects(sessions, "topics", Prefetch("attendances", people), "shared_summary")


def sessions_to_log_today(user: User, now: datetime) -> list[MentoringSession]:
    """Return what `user` has to log by the end of their day, the latest first, with its content."""
    tomorrow = now.astimezone(user.zone).date() + timedelta(days=1)
    end = datetime.combine(tomorrow, time(), tzinfo=user.zone)
    sessions = list(sessions_to_log(user, end).order_by("-starts_at", "pk")[:MOST_SESSIONS])
    read_log_content(sessions)
    return sessions


def pairs_to_log(user: User) -> QuerySet[Mentorship]:
    """Return the live pairs of `user`, the mentor, each with `last_mode`."""
    last = MentoringSession.objects.filter(mentorship=OuterRef("pk"))
    pairs = Mentorship.objects.live().filter(mentor=user).select_related("mentee", "cycle__program__institution")
    return pairs.annotate(last_mode=_mode_of_latest(last)).order_by("mentee__sort_name", "pk")[:MOST_PAIRS]


def groups_to_log(user: User) -> QuerySet[MentoringGroup]:
    """Return the groups that `user` leads, and those of `user`'s peers, each with `last_mode`."""
    last = MentoringSession.objects.filter(group=OuterRef("pk"))
    groups = led_groups(user).prefetch_related(present_members())
    return groups.annotate(last_mode=_mode_of_latest(last)).order_by("pk")[:MOST_GROUPS]


def last_mode_of(own: Mentorship | MentoringGroup) -> str | None:
    """Return how these people met last, or None when they have not met."""
    held = own.sessions.filter(state=MentoringSession.State.HELD).order_by("-starts_at")
    return held.values_list("mode", flat=True).first()


def _mode_of_latest(sessions: QuerySet[MentoringSession]) -> Subquery:
    held = sessions.filter(state=MentoringSession.State.HELD).order_by("-starts_at")
    return Subquery(held.values("mode")[:1])
