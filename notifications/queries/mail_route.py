"""By which way emails leave the site; no secret is part of it."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings

# Ways of Django's that hand an email to nobody.
_STAYS_HERE = frozenset(f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("filebased", "console", "dummy"))


@dataclass(frozen=True, slots=True)
class MailRoute:
    """How emails leave.

    Attributes:
        server: name and port of the mail server; empty where there is none.
        encrypted: whether the line to it is.
        signs_in: whether the site has a user name there.
        sender: the address that emails come from.
        answers_to: where answers go when a program names no address; may be empty.
    """

    server: str
    encrypted: bool
    signs_in: bool
    sender: str
    answers_to: str


def mail_leaves() -> bool:
    """Whether emails are handed to a mail server."""
    return settings.EMAIL_BACKEND not in _STAYS_HERE


def mail_route() -> MailRoute:
    """Return how emails leave, as the settings say; neither password nor user name, which can be a key."""
    return MailRoute(
        server=f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if mail_leaves() else "",
        encrypted=settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
        signs_in=bool(settings.EMAIL_HOST_USER),
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        answers_to=settings.REPLY_TO_EMAIL,
    )
