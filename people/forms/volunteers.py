"""What somebody writes who offers to mentor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import settle_names


class VolunteerForm(forms.Form):
    """Name, address, department and what they would offer."""

    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Your school’s, if you have one. We’ll send a link to it that confirms this form."),
        max_length=254,
    )
    department = forms.CharField(label=_("Department"), max_length=80, required=False)
    offers = forms.CharField(
        label=_("What would you offer a mentee?"),
        help_text=_("Two or three sentences: your field, what you like to help with, when you have time."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence what you’d offer.")},
    )
    note = forms.CharField(
        label=_("Anything else the coordinator should know"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned
