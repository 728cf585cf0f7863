"""How django-allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People are invited by their school; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Keep the session beyond the browser's only when the person says that the device is theirs."""
        super().login(request, user)
        if request.POST.get("remember"):
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)
