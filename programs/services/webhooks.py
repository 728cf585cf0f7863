"""Systems of a school that are told of events: which, of what, and what is on its way to them."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.fetching import has_public_form
from core.rate_limits import enforce_rate_limit
from core.revisions import refuse_stale
from programs.errors import UnusableWebhook
from programs.models import Institution, Webhook, WebhookDelivery, WebhookKind
from programs.models.webhooks import TEST
from programs.presentation.webhooks import new_secret

MOST_WEBHOOKS = 10
_BOTH_SIGN = timedelta(days=1)
State = WebhookDelivery.State


def tell_webhooks(
    institution: int, kind: WebhookKind, content: Mapping[str, object], *, now: datetime
) -> list[WebhookDelivery]:
    """Put an event on its way, inside the caller's transaction, to each system of a school that wants to know.

    Args:
        institution: key of the school.
        kind: of the event.
        content: identifiers, states and days; nothing that anybody wrote.
        now: the instant.
    """
    webhooks = [each for each in Webhook.objects.filter(institution=institution) if kind in each.kinds]
    return WebhookDelivery.objects.bulk_create(_delivery(each, kind, content, now) for each in webhooks)


def _delivery(webhook: Webhook, kind: str, content: Mapping[str, object], now: datetime) -> WebhookDelivery:
    return WebhookDelivery(webhook=webhook, kind=kind, content=dict(content), happened_at=now, due_at=now)


@transaction.atomic
def add_webhook(school: Institution, *, address: str, kinds: Sequence[str], now: datetime) -> Webhook:
    """Tell a system of the school of `kinds` from now on, signed with a new secret.

    Raises:
        UnusableWebhook: it is no public https address, or the school has ten already.
    """
    if not has_public_form(address):
        raise UnusableWebhook(
            _("Enter a public address that begins with https:// and has no password in it."),
            field="address",
        )
    Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    if school.webhooks.count() >= MOST_WEBHOOKS:
        raise UnusableWebhook(_("A school can have up to %(n)s addresses. Remove one first.") % {"n": MOST_WEBHOOKS})
    return Webhook.objects.create(
        id=uuid.uuid4(), institution=school, address=address, secret=new_secret(), kinds=list(kinds), added_at=now
    )


def locked(webhook: Webhook) -> Webhook:
    """The webhook as it stands now, locked until the transaction ends."""
    return Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)


@transaction.atomic
def choose_kinds(webhook: Webhook, *, kinds: Sequence[str], began_from: str = "") -> None:
    """Tell the system of `kinds` alone; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
    """
    current = locked(webhook)
    refuse_stale(began_from, stored={"kinds": current.kinds}, wanted={"kinds": list(kinds)})
    Webhook.objects.filter(pk=current.pk).update(kinds=list(kinds))


@transaction.atomic
def rotate_secret(webhook: Webhook, *, now: datetime) -> None:
    """Sign with a new secret. For a day what is sent is signed with the one before, too."""
    current = locked(webhook)
    current.former_secret, current.secret, current.former_until = current.secret, new_secret(), now + _BOTH_SIGN
    current.save(update_fields=["former_secret", "secret", "former_until"])


@transaction.atomic
def pause(webhook: Webhook, *, now: datetime) -> None:
    """Send nothing for now; what happens meanwhile waits. Pausing it again changes nothing."""
    Webhook.objects.filter(pk=webhook.pk, paused_at=None).update(paused_at=now)


@transaction.atomic
def resume(webhook: Webhook, *, now: datetime) -> None:
    """Send again, and what waits at once. Resuming it again changes nothing."""
    current = locked(webhook)
    if current.paused_at is not None:
        Webhook.objects.filter(pk=current.pk).update(paused_at=None, failures=0)
        current.deliveries.filter(state=State.WAITING).update(due_at=now, attempts=0)


@transaction.atomic
def remove_webhook(webhook: Webhook) -> None:
    """Forget the address, with what it was told."""
    webhook.delete()


@transaction.atomic
def send_test(webhook: Webhook, *, now: datetime) -> None:
    """Put a test on its way.

    Raises:
        RateLimitExceeded: there were ten within ten minutes.
        WrongState: it is paused.
    """
    enforce_rate_limit("webhook_test", user_pk=webhook.institution_id, limit=10, period=timedelta(minutes=10), now=now)
    if locked(webhook).paused_at is not None:
        raise WrongState(_("Sending is paused. Resume it first, then send a test."))
    _delivery(webhook, TEST, {"school": webhook.institution_id}, now).save()


@transaction.atomic
def send_again(delivery: WebhookDelivery, *, now: datetime) -> None:
    """Send a delivery once more, whatever became of it, as the same message; its number says so.

    Raises:
        WrongState: it is on its way anyway.
    """
    current = WebhookDelivery.objects.select_for_update(no_key=True, of=("self",)).get(pk=delivery.pk)
    if current.state == State.WAITING:
        raise WrongState(_("This one is already on its way."))
    current.state, current.due_at, current.attempts = State.WAITING, now, 0
    current.save(update_fields=["state", "due_at", "attempts"])
