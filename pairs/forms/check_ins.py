"""Five short items that somebody answers for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from pairs.models import CheckInAnswers, SharedWords
from pairs.models.check_ins import LONGEST_WORDS, Often, Openly, Outlook

_SKIP = [("", _("I’d rather not say"))]


class CheckInForm(RevisedForm):
    """How it goes, for the writer alone; and whether they want to talk to the coordinator, and what about."""

    outlook = forms.ChoiceField(
        label=_("What would you like for this mentorship?"), choices=Outlook, widget=forms.RadioSelect
    )
    often = forms.ChoiceField(
        label=_("Do you meet often enough?"),
        choices=[*Often.choices, *_SKIP],
        widget=forms.RadioSelect,
        required=False,
    )
    openly = forms.ChoiceField(
        label=_("Can you say what’s on your mind?"),
        choices=[*Openly.choices, *_SKIP],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("What would you keep, and what would you change?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For yourself, such as for your next session."),
    )
    talk = forms.BooleanField(
        label=_("I want to talk to the coordinator"),
        required=False,
        help_text=_("They’re told that you do, and read what you write below. Else nobody learns of your answers."),
    )
    message = forms.CharField(
        label=_("What should the coordinator know first?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Optional. They read it only if you’ve checked the box above."),
    )
    with_answers = forms.BooleanField(label=_("They may read my answers above, too"), required=False)

    def clean(self) -> dict[str, Any]:
        """What is meant for the coordinator needs the wish to talk."""
        data = super().clean() or self.cleaned_data
        if not data.get("talk") and (data.get("message") or data.get("with_answers")):
            self.add_error("talk", _("Check this box if the coordinator should hear of it. Else clear what’s below."))
        return data

    @property
    def answers(self) -> CheckInAnswers:
        """What was answered."""
        data = self.cleaned_data
        return CheckInAnswers(data["outlook"], data["often"], data["openly"], data["words"].strip())

    @property
    def shared(self) -> SharedWords | None:
        """What the coordinator reads; None for nothing."""
        data = self.cleaned_data
        if not data["talk"]:
            return None
        return SharedWords(data["message"].strip(), self.answers if data["with_answers"] else None)
