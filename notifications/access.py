"""Links by which somebody opts out of one category without signing in (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from notifications.models import Category, NotificationPreference

_SALT = "notifications.access"


def unsubscribe_url(user: User, category: str) -> str:
    """The link for `user` and `category`. It does not run out: emails are kept for years."""
    token = signing.dumps([user.pk, str(category)], salt=_SALT)
    path = reverse("notifications:unsubscribe", kwargs={"token": token})
    return f"{settings.SITE_URL}{path}"


def read_token(token: str) -> tuple[User, Category] | None:
    """The person and the category of a link, or None when the site did not write it or the person is gone."""
    try:
        pk, name = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    category = next((one for one in NotificationPreference.OPTIONAL if one == name), None)
    return (user, category) if user and category else None
