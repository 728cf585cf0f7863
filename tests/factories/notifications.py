from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from notifications.models import Category, Device, Message
from tests.factories.accounts import UserFactory


class DeviceFactory(DjangoModelFactory[Device]):
    """A browser that shows notices."""

    class Meta:
        model = Device

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    name = "Firefox on Android"
    added_at = datetime(2026, 9, 1, 12, tzinfo=UTC)


class MessageFactory(DjangoModelFactory[Message]):
    """A message that was delivered and not read."""

    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    event = "match_published"
    category = Category.MATCH
    dedupe_key = factory.Sequence(lambda n: f"match_published:{n}:0:1:0")
    subject_pk = "1"
    state = Message.State.SENT
    subject = "Your match"
    body = "It is here."
    path = "/inbox/"
    due_at = datetime(2026, 9, 20, 12, tzinfo=UTC)
    sent_at = datetime(2026, 9, 20, 12, 1, tzinfo=UTC)
