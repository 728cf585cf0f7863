"""What somebody answers on the way through a module."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from training.models import Choice


class ChoiceForm(forms.Form):
    """One of the answers of a case or a check.

    Args:
        choices: in their order; the value of each is its place, from 0.
    """

    choice = forms.TypedChoiceField(
        label=_("My answer"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["choice"])
        field.choices = [(str(place), choice.text) for place, choice in enumerate(choices)]


class ReflectionForm(RevisedForm):
    """A few words for oneself; they may stay in one’s head."""

    reflection = forms.CharField(
        label=_("My reflection"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Optional. Only you can read it, now and later."),
    )


class DoneForm(forms.Form):
    """A step that is only read."""
