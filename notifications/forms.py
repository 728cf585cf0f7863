"""Validation of what a person wants to hear from us."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from notifications.models import NotificationPreference


class PreferenceForm(RevisedForm):
    """Which notices come by email too, and when it is quiet. `stored` is `preference_values`."""

    by_email = forms.MultipleChoiceField(
        label=_("Send me emails about"),
        help_text=_("Your inbox here has everything. Your match and cancellations always come by email too."),
        choices=[(category.value, category.label) for category in NotificationPreference.OPTIONAL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hour_before = forms.BooleanField(label=_("Remind me again an hour before a session"), required=False)
    takes_replies = forms.BooleanField(
        label=_("Let my mentors and mentees answer our emails straight to me"),
        required=False,
        help_text=_(
            "If both of you allow it, a reply to an email about your sessions or plans goes to the other’s mailbox, "
            "and the email says so. Otherwise it goes to the program. We keep no replies."
        ),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        help_text=_(
            "In your time zone. Only urgent emails reach you in between. After two emails in one day, the "
            "rest come together when your quiet hours end."
        ),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Tick what is not opted out of."""
        optional = [category.value for category in NotificationPreference.OPTIONAL]
        return {**stored, "by_email": [category for category in optional if category not in stored["opted_out"]]}

    @property
    def opted_out(self) -> list[str]:
        """The categories that are not ticked."""
        return [c.value for c in NotificationPreference.OPTIONAL if c.value not in self.cleaned_data["by_email"]]
