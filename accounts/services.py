"""Writes about people."""

from typing import Any

from django.db import transaction

from accounts.models import Language, User

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
def update_profile(user: User, *, fields: dict[str, Any], languages: list[Language]) -> None:
    """Save what a person says about themselves.

    Args:
        user: the person, who is also the one who writes.
        fields: values of `PROFILE_FIELDS`, already validated.
        languages: all languages that the person speaks.
    """
    for name in PROFILE_FIELDS:
        setattr(user, name, fields[name])
    user.save(update_fields=PROFILE_FIELDS)
    user.languages.set(languages)
