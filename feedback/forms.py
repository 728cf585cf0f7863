"""What people answer at the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import ConfidentialFeedback
from feedback.services import Words
from feedback.wording import STATEMENTS, STEPS

_SKIP = "skip"


def _words_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WordsForm(forms.Form):
    """Named feedback to the other of the pair: observation, effect, suggestion."""

    observation = _words_field(
        gettext_lazy("What you saw"), gettext_lazy("For example: “You asked before you advised.”")
    )
    effect = _words_field(gettext_lazy("The effect it had"), gettext_lazy("“I found my own answer.”"))
    suggestion = _words_field(
        gettext_lazy("What you suggest"), gettext_lazy("“Please do it more, also when time is short.”")
    )

    needs_words = True

    def clean(self) -> dict[str, Any]:
        """Words begin with what was seen."""
        cleaned = super().clean() or self.cleaned_data
        more = cleaned.get("effect") or cleaned.get("suggestion")
        if not cleaned.get("observation") and (self.needs_words or more):
            self.add_error("observation", _("Begin with what you saw."))
        return cleaned

    def words(self) -> Words | None:
        """Return the words, or None when the writer left them out; only after validation."""
        data = self.cleaned_data
        if not data["observation"]:
            return None
        return Words(data["observation"], data["effect"], data["suggestion"])


class RatingForm(WordsForm):
    """Five confidential items, each of which may be left out, and the mentee's words if they like."""

    needs_words = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in ConfidentialFeedback.ITEMS:
            self.fields[item] = forms.ChoiceField(
                label=STATEMENTS[item],
                choices=[*STEPS, (_SKIP, gettext_lazy("I prefer not to answer"))],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def items(self) -> list[forms.BoundField]:
        """The fields of the five items, in order."""
        return [self[item] for item in ConfidentialFeedback.ITEMS]

    def ratings(self) -> dict[str, int | None]:
        """Return item → 1 to 5, or None where it was left out; only after validation."""
        chosen = {item: self.cleaned_data[item] for item in ConfidentialFeedback.ITEMS}
        return {item: int(value) if value not in ("", _SKIP) else None for item, value in chosen.items()}


class AnswerForm(forms.Form):
    """What the recipient will change."""

    answer = forms.CharField(
        label=gettext_lazy("What I will change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
