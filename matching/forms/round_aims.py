"""What a coordinator says a round aims for, in plain words."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from core.search import found
from matching.models import SINGLE, Weight
from people.models import Enrollment


class AimsForm(RevisedForm):
    """How much each aim matters. `stored` has the names of `matching.services.round_aims.AIMS`."""

    even_weight = forms.TypedChoiceField(
        label=_("Mentors have about as many mentees each"),
        choices=Weight.choices,
        coerce=int,
        help_text=_("Counts every two mentees who share a mentor."),
    )
    spread_by = forms.ChoiceField(
        label=_("A mentor’s mentees differ in"),
        choices=[("", _("Doesn’t matter")), *((attribute.value, attribute.label) for attribute in SINGLE)],
        required=False,
        help_text=_("Counts every two mentees who share both a mentor and this. What isn’t known doesn’t count."),
    )
    spread_weight = forms.TypedChoiceField(
        label=_("How much that matters"),
        choices=[(weight.value, weight.label) for weight in Weight if weight],
        coerce=int,
        required=False,
    )

    together_weight = forms.TypedChoiceField(
        label=_("Mentees who want the same mentor get it"),
        choices=Weight.choices,
        coerce=int,
        help_text=_("Counts every wish that comes true. Write the wishes down on this page too."),
    )

    @property
    def settings(self) -> dict[str, Any]:
        """The aims as the service takes them."""
        return {name: self.cleaned_data[name] for name in type(self).base_fields}

    def clean(self) -> dict[str, Any]:
        """Whoever says how mentees differ says how much it matters."""
        cleaned = super().clean() or {}
        if "spread_weight" in cleaned:
            usual = Weight.SOME if cleaned.get("spread_by") else Weight.NOT
            cleaned["spread_weight"] = cleaned["spread_weight"] or usual.value
        return cleaned


class TogetherForm(forms.Form):
    """Two mentees, by name or address, who want the same mentor. `mentees` are those who can be meant."""

    one = forms.CharField(label=_("Name or address of a mentee"), max_length=254)
    other = forms.CharField(label=_("Name or address of the other"), max_length=254)

    def __init__(self, *args: Any, mentees: QuerySet[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mentees = mentees

    def clean_one(self) -> Enrollment:
        """A mentee of the round."""
        return self._mentee(self.cleaned_data["one"])

    def clean_other(self) -> Enrollment:
        """The same."""
        return self._mentee(self.cleaned_data["other"])

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        cleaned = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose another mentee."))
        return cleaned

    def _mentee(self, typed: str) -> Enrollment:
        """The one with the address, else the only one with the words."""
        people = self._by_key
        meant = [pk for pk, one in people.items() if one.mentee.email.casefold() == typed.strip().casefold()]
        meant = meant or found(typed, ((pk, str(one.mentee), one.mentee.email) for pk, one in people.items()))
        if len(meant) > 1:
            raise forms.ValidationError(_("Several mentees are called that. Enter the email address."))
        if not meant:
            raise forms.ValidationError(_("No mentee who looks for a mentor is called that."))
        return people[meant[0]]

    @cached_property
    def _by_key(self) -> dict[int, Enrollment]:
        """The mentees by key, read once for both names."""
        return {one.pk: one for one in self._mentees}
