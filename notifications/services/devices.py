"""Devices on which somebody wants to be told."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.errors import TooManyDevices
from notifications.models import Device, NotificationPreference

MOST_DEVICES = 10


@transaction.atomic
def add_device(user: User, *, subscription: Mapping[str, Any], name: str, now: datetime) -> Device:
    """Have `user` told on a device. One that is known already, also as somebody else’s, is theirs with new keys.

    With the first device, it is told of every kind that a device can be told of.

    Args:
        user: who uses it.
        subscription: what its browser says: endpoint and keys.
        name: by which they know it.
        now: the instant.

    Raises:
        TooManyDevices: they have ten.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    digest = salted_hmac("notifications.devices", subscription["endpoint"], algorithm="sha256").hexdigest()
    Device.objects.filter(digest=digest).delete()
    held = Device.objects.filter(user=user).count()
    if held >= MOST_DEVICES:
        raise TooManyDevices(
            _("You’ve already added %(n)s devices. Remove one you no longer use, then try again.") % {"n": held}
        )
    if not held:
        _choose_all_kinds(user)
    return Device.objects.create(
        id=uuid.uuid4(), user=user, subscription=json.dumps(subscription), digest=digest, name=name, added_at=now
    )


def _choose_all_kinds(user: User) -> None:
    preference, _new = NotificationPreference.objects.get_or_create(user=user)
    if not preference.pushed:
        preference.pushed = [category.value for category in NotificationPreference.PUSHABLE]
        preference.save(update_fields=["pushed"])


@transaction.atomic
def remove_device(device: Device) -> None:
    """Tell it nothing any more, of what is on its way neither."""
    device.delete()
