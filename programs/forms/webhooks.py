"""Forms of the systems that a school has told of events."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from programs.models import WebhookKind


class _KindsField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(label=_("Events to send"), choices=WebhookKind.choices, widget=forms.CheckboxSelectMultiple)


class NewWebhookForm(forms.Form):
    """An address, and what it is told of."""

    address = forms.URLField(
        label=_("Address"),
        assume_scheme="https",
        max_length=1000,
        help_text=_("Where the system receives webhooks. It begins with https://."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    kinds = _KindsField()


class WebhookKindsForm(RevisedForm):
    """What a system is told of. `stored` has `kinds`."""

    kinds = _KindsField()
