from datetime import datetime

import pytest
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import Message, NotificationPreference
from notifications.queries.inbox import inbox_of, unread_messages
from tests.conftest import SignIn
from tests.factories.notifications import MessageFactory

INBOX = reverse("notifications:list-messages")
PREFERENCES = reverse("notifications:edit-preferences")


def test_the_inbox_shows_what_was_delivered_and_nothing_else(outsider: User, sign_in: SignIn) -> None:
    MessageFactory.create(recipient=outsider, subject="Your session is tomorrow")
    MessageFactory.create(recipient=outsider, subject="Not yet", state=Message.State.PENDING)
    page = sign_in(outsider).get(INBOX).content.decode()
    assert "Your session is tomorrow" in page
    assert "Not yet" not in page


def test_an_empty_inbox_says_what_to_do(outsider: User, sign_in: SignIn) -> None:
    assert "See what needs you now" in sign_in(outsider).get(INBOX).content.decode()


def test_the_inbox_needs_the_same_queries_for_one_and_for_three(
    outsider: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(outsider)
    client.get(INBOX)
    for _ in range(2):
        MessageFactory.create(recipient=outsider)
        with django_assert_num_queries(7):
            client.get(INBOX)


def test_a_page_of_the_inbox_is_read_in_the_order_of_its_index(outsider: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL sorts tables as small as those of a test.")
    plan = inbox_of(outsider).explain()
    assert "message_inbox" in plan
    assert "TEMP B-TREE" not in plan


def test_opening_a_message_marks_it_as_read(outsider: User, sign_in: SignIn) -> None:
    message = MessageFactory.create(recipient=outsider, path="/help/")
    response = sign_in(outsider).post(reverse("notifications:open-message", args=[message.pk]))
    assert response["Location"] == "/help/"
    assert unread_messages(outsider).count() == 0


def test_what_is_not_ticked_is_opted_out(outsider: User, sign_in: SignIn) -> None:
    data = {"by_email": ["ranking", "session"], "hour_before": "on", "quiet_from": "22:00", "quiet_until": "06:30"}
    assert sign_in(outsider).post(PREFERENCES, data).status_code == 302
    preference = NotificationPreference.objects.get(user=outsider)
    assert set(preference.opted_out) == {"handbook", "log", "pair", "feedback", "week"}
    assert (preference.quiet_from.hour, preference.quiet_until.minute) == (22, 30)
    assert (preference.hour_before, preference.takes_replies) == (True, False)


def test_a_time_that_is_none_is_refused_beside_the_field(outsider: User, sign_in: SignIn, now: datetime) -> None:
    response = sign_in(outsider).post(PREFERENCES, {"quiet_from": "soon", "quiet_until": "06:30"})
    assert response.status_code == 422
    assert "quiet_from" in response.context["form"].errors
