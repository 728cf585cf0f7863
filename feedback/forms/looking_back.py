"""What people answer at the end of the year."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.disclosure.thresholds import USUAL
from core.revised_forms import RevisedForm
from feedback.models import ConfidentialAnswer
from feedback.presentation.items import SCALE, STATEMENTS
from feedback.services.developmental import FeedbackText

RATINGS, WORDS = "ratings", "words"
_SKIP = "skip"
_LONGEST_COMMENT = 2000
_TEXTS = ("observation", "effect", "suggestion")


def _words_field(label: Any, help_text: Any = "", longest: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FeedbackForm(RevisedForm):
    """Named words to the other of the pair, and five confidential items; `parts` says which of the two.

    Each item asks for a choice, of which “I’d rather not say” is one: leaving everything out by mistake is no
    answer. Words are needed where they are the only part. `stored` is a `SubmittedFeedback`; what is said in confidence
    is never shown again.
    """

    def __init__(self, *args: Any, parts: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        if RATINGS in parts:
            self.fields |= {item: _item_field(item) for item in ConfidentialAnswer.ITEMS}
            self.fields["comment"] = _comment_field((kwargs.get("stored") or {}).get("threshold", USUAL))
        if WORDS in parts:
            self.fields |= _text_fields()
            self.fields["observation"].required = RATINGS not in parts
        self.mark_undecryptable(kwargs.get("stored") or {})

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Show the words."""
        return {name: stored[name] for name in _TEXTS}

    @property
    def items(self) -> list[forms.BoundField]:
        """The fields of the five items, in order."""
        return [self[item] for item in ConfidentialAnswer.ITEMS if item in self.fields]

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of the words, in order."""
        return [self[name] for name in _TEXTS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Words begin with what was seen, and somebody who skips everything need not hand in anything."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("effect") or cleaned.get("suggestion")) and not cleaned.get("observation"):
            if "observation" not in self.errors:
                self.add_error("observation", _("Start with what you noticed."))
        elif not self.errors and not self.words() and not self._said_in_confidence():
            self.add_error(
                None,
                _("There’s nothing to hand in yet. Answer at least one of the five questions, or write something."),
            )
        return cleaned

    def _said_in_confidence(self) -> bool:
        return any((self.ratings() or {}).values()) or bool(self.comment())

    def words(self) -> FeedbackText | None:
        """Return the words, or None when the writer left them out; only after validation."""
        if not self.cleaned_data.get("observation"):
            return None
        return FeedbackText(*(self.cleaned_data[name] for name in _TEXTS))

    def ratings(self) -> dict[str, int | None] | None:
        """Return item → 1 to 5, or None where it was left out; None without that part; only after validation."""
        if RATINGS not in self.parts:
            return None
        chosen = {item: self.cleaned_data[item] for item in ConfidentialAnswer.ITEMS}
        return {item: None if value == _SKIP else int(value) for item, value in chosen.items()}

    def comment(self) -> str:
        """Return what is added to the ratings, empty where nothing is; only after validation."""
        return str(self.cleaned_data.get("comment", ""))

    def typed(self) -> str:
        """Return all texts, for somebody to copy whose form can't be handed in anymore; only after validation."""
        return "\n\n".join(text for name in ("comment", *_TEXTS) if (text := self.cleaned_data.get(name)))

    def chosen_answers(self) -> list[tuple[Any, Any]]:
        """Return (statement, chosen step in words) for the five items; only after validation."""
        labels = {str(step): label for step, label in (*SCALE, (_SKIP, _("I’d rather not say")))}
        return [(field.label, labels[self.cleaned_data[field.name]]) for field in self.items]


def _item_field(item: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=STATEMENTS[item],
        choices=[*SCALE, (_SKIP, gettext_lazy("I’d rather not say"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer, or “I’d rather not say”.")},
    )


def _comment_field(least: int) -> forms.CharField:
    told = _(
        "Optional. Your mentor and the people who run the program read it unsigned, in random order, once the year has "
        "closed and only together with at least %(others)s others. Where there are too few, it waits for those of the "
        "next years. Leave out what only you could know."
    )
    return _words_field(gettext_lazy("In your own words"), told % {"others": least - 1}, longest=_LONGEST_COMMENT)


def _text_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "observation": _words_field(
            gettext_lazy("What you noticed"), gettext_lazy("For example: “You asked before you advised.”")
        ),
        "effect": _words_field(gettext_lazy("The effect it had"), gettext_lazy("“I found my own answer.”")),
        "suggestion": _words_field(
            gettext_lazy("Your suggestion"), gettext_lazy("“Please do that more often, even when time is short.”")
        ),
    }
    fields["observation"].error_messages["required"] = _("Start with what you noticed.")
    return fields
