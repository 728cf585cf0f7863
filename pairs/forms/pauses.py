"""How long a pause may last, and for whom its reason is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm


def _back_on() -> forms.DateField:
    return forms.DateField(
        label=_("Back on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("If you know it. Both of you see it."),
    )


def _resumes_itself() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Resume by itself on that day"),
        required=False,
        help_text=_("Otherwise we ask both of you on that day."),
    )


class PauseForm(forms.Form):
    """A pause that one of the two asks for."""

    back_on = _back_on()
    resumes_itself = _resumes_itself()
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Optional. Stored encrypted; nobody reads it unless you check the box."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    share_reason = forms.BooleanField(label=_("The coordinator may read my reason"), required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing resumes on a day that is not known."""
        return _with_a_day(self)


class ReturnDayForm(RevisedForm):
    """Another day of return."""

    back_on = _back_on()
    resumes_itself = _resumes_itself()

    def clean(self) -> dict[str, Any]:
        """Nothing resumes on a day that is not known."""
        return _with_a_day(self)


def _with_a_day(form: forms.BaseForm) -> dict[str, Any]:
    data = form.cleaned_data
    if data.get("resumes_itself") and "back_on" in data and data["back_on"] is None:
        form.add_error("back_on", _("Enter the day on which it resumes."))
    return data
