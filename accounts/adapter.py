"""How django-allauth behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


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
