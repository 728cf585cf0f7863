"""The reminders of a program: which go out, and what a form may say of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from matching.services.rounds import create_round, open_round
from notifications.events import get_event
from notifications.models import Message
from notifications.presentation.emails import render_message
from people.models import Enrollment, MentorParticipation
from people.services.invitations import schedule_invitations
from programs.models import Cycle, HandbookVersion, Program
from programs.services.handbook_notices import schedule_handbook
from sessions.services.notices import schedule_reminders
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory
from tests.handbooks import text

TYPED = {"invitation": "4", "handbook": "", "lists": "3, 1", "answers": "2", "sessions": "3, 1", "logs": "1,6"}


def _days(event: str, since: datetime) -> list[float]:
    due = Message.objects.filter(event=event, due_at__gt=since).values_list("due_at", flat=True)
    return sorted({(at - since) / timedelta(days=1) for at in due})


def test_what_goes_out_follows_the_form(
    handbook: HandbookVersion,
    cycle: Cycle,
    enrollment: Enrollment,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    page = reverse("programs:edit-reminders", args=["compass"])
    assert 'value="7, 2, 1"' in text(sign_in(coordinator).get(page))
    assert sign_in(coordinator).post(page, TYPED).status_code == 302
    cycle = Cycle.objects.select_related("program__institution").get(pk=cycle.pk)
    Enrollment.objects.update(state="invited")
    schedule_invitations(cycle, now=now)
    assert _days("invitation", now) == [4]
    Enrollment.objects.update(state="enrolled")
    schedule_handbook(cycle.program, now=now)
    assert _days("handbook_published", now) == []
    match_round = create_round(cycle=cycle, name="Main", closes_at=now + timedelta(days=9))
    open_round(match_round, now=now)
    assert _days("ranking_closes", now) == [6, 8]
    session = SessionFactory.create(
        mentorship=MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)
    )
    schedule_reminders([session], now=now)
    assert _days("log_missing", session.ends_at) == [1, 6]
    told = Message.objects.filter(event="session_tomorrow").order_by("due_at")
    assert sorted({(session.starts_at - one.due_at).days for one in told}) == [1, 3]
    assert render_message(told[0], get_event("session_tomorrow"))["days"] == 3


def test_the_page_reads_little(
    program: Program,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = sign_in(coordinator)
    with django_assert_num_queries(4):
        client.get(reverse("programs:edit-reminders", args=["compass"]))


@pytest.mark.parametrize("days", ["0", "61", "2, 2", "1, 2, 3, 4, 5", "two", "-1", "²"])
def test_days_that_cannot_be(days: str, program: Program, coordinator: User, sign_in: SignIn) -> None:
    page = reverse("programs:edit-reminders", args=["compass"])
    answer = sign_in(coordinator).post(page, TYPED | {"logs": days})
    assert answer.status_code == 422
    assert "different numbers of days" in text(answer)
    program.refresh_from_db()
    assert program.reminders["logs"] == [2, 7]
