"""How django-allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """People are invited by their school; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
