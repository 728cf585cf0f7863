"""Validation of an address that is corrected."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm


class AddressForm(RevisedForm):
    """The address by which somebody is reached, and signs in."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("They’ll sign in with it from now on, so check with them some other way first."),
    )
