"""Forms of named feedback."""

from django import forms
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm


class AnswerForm(RevisedForm):
    """What the recipient will change."""

    answer = forms.CharField(
        label=gettext_lazy("What I will change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
