"""Links in emails that sign their person in, once."""

import secrets
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import LinkExpired, LinkRefused, LinkUnknown, LinkUsed, LinkVoid
from accounts.models import SignInLink, User
from accounts.policies import can_sign_in_by_link
from accounts.queries import hash_of, link_with

LIFETIME = timedelta(days=14)
RENEWED_LIFETIME = timedelta(days=1)
# So often a person may ask for a new link: not twice by one click, and not all day long.
_BETWEEN_RENEWALS = timedelta(minutes=2)
_MOST_RENEWALS_A_DAY = 5
_FORGOTTEN_AFTER = timedelta(days=365)


@transaction.atomic
def issue_link(user: User, *, path: str, now: datetime, lifetime: timedelta = LIFETIME, renewed: bool = False) -> str:
    """Make a link that signs `user` in and leads to `path`. Only a hash of its secret is stored.

    Args:
        user: whose address the link is sent to, and nobody else's.
        path: the page on the site that it leads to.
        now: the instant from which its lifetime counts.
        lifetime: how long it works.
        renewed: whether the person asked for it in place of another.

    Returns:
        The path of the link, with its secret.

    Raises:
        LinkVoid: the account is closed, or may use the admin site.
    """
    if not can_sign_in_by_link(user):
        raise LinkVoid(_("This account signs in with a code or a password."))
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        token_hash=hash_of(token),
        user=user,
        binding=SignInLink.binding_of(user),
        path=path,
        issued_at=now,
        expires_at=now + lifetime,
        renewed=renewed,
    )
    return reverse("accounts:open-link", kwargs={"token": token})


def open_link(token: str, *, now: datetime) -> SignInLink:
    """Return the link if it would sign its person in now, and use nothing up.

    Raises:
        LinkUnknown: there is none with this secret.
        LinkUsed: it has signed in.
        LinkExpired: it is too old.
        LinkVoid: address or password have changed since, the account is closed, or may use the admin site.
    """
    link = link_with(token)
    if link is None:
        raise LinkUnknown(_("This link no longer works."))
    _refuse_spent(link, now)
    return link


@transaction.atomic
def redeem_link(token: str, *, now: datetime) -> SignInLink:
    """Use the link up and return it; whoever calls then signs its person in.

    Its address counts as verified: the link came by it. Of two clicks at once one is refused.

    Raises:
        LinkUnknown, LinkUsed, LinkExpired, LinkVoid: as `open_link`.
    """
    # The person's row is locked with it: address, password and rights stay as they are checked.
    rows = SignInLink.objects.select_for_update(no_key=True, of=("self", "user")).select_related("user")
    link = rows.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise LinkUnknown(_("This link no longer works."))
    _refuse_spent(link, now)
    _verify_address(link.user)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return link


def _refuse_spent(link: SignInLink, now: datetime) -> None:
    refusal: type[LinkRefused] | None = None
    if link.used_at is not None:
        refusal = LinkUsed
    elif link.expires_at <= now:
        refusal = LinkExpired
    elif link.binding != SignInLink.binding_of(link.user) or not can_sign_in_by_link(link.user):
        refusal = LinkVoid
    if refusal:
        raise refusal(_("This link no longer works."))


def _verify_address(user: User) -> None:
    """Without it the login would ask for a second email."""
    addresses = EmailAddress.objects.filter(email__iexact=user.email)
    if addresses.exclude(user=user).filter(verified=True).exists():
        raise LinkVoid(_("This link no longer works."))
    if not addresses.filter(user=user).update(verified=True):
        primary = not EmailAddress.objects.filter(user=user, primary=True).exists()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=primary)


@transaction.atomic
def mail_new_link(token: str, *, now: datetime) -> None:
    """Send the person of an old link a new one, to the address of the account, by the outbox.

    Nothing is sent for a link that we do not know, for an account in which no link signs in, and to whom asks too
    often; the caller says the same in every case.
    """
    link = link_with(token)
    if link is None:
        return
    user = User.objects.select_for_update(no_key=True).get(pk=link.user_id)
    if not can_sign_in_by_link(user) or _asks_too_often(user, now):
        return
    path = issue_link(user, path=link.path, now=now, lifetime=RENEWED_LIFETIME, renewed=True)
    context = {"recipient": user, "url": f"{settings.SITE_URL}{path}"}
    get_adapter().send_mail("account/email/sign_in_link", user.email, context)


def _asks_too_often(user: User, now: datetime) -> bool:
    asked = SignInLink.objects.filter(user=user, renewed=True, issued_at__gt=now - timedelta(days=1))
    times = list(asked.values_list("issued_at", flat=True))
    return len(times) >= _MOST_RENEWALS_A_DAY or any(at > now - _BETWEEN_RENEWALS for at in times)


def forget_old_links(*, now: datetime) -> int:
    """Delete links that ran out long ago; return how many. Until then they lead to a new one."""
    return SignInLink.objects.filter(expires_at__lte=now - _FORGOTTEN_AFTER).delete()[0]
