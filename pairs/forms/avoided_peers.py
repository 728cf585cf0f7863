"""Whom a peer would rather not be with."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AvoidedPeerForm(forms.Form):
    """An address; that nobody has it is not told."""

    address = forms.EmailField(
        label=_("Email address of the person"),
        max_length=254,
        help_text=_("Only you can see it. Check the spelling: we don’t tell anyone who takes part, you included."),
    )
