"""The form of an empty install."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from accounts.models import User
from core.zones import ZoneField


class FirstRunForm(forms.Form):
    """The school, and the person who sets it up."""

    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("Printed in the terminal where the site is running, for example K7QF-2M9X-HV4T."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=_("Name of the school"), max_length=160)
    short_name = forms.CharField(label=_("Short name"), help_text=_("Shown at the top of every page."), max_length=40)
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Deadlines are in this time zone."))
    given_name = forms.CharField(label=_("Your given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Your family name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Your email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least eight characters, and not a common one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        person = User(**{name: cleaned.get(name, "") for name in ("email", "given_name", "family_name")})
        try:
            validate_password(cleaned.get("password") or "", person)
        except ValidationError as error:
            if "password" in cleaned:
                self.add_error("password", error)
        return cleaned
