"""Forms of a program that are no step of its settings: creating it, and whom to call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import HelpContact, Program


class NewProgramForm(forms.ModelForm[Program]):
    """What is needed to begin; the rest is set afterwards."""

    class Meta:
        model = Program
        fields = ("name", "tagline")
        help_texts = {"tagline": _("For example: formal mentoring, one-on-one.")}


class HelpContactForm(forms.ModelForm[HelpContact]):
    """One entry of “Get help now”."""

    class Meta:
        model = HelpContact
        fields = ("heading", "text", "phone", "email")
        help_texts = {
            "heading": _("For example: in danger, or worried about someone’s life."),
            "text": _("For example: campus emergency, day and night."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("heading") and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", _("Enter a phone number or an email address."))
        return cleaned


HelpContactFormSet = forms.formset_factory(HelpContactForm, extra=2, max_num=6, validate_max=True)
