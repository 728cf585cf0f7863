"""Mentors are reminded of training that isn't done or due again soon: by hand, and before lists close."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound
from matching.services.training_reminders import remind_of_training
from notifications.models import Message
from people.models import MentorParticipation
from programs.models import Program
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.people import MentorParticipationFactory
from tests.handbooks import text
from tests.outbox import deliver_due
from tests.training.cast import complete, publish_module, write_module
from training.models import ModuleVersion

State = MentorParticipation.State


@pytest.fixture
def module(program: Program, admin: User, now: datetime) -> ModuleVersion:
    return publish_module(write_module(program), by=admin, now=now - timedelta(days=30))


def _told() -> set[int | None]:
    return set(Message.objects.filter(event="training_due").values_list("recipient", flat=True))


def test_a_coordinator_reminds_who_has_something_to_do_once_a_day(
    module: ModuleVersion,
    program: Program,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    cycle = participation.cycle
    guided = MentorParticipationFactory.create(cycle=cycle, co_mentor=UserFactory.create())
    done, accepted, gone = (
        MentorParticipationFactory.create(cycle=cycle, state=state)
        for state in (State.READY, State.ACCEPTED, State.ENDED)
    )
    complete(module, user=done.mentor, now=now)
    chosen = "".join(f"&row={row.pk}" for row in (participation, guided, done, accepted, gone))
    browser = sign_in(coordinator)
    url = f"{reverse('people:act-on-list', args=[program.slug, 'mentors'])}?do=training{chosen}"
    page = browser.get(url)
    assert "Remind 2 mentors about the training?" in text(page)
    browser.post(url, {"revision": page.context["revision"]})
    assert _told() == {participation.mentor_id, accepted.mentor_id}
    assert "Already reminded today." in text(browser.get(url))


@pytest.mark.parametrize(("rule", "told"), [("off", False), ("warn", False), ("required", True)])
def test_before_lists_close_it_comes_by_itself_where_training_is_required(
    rule: str, told: bool, module: ModuleVersion, open_round: MatchRound, participation: MentorParticipation
) -> None:
    Program.objects.update(readiness_rule=rule)
    closes_at = open_round.closes_at
    remind_of_training(now=closes_at - timedelta(days=15))
    assert _told() == set()
    for before in (timedelta(days=14), timedelta(days=13), timedelta(days=2), timedelta(hours=1), -timedelta(hours=1)):
        remind_of_training(now=closes_at - before)
    messages = Message.objects.filter(event="training_due", recipient=participation.mentor)
    assert messages.count() == (2 if told else 0)
    assert all(message.expires_at == closes_at for message in messages)


def test_what_was_done_meanwhile_is_not_asked_for_and_what_runs_out_soon_is(
    module: ModuleVersion, open_round: MatchRound, participation: MentorParticipation, now: datetime
) -> None:
    remind_of_training(now=open_round.closes_at - timedelta(days=3))
    training = complete(module, user=participation.mentor, now=now)
    deliver_due(now=open_round.closes_at - timedelta(days=3))
    assert [each.to for each in mail.outbox] == []
    assert training.renew_on is not None
    MatchRound.objects.update(closes_at=now + timedelta(days=720))
    remind_of_training(now=now + timedelta(days=718))
    deliver_due(now=now + timedelta(days=718))
    [email] = mail.outbox
    assert email.to == [participation.mentor.email]
    assert "- First meeting" in email.body
    assert "/training/first-meeting/" in email.body
