"""What a coordinator says a round aims for, in plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from matching.models import SINGLE, Weight


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

    @property
    def settings(self) -> dict[str, Any]:
        """The aims as the service takes them."""
        return {name: self.cleaned_data[name] for name in ("even_weight", "spread_by", "spread_weight")}

    def clean(self) -> dict[str, Any]:
        """Whoever says how mentees differ says how much it matters."""
        cleaned = super().clean() or {}
        if "spread_weight" in cleaned:
            usual = Weight.SOME if cleaned.get("spread_by") else Weight.NOT
            cleaned["spread_weight"] = cleaned["spread_weight"] or usual.value
        return cleaned
