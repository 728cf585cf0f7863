"""Whom a link in an email may sign in."""

from accounts.models import User


def can_sign_in_by_link(user: User) -> bool:
    """Whether a link in an email signs `user` in.

    Whoever may use the admin site signs in with a code or a password: a link lies in a mailbox for days, and that site
    is above every rule.
    """
    return user.is_active and not user.is_staff and not user.is_superuser
