"""A person's own calendar: the secret address of its feed, and how much it shows."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale
from sessions.models import PersonalCalendar, Shown
from sessions.queries.calendars import StoredShown, shown_of

_TOKEN_BYTES = 32


def hash_of(token: str) -> str:
    """Return what is stored of a token, by which its calendar is found."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_address(user: User, *, now: datetime) -> PersonalCalendar:
    """Give the feed of `user` a new address. An earlier one leads nowhere from then on."""
    calendar = _locked(user)
    calendar.token = secrets.token_urlsafe(_TOKEN_BYTES)
    calendar.token_sha256 = hash_of(calendar.token)
    calendar.made_at = now
    calendar.save(update_fields=("token", "token_sha256", "made_at"))
    return calendar


@transaction.atomic
def revoke_address(user: User) -> None:
    """Take the address of the feed away. Asking again changes nothing."""
    PersonalCalendar.objects.filter(user=user).update(token=b"", token_sha256=None, made_at=None)


@transaction.atomic
def choose_shown(user: User, *, in_mails: Shown, in_feed: Shown, began_from: str = "") -> None:
    """Save how much of a session the calendar of `user` shows; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
    """
    calendar = _locked(user)
    wanted = StoredShown(in_mails=in_mails, in_feed=in_feed)
    refuse_stale(began_from, stored=shown_of(calendar), wanted=wanted)
    calendar.in_mails, calendar.in_feed = in_mails, in_feed
    calendar.save(update_fields=("in_mails", "in_feed"))


def _locked(user: User) -> PersonalCalendar:
    """The row, made where there is none; the person is locked, so that two requests make one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return PersonalCalendar.objects.get_or_create(user=user)[0]
