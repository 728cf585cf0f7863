"""The voluntary question of a program."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm


class VoluntaryForm(RevisedForm):
    """One choice, or none. `stored` is `own_answer`."""

    def __init__(self, *args: Any, question: str, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.ChoiceField(
            label=question,
            choices=[("", _("No answer")), *((choice, choice) for choice in choices)],
            widget=forms.RadioSelect,
            required=False,
            initial=self.initial.get("answer"),
        )
