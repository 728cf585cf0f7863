"""The form of another school."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names
from core.zones import ZoneField


class NewSchoolForm(forms.Form):
    """The school, and who will administer it."""

    name = forms.CharField(label=_("Name of the school"), max_length=160)
    short_name = forms.CharField(label=_("Short name"), help_text=_("Shown at the top of every page."), max_length=40)
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Deadlines are in this time zone."))
    email = forms.EmailField(
        label=_("Email of its administrator"),
        help_text=_("They get an invitation, and set up everything else."),
        max_length=254,
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned
