"""Writes about people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string

from accounts.errors import AddressTaken, AddressUnusable
from accounts.models import Language, User
from accounts.queries import LANGUAGES, NAME_FIELDS, profile_values
from accounts.signals import account_email_written
from core.addresses import normal_address
from core.revisions import refuse_stale

_NEWS_KEPT = timedelta(days=5)


@transaction.atomic
def correct_address(user: User, *, email: str, began_from: str = "") -> None:
    """Give `user` another address, with which they sign in from now on: the school vouches that it is theirs.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has corrected it since the form was opened.
        AddressTaken: it belongs to somebody else.
        AddressUnusable: it is no address that mail can reach.
    """
    stored = {"email": User.objects.select_for_update(no_key=True).get(pk=user.pk).email}
    refuse_stale(began_from, stored=stored, wanted={"email": email.lower()})
    _give_address(user, email)


def _give_address(user: User, email: str) -> None:
    email = _usable(email)
    others = EmailAddress.objects.filter(email__iexact=email).exclude(user=user)
    if others.exists() or User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressTaken
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.email = email
    user.save(update_fields=["email"])


def _usable(email: str) -> str:
    """Return the address in its one spelling."""
    try:
        address = normal_address(email)
        validate_email(address)
    except ValidationError as error:
        raise AddressUnusable(error.messages[0]) from error
    return address


def name_person(user: User, *, names: Mapping[str, str]) -> None:
    """Save the names that the school has corrected, values of `NAME_FIELDS`, inside the caller's transaction."""
    for name in NAME_FIELDS:
        setattr(user, name, names[name])
    user.save(update_fields=NAME_FIELDS)


def move_address(user: User, *, email: str, contact: str, now: datetime) -> None:
    """Give `user` another address inside the caller's transaction, and tell both: the old one does not read the new.

    Args:
        user: the person, locked by the caller.
        email: the address with which they sign in from now on.
        contact: whom to write to about it; may be empty.
        now: the instant.

    Raises:
        AddressTaken: it belongs to somebody else.
        AddressUnusable: it is no address that mail can reach.
    """
    old = user.email
    _give_address(user, email)
    for address, name in ((old, "address_left"), (user.email, "address_given")):
        text = render_to_string(f"accounts/email/{name}.txt", {"person": user, "contact": contact})
        subject, _newline, body = text.partition("\n")
        account_email_written.send(
            User, address=address, subject=subject, body=body.strip(), expires_at=now + _NEWS_KEPT, now=now
        )


@transaction.atomic
def update_profile(
    user: User, *, fields: Mapping[str, Any], languages: list[Language] | None = None, began_from: str = ""
) -> None:
    """Save what a person says about themselves.

    Args:
        user: the person, who is also the one who writes.
        fields: values of `PROFILE_FIELDS` or some of them, already validated; the others stay.
        languages: all languages that the person speaks; without it they stay.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
    """
    stored = profile_values(User.objects.select_for_update(no_key=True).get(pk=user.pk))
    wanted = {**fields} if languages is None else {**fields, LANGUAGES: languages}
    refuse_stale(began_from, stored={name: stored[name] for name in wanted}, wanted=wanted)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))
    if languages is not None:
        user.languages.set(languages)
