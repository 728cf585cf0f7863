"""Validation of a request to a mentor."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """A few words to the mentor, which may be left out."""

    note = forms.CharField(
        label=_("A note to the mentor"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "For example, what you’d like to talk about. Only the mentor reads it. It’s encrypted, and deleted if the "
            "two of you aren’t paired."
        ),
    )
