"""What the public page of a certificate tells, and a code to be tried."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from reports.models import Shown


class ShownForm(RevisedForm):
    """What anybody reads who has the code."""

    shown = forms.MultipleChoiceField(
        label=_("What the public page tells"),
        choices=Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("With nothing checked it says only that the certificate is genuine. You can change this later."),
    )


class CodeForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("12 letters and digits, as they stand on the document.")
    )
