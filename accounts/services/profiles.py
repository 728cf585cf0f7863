"""Writes about people."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import AddressTaken
from accounts.models import Language, User
from core.revisions import refuse_stale, stored_fields

PROFILE_FIELDS = (
    "title",
    "given_name",
    "family_name",
    "credentials",
    "pronouns",
    "profession",
    "specialty",
    "campus",
    "headline",
    "about",
    "working_style",
    "time_zone",
)


@transaction.atomic
def correct_address(user: User, *, email: str, began_from: str = "") -> None:
    """Give `user` another address, with which they sign in from now on: the school vouches that it is theirs.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has corrected it since the form was opened.
        AddressTaken: it belongs to somebody else.
    """
    email = email.lower()
    stored = {"email": User.objects.select_for_update(no_key=True).get(pk=user.pk).email}
    refuse_stale(began_from, stored=stored, wanted={"email": email})
    others = EmailAddress.objects.filter(email__iexact=email).exclude(user=user)
    if others.exists() or User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressTaken(_("This address belongs to another account."))
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.email = email
    user.save(update_fields=["email"])


@transaction.atomic
def update_profile(user: User, *, fields: dict[str, Any], languages: list[Language], began_from: str = "") -> None:
    """Save what a person says about themselves.

    Args:
        user: the person, who is also the one who writes.
        fields: values of `PROFILE_FIELDS`, already validated.
        languages: all languages that the person speaks.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
    """
    stored = stored_fields(User.objects.select_for_update(no_key=True).get(pk=user.pk), (*PROFILE_FIELDS, "languages"))
    wanted = {name: fields[name] for name in PROFILE_FIELDS} | {"languages": languages}
    refuse_stale(began_from, stored=stored, wanted=wanted)
    for name in PROFILE_FIELDS:
        setattr(user, name, fields[name])
    user.save(update_fields=PROFILE_FIELDS)
    user.languages.set(languages)
