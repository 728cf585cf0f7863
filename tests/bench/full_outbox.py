"""Fills the outbox: people who are never quiet, and reminders of one handbook for them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notifications.models import NotificationPreference
from notifications.services.outbox import Notice, enqueue_many
from programs.models import HandbookVersion
from programs.notices.events import HANDBOOK_PUBLISHED
from tests.factories.programs import HandbookVersionFactory

_BATCH = 2_000


@transaction.atomic
def people_to_remind(number: int) -> tuple[HandbookVersion, list[User]]:
    """Store so many people, and the handbook of which they are told."""
    version = HandbookVersionFactory.create(state="published", sha256="0" * 64, published_at=timezone.now())
    version.program.contact_email = "compass@haldenlake.example"
    version.program.save()
    people = User.objects.bulk_create(
        [User(email=f"{n}@haldenlake.example", given_name="A", family_name="B") for n in range(number)],
        batch_size=_BATCH,
    )
    NotificationPreference.objects.bulk_create(
        [NotificationPreference(user=person, quiet_from=time(0), quiet_until=time(0)) for person in people],
        batch_size=_BATCH,
    )
    return version, people


def reminders(
    version: HandbookVersion, people: Sequence[User], *, each: int, due_at: datetime, apart: timedelta = timedelta()
) -> Iterator[Notice]:
    """Yield so many reminders for each person, of which each is due `apart` after the one before."""
    for number in range(each):
        for person in people:
            yield Notice(
                event=HANDBOOK_PUBLISHED,
                recipient=person,
                subject_pk=str(version.pk),
                offset=str(number),
                due_at=due_at + number * apart,
            )


def fill_outbox(version: HandbookVersion, people: Sequence[User], *, each: int) -> int:
    """Put reminders that are due now into the outbox; two each is what a day takes without a digest."""
    return enqueue_many(reminders(version, people, each=each, due_at=timezone.now()))
