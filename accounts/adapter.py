"""How django-allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People are invited by their school; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """End the session with the browser, unless the person says that the device is theirs."""
        super().login(request, user)
        request.session.set_expiry(None if request.POST.get("remember") else 0)
