"""Naming a view of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SaveViewForm(forms.Form):
    """What the view is called; what it shows stands in the address."""

    name = forms.CharField(label=_("Name"), max_length=40)
