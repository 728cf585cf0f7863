"""Reads about ways to sign in."""

import hashlib

from accounts.models import SignInLink


def hash_of(token: str) -> str:
    """How the secret of a link is stored. It has 256 random bits, so a plain hash does not tell it."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_with(token: str) -> SignInLink | None:
    """Return the link with this secret, with its person, or None."""
    return SignInLink.objects.select_related("user").filter(token_hash=hash_of(token)).first()
