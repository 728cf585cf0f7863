"""Asking somebody to be one's peer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.addresses import normal_address


class AskPeerForm(forms.Form):
    """Whose address it is, and a few words, which may be left out."""

    address = forms.CharField(
        label=_("Their school email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("If it belongs to someone who takes part, they’ll get an email. You aren’t told whether it does."),
    )
    note = forms.CharField(
        label=_("A note to them"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only they read it. It’s encrypted, and deleted if the two of you don’t come together."),
    )

    def clean_address(self) -> str:
        """The address in its one spelling."""
        return forms.EmailField().clean(normal_address(self.cleaned_data["address"]))  # type: ignore[no-any-return]
