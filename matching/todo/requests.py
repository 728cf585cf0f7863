"""The requests that wait for somebody in a rolling program, on either side."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.todo import Task, TaskSource, waiting_now
from matching.models import MentorRequest
from matching.queries.peer_requests import to_answer
from people.models import Enrollment
from programs.models import Cycle
from programs.todo import deadline_task


def request_tasks(user: User, enrollments: Iterable[Enrollment], *, now: datetime) -> list[Task]:
    """Return whom `user` can ask, and the requests of peers; no query for a mentee of other programs."""
    enrollments = list(enrollments)
    return [*_to_ask(enrollments, now), *_of_peers(user, enrollments, now)]


def _of_peers(user: User, enrollments: Iterable[Enrollment], now: datetime) -> list[Task]:
    asked = [one for one in enrollments if one.cycle.program.peers_may_ask and one.state in Enrollment.AWAITING_MATCH]
    return [
        deadline_task(
            user,
            one.cycle,
            due=request.expires_at,
            now=now,
            title=_("Answer the request of %(name)s") % {"name": request.enrollment.mentee.display_name},
            text=_("They ask you to be their peer. No answer counts as no."),
            url=reverse("matching:ask-peer", kwargs={"cycle_pk": one.cycle_id}),
            action=_("See the request"),
        )
        for one in asked
        for request in to_answer(one, now).defer("note")
    ]


def request_source(user: User, *, now: datetime) -> TaskSource:
    """Return the requests that `user` can answer as a mentor."""
    return TaskSource(_requests_to, (user, now), lambda asked: [_to_answer(one, user, now) for one in asked])


def _requests_to(user: User, now: datetime) -> QuerySet[MentorRequest]:
    people = ("enrollment__mentee", "enrollment__cycle__program__institution")
    rows = MentorRequest.objects.open().filter(participation__mentor=user, expires_at__gt=now)
    return rows.select_related(*people).defer("note")


def _to_answer(asked: MentorRequest, user: User, now: datetime) -> Task:
    return deadline_task(
        user,
        asked.enrollment.cycle,
        due=asked.expires_at or now,
        now=now,
        title=_("Answer the request of %(name)s") % {"name": asked.enrollment.mentee.formal_name},
        text=_("They ask you to be their mentor. No answer counts as no."),
        url=reverse("matching:show-request", kwargs={"pk": asked.pk}),
        action=_("See the request"),
    )


def _to_ask(enrollments: Iterable[Enrollment], now: datetime) -> list[Task]:
    looking = [
        one
        for one in enrollments
        if one.cycle.program.is_rolling
        and one.cycle.state in Cycle.UNDER_WAY
        and one.state in Enrollment.AWAITING_MATCH
    ]
    if not looking:
        return []
    asked = set(MentorRequest.objects.live().filter(enrollment__in=looking).values_list("enrollment_id", flat=True))
    return [
        waiting_now(
            now=now,
            place=one.cycle.program.name,
            title=_("Ask a mentor"),
            text=_("We suggest mentors you have a lot in common with. You ask, they say yes or no."),
            url=reverse("matching:list-requests", kwargs={"cycle_pk": one.cycle_id}),
            action=_("See the mentors"),
        )
        for one in looking
        if one.pk not in asked
    ]
