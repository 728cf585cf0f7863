"""What those who run a program correct about a person, and the confirmation of a step that ends something."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import COURTESY_TITLES, settle_names
from core.choices import WordField
from core.revised_forms import RevisedForm
from people.forms.participation import LeaveForm


class PersonForm(RevisedForm):
    """Names, address and group. `stored` is `person_values`; what it leaves out is not asked.

    Args:
        titles: those of the school’s list; without any the title is free text.
    """

    title = forms.CharField(label=_("Title"), max_length=30, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    credentials = forms.CharField(label=_("Letters after the name"), max_length=40, required=False)
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput,
        help_text=_("They’ll sign in with it. We write to the old address and the new one."),
    )
    cohort = forms.CharField(label=_("Year or group"), max_length=60, required=False)

    def __init__(self, *args: Any, stored: Mapping[str, str], titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        if titles:
            offered = [*titles, *(title for title in COURTESY_TITLES if title not in titles)]
            self.fields["title"] = WordField(label=_("Title"), offered=offered, here=stored["title"])
        for name in {"email", "cohort"} - stored.keys():
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        settle_names(self)
        return cleaned


class WithdrawForm(forms.Form):
    """A mentee leaves the year, by the coordinator's hand."""

    spoken = forms.BooleanField(
        label=_("I’ve talked with them about it"), error_messages={"required": _("Talk with them first.")}
    )


class ReturnForm(forms.Form):
    """Somebody who left the year is back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who run the program read it. Facts, and nothing about health."),
    )


class MentorLeaveForm(ReturnForm, LeaveForm, RevisedForm):
    """A mentor is away, noted by those who run the program."""

    field_order = ("away_from", "away_until", "reason")


class EndMentoringForm(ReturnForm, WithdrawForm):
    """A mentor leaves the year, by the coordinator's hand."""

    field_order = ("reason", "spoken")
