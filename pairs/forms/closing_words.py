"""A word of thanks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm


class ClosingWordForm(RevisedForm):
    """What one of the two writes to the other at the end; empty takes it back."""

    text = forms.CharField(
        label=_("A word of thanks"),
        help_text=_("Only the two of you can read it. Leave it empty to take it back."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
