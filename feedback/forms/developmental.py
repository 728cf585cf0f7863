"""Forms of named feedback."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from feedback.forms.looking_back import WORDS, FeedbackForm
from feedback.models import FollowUp

LONGEST_REQUEST = 500


class WritingForm(FeedbackForm):
    """Named words at any time of the year. The form brings the key of its row, so sending it twice is one thing."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, key: UUID, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": key}
        super().__init__(*args, parts=(WORDS,), **kwargs)


class AnswerForm(RevisedForm):
    """What the recipient will change."""

    answer = forms.CharField(
        label=gettext_lazy("What I will change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskForm(forms.Form):
    """The one thing on which somebody would like feedback."""

    about = forms.CharField(
        label=gettext_lazy("What would you like feedback on?"),
        max_length=LONGEST_REQUEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One thing that the other has seen: “Could you tell me how I explained the case?”"),
    )


class FollowUpForm(RevisedForm):
    """Whether it has changed."""

    changed = forms.ChoiceField(
        label=gettext_lazy("Has it changed?"), choices=FollowUp.Changed, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What did you notice?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Optional. One example is worth more than a verdict."),
    )
