"""Validation of an answer to an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPT, DECLINE = "accept", "decline"


class AnswerForm(forms.Form):
    """Yes, or no with a reason that stays private unless its writer shares it."""

    answer = forms.ChoiceField(choices=((ACCEPT, _("Yes")), (DECLINE, _("No"))), widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Your reason, if you’d like to give one"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Encrypted. Only you can read it, unless you share it below. The other person never sees it."),
    )
    shared = forms.BooleanField(
        label=_("Let the coordinators read my reason"),
        required=False,
        help_text=_("It helps them find a better match."),
    )

    def clean(self) -> dict[str, Any]:
        """A reason can be shared only when there is one."""
        cleaned = super().clean() or {}
        if cleaned.get("shared") and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Write your reason, or uncheck the box below."))
        return cleaned
