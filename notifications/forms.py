"""Validation of what a person wants to hear from us."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import NotificationPreference


class PreferenceForm(forms.Form):
    """Which news come by e-mail too, and when it is quiet."""

    by_email = forms.MultipleChoiceField(
        label=_("Send me e-mail about"),
        help_text=_("Your inbox here has everything. Your match, cancellations and safety always come by e-mail too."),
        choices=[(category.value, category.label) for category in NotificationPreference.OPTIONAL],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hour_before = forms.BooleanField(label=_("Remind me again an hour before a session"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        help_text=_(
            "In your time zone. Only urgent news reach you in between. After two e-mails on one day the rest comes "
            "together when your quiet hours end."
        ),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    @property
    def opted_out(self) -> list[str]:
        """The categories that are not ticked."""
        return [c.value for c in NotificationPreference.OPTIONAL if c.value not in self.cleaned_data["by_email"]]
