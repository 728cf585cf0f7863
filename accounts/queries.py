"""What people say about themselves, and reads about ways to sign in."""

import hashlib
from typing import Any

from accounts.models import SignInLink, User
from core.revisions import stored_fields

LANGUAGES, TIME_ZONE = "languages", "time_zone"
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
    "ask_me_about",
    "working_style",
    "wish_known",
    TIME_ZONE,
)
NAME_FIELDS = ("title", "given_name", "family_name", "credentials")


def profile_values(user: User) -> dict[str, Any]:
    """Return what a person says about themselves, as the form shows it: `PROFILE_FIELDS` and the languages."""
    return stored_fields(user, (*PROFILE_FIELDS, LANGUAGES))


def hash_of(token: str) -> str:
    """How the secret of a link is stored. It has 256 random bits, so a plain hash does not tell it."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_with(token: str) -> SignInLink | None:
    """Return the link with this secret, with its person, or None."""
    return SignInLink.objects.select_related("user").filter(token_hash=hash_of(token)).first()
