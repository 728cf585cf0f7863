"""What waits for people about feedback."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.todo import Task
from feedback.models import ASKED_AFTER, DevelopmentalFeedback
from feedback.presentation.pages import request_page
from feedback.queries.all_year import REQUEST, Waiting, waiting_for
from pairs.models import GroupMember, Mentorship
from programs.models import Cycle, CycleState
from programs.todo import cycle_task

_FEEDBACK_DAYS = timedelta(days=14)
_ANSWER_WITHIN = timedelta(days=14)


def tasks_for(user: User, cycles: Iterable[Cycle], *, now: datetime) -> list[Task]:
    """Return what waits for `user`: requests, what is followed up, and once a cycle closes, looking back on it.

    Args:
        user: the reader.
        cycles: those in which `user` takes part, with program and institution.
        now: the instant of the page.
    """
    known = {cycle.pk: cycle for cycle in cycles}
    rows = waiting_for(user, known, now)
    return [*(_waiting_task(user, known[row["cycle"]], row, now) for row in rows), *_looking_back(user, known, now)]


def _waiting_task(user: User, cycle: Cycle, row: Waiting, now: datetime) -> Task:
    """A task for a request, or for feedback of which is asked, weeks later, whether it has changed."""
    other = User(title=row["title"], given_name=row["given"], family_name=row["family"])
    name = {"name": other.formal_name}
    if row["what"] == REQUEST:
        return cycle_task(
            user,
            cycle,
            due=row["at"] + _ANSWER_WITHIN,
            now=now,
            title=_("%(name)s would like your feedback") % name,
            text=_("On one thing. A few sentences are enough, and you can decline."),
            url=request_page(row["key"]),
            action=_("Read what it’s about"),
        )
    return cycle_task(
        user,
        cycle,
        due=row["at"] + ASKED_AFTER + _ANSWER_WITHIN,
        now=now,
        title=_("Has it changed since your feedback with %(name)s?") % name,
        text=_("One question, for the two of you."),
        url=reverse("feedback:follow-up", args=[row["key"]]),
        action=_("Answer"),
    )


def _looking_back(user: User, cycles: Mapping[int, Cycle], now: datetime) -> list[Task]:
    """A task for each pair, and each peer, about which `user` has not given feedback, once its cycle closes."""
    closing = {key: cycle for key, cycle in cycles.items() if cycle.state == CycleState.CLOSING}
    if not closing:
        return []
    written = DevelopmentalFeedback.objects.at_year_end().filter(writer=user)
    tasks = _with_peers(user, closing, now) if any(cycle.program.is_peer for cycle in closing.values()) else []
    pairs = Mentorship.objects.filter(Q(mentee=user) | Q(mentor=user), cycle__in=closing)
    unwritten = pairs.exclude(pk__in=written.values("mentorship")).select_related("mentor", "mentee")
    text = _("A few questions, about 4 minutes. Each part says who will read it.")
    return tasks + [
        _task(
            user,
            closing[pair.cycle_id],
            pair.other_of(user),
            text,
            reverse("feedback:give-feedback", args=[pair.pk]),
            now,
        )
        for pair in unwritten
    ]


def _with_peers(user: User, closing: Mapping[int, Cycle], now: datetime) -> list[Task]:
    """A task for each of the reader's peers to whom they have not written."""
    own = GroupMember.objects.current().filter(user=user, side=GroupMember.Side.PEER, group__cycle__in=closing)
    at_end = DevelopmentalFeedback.objects.at_year_end()
    written = at_end.filter(writer=user, group=OuterRef("group"), recipient=OuterRef("user"))
    others = GroupMember.objects.current().filter(~Exists(written), group__in=own.values("group")).exclude(user=user)
    text = _("A few words, about 3 minutes. Only the two of you will read them.")
    return [
        _task(
            user,
            closing[member.group.cycle_id],
            member.user,
            text,
            reverse("feedback:give-to-peer", args=[member.group_id, member.user_id]),
            now,
        )
        for member in others.select_related("user", "group").order_by("pk")
    ]


def _task(user: User, cycle: Cycle, other: User, text: str, url: str, now: datetime) -> Task:
    title = _("Look back on the year with %(name)s") % {"name": other.formal_name}
    due = _feedback_due(cycle)
    return cycle_task(user, cycle, due=due, now=now, title=title, text=text, url=url, action=_("Answer"))


def _feedback_due(cycle: Cycle) -> datetime:
    last = cycle.closing_from + _FEEDBACK_DAYS
    return datetime.combine(last, datetime.min.time(), tzinfo=cycle.program.institution.zone)
