"""Writing to many people at once."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from people.errors import NobodyToWriteTo
from people.models import MessageTemplate, StaffMessage
from people.queries.staff_messages import STAFF_MESSAGE, taking_part
from programs.models import Cycle, Program
from programs.services.staff_steps import record_step

_HOLDS_FOR = timedelta(days=5)


@transaction.atomic
def send_staff_message(
    cycle: Cycle,
    *,
    key: uuid.UUID,
    people: Collection[int],
    subject: str,
    text: str,
    list_name: str,
    by: User,
    now: datetime,
) -> StaffMessage:
    """Write to people of a year: each gets an e-mail at an hour that suits them, and answers go to the writer.

    Whoever no longer takes part by now is left out. A second call with the same key changes nothing.

    Args:
        cycle: with its program.
        key: of the form, so that a form that is sent twice writes once.
        people: primary keys of those who are meant.
        subject: with fields in braces.
        text: likewise.
        list_name: the list from which they were chosen.
        by: who writes.
        now: the instant.

    Raises:
        NobodyToWriteTo: none of them takes part any more.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once wait for each other here
    if written := StaffMessage.objects.filter(pk=key, by=by).first():
        return written
    recipients = list(taking_part(cycle).filter(pk__in=people).order_by("pk"))
    if not recipients:
        raise NobodyToWriteTo(_("None of them takes part any more."))
    message = StaffMessage.objects.create(
        id=key,
        cycle=cycle,
        by=by,
        list_name=list_name,
        subject=subject,
        text=text,
        recipients=len(recipients),
        sent_at=now,
    )
    enqueue_many(
        Notice(
            event=STAFF_MESSAGE,
            recipient=person,
            subject_pk=str(key),
            due_at=now,
            expires_at=now + _HOLDS_FOR,
        )
        for person in recipients
    )
    about: dict[str, Any] = {"subject": f"message:{key}", "before": {"number": len(recipients)}}
    record_step(cycle.program, kind="people_written_to", by=by, now=now, **about)
    return message


@transaction.atomic
def keep_template(program: Program, *, name: str, subject: str, text: str) -> MessageTemplate:
    """Keep a text to use again; one of the same name is replaced."""
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    template = MessageTemplate.objects.filter(program=program, name=name).first()
    template = template or MessageTemplate(id=uuid.uuid4(), program=program, name=name)
    template.subject, template.text = subject, text
    template.save()
    return template


@transaction.atomic
def delete_template(template: MessageTemplate) -> None:
    """Forget a text; what was written with it stays."""
    MessageTemplate.objects.filter(pk=template.pk).delete()
