"""Whom to quote and in which words, and how the person wants to be named."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.addresses import normal_address
from core.text import clean_line
from programs.models import Quote


class QuoteForm(forms.Form):
    """Somebody of the program, and their words."""

    address = forms.CharField(label=_("Their email"), max_length=254, widget=forms.EmailInput)
    words = forms.CharField(
        label=_("Their words"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As they said or wrote them, 400 characters at most. They’re asked to agree to exactly these."),
    )

    def clean_address(self) -> str:
        """The address in its one spelling."""
        return normal_address(self.cleaned_data["address"])

    def clean_words(self) -> str:
        """The words in one line."""
        return clean_line(self.cleaned_data["words"])


class ConsentForm(forms.Form):
    """How the person wants to be named, under the words that they have read."""

    words = forms.CharField(max_length=400, widget=forms.HiddenInput)
    named = forms.ChoiceField(
        label=_("How should we name you?"),
        choices=Quote.Named.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you’d like to be named.")},
    )
