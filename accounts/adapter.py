"""How django-allauth behaves in this house."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import timezone

from accounts.signals import account_email_written

_LOGIN_CODE = "account/email/login_code"
_KEPT = timedelta(days=1)


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People are invited by their school; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an account from one address: a stranger's do not lock its owner out.

        The library counts them for the account alone. Guessing from many addresses is slowed by its limit on each.
        """
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{truncate_ip(self.get_client_ip(request))}"

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Keep the session beyond the browser's only when the person says that the device is theirs."""
        super().login(request, user)
        if request.POST.get("remember"):
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return an email whose `send` leaves it to a worker: no page waits for the mail server."""
        message = super().render_mail(template_prefix, email, context, headers)
        return _QueuedEmail(message, runs_out=_runs_out(template_prefix, timezone.now()))


class _QueuedEmail(EmailMessage):
    """An email of the login; sending it means to tell whoever delivers emails.

    The same happens for an address that belongs to no account, so that the time it takes tells nobody anything.
    """

    def __init__(self, message: EmailMessage, *, runs_out: datetime) -> None:
        super().__init__(message.subject, message.body, message.from_email, message.to)
        self._runs_out = runs_out

    def send(self, fail_silently: bool = False, *, using: str | None = None) -> int:
        for address in self.to:
            account_email_written.send(
                type(self),
                address=address,
                subject=self.subject,
                body=self.body,
                expires_at=self._runs_out,
                now=timezone.now(),
            )
        return len(self.to)


def _runs_out(template_prefix: str, now: datetime) -> datetime:
    """When the email is worth nothing any more: a code to sign in with its time, the rest after a day."""
    if template_prefix == _LOGIN_CODE:
        return now + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    return now + _KEPT
