"""What people want to hear, and when."""

from datetime import time

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale
from notifications.models import Category, NotificationPreference
from notifications.queries.preferences import PreferenceValues, preference_values


@transaction.atomic
def opt_out(user: User, category: Category) -> None:
    """Send `user` no more email about `category`; the inbox on the site still has it. Asking again changes nothing."""
    preference, _new = NotificationPreference.objects.select_for_update().get_or_create(user=user)
    if category not in preference.opted_out:
        preference.opted_out = [*preference.opted_out, str(category)]
        preference.save(update_fields=["opted_out"])


@transaction.atomic
def set_preference(
    user: User,
    *,
    opted_out: list[str],
    pushed: list[str],
    hour_before: bool,
    takes_replies: bool,
    quiet_from: time,
    quiet_until: time,
    began_from: str = "",
) -> None:
    """Save what `user` wants to hear about, and when; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
    """
    wanted = PreferenceValues(
        opted_out=opted_out,
        pushed=pushed,
        hour_before=hour_before,
        takes_replies=takes_replies,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_stale(began_from, stored=preference_values(user), wanted=wanted)
    NotificationPreference.objects.update_or_create(user=user, defaults=wanted)
