"""Whom to appoint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from accounts.models import Role


class AppointmentForm(forms.Form):
    """Whom to appoint."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in (Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)],
    )
    email = forms.EmailField(label=_("Email address"), max_length=254)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned
