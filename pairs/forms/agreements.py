"""What two people agree upon, and what a program asks for it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from pairs.models import Entry
from pairs.models.agreements import LONGEST_ANSWER, LONGEST_HEADING, LONGEST_QUESTION
from pairs.queries.agreements import stored_answers
from pairs.services.agreement_questions import QuestionSet
from programs.models import Program

MOST_QUESTIONS = 20
_NEW = 2
_PARTS = ("heading", "text", "place", "retired")


class AgreementForm(RevisedForm):
    """The answers of two people, a field for each question.

    Args:
        entries: the questions with what is answered already.
        suggested: question → an answer to begin from, where there is none.
    """

    def __init__(
        self, *args: Any, entries: Sequence[Entry], suggested: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, stored=stored_answers(entries), **kwargs)
        self.initial.update({key: answer for key, answer in (suggested or {}).items() if not self.initial.get(key)})
        for entry in entries:
            self.fields[entry.key] = forms.CharField(
                label=entry.heading,
                help_text=entry.text,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 4}),
            )


class SignForm(forms.Form):
    """The hash of the version that was read."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)


class QuestionsForm(RevisedForm):
    """Whether pairs have an agreement, and its questions: a place, a heading and the words of each, and two new ones.

    Args:
        questions: key, heading, text and whether it is retired of each, in their order.
    """

    rule = forms.ChoiceField(
        label=gettext_lazy("Do pairs write an agreement?"),
        choices=Program.AgreementRule,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "If both have to sign, a pair has its place and can meet, but isn’t active before. It holds for pairs that "
            "start from then on. Pairs that found each other never wait."
        ),
    )

    def __init__(self, *args: Any, rule: str, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        self.questions = questions
        super().__init__(*args, stored={"rule": rule, "questions": questions}, **kwargs)
        for number, question in enumerate(questions, start=1):
            self._add_fields(number, question)
        for number in range(len(questions) + 1, min(len(questions) + _NEW, MOST_QUESTIONS) + 1):
            self._add_fields(number, None)

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the questions over their fields."""
        rows = enumerate(stored["questions"], start=1)
        fields = {f"{part}_{number}": row.get(part, number) for number, row in rows for part in _PARTS}
        return {"rule": stored["rule"], **fields}

    def _add_fields(self, number: int, question: Mapping[str, Any] | None) -> None:
        named = {"n": number}
        self.fields[f"heading_{number}"] = forms.CharField(
            label=_("Heading of question %(n)s") % named
            if question
            else _("Heading of a new question, number %(n)s") % named,
            max_length=LONGEST_HEADING,
            required=question is not None,
            help_text="" if question else _("Empty for none."),
        )
        self.fields[f"text_{number}"] = forms.CharField(
            label=(_("Question %(n)s") if question else _("New question %(n)s")) % named,
            max_length=LONGEST_QUESTION,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"place_{number}"] = forms.IntegerField(
            label=_("Place of question %(n)s") % named, initial=number, min_value=1, max_value=99
        )
        if question:
            self.fields[f"retired_{number}"] = forms.BooleanField(
                label=_("Don’t ask question %(n)s any more") % named,
                required=False,
                help_text=_("What pairs have answered stays."),
            )

    def clean(self) -> dict[str, Any]:
        """At least one question is asked."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(not question["retired"] for question in self._questions()):
            raise forms.ValidationError(_("Leave at least one question to ask."))
        return data

    @property
    def wanted(self) -> QuestionSet:
        """What was chosen, in the order that the places say."""
        return QuestionSet(self.cleaned_data["rule"], self._questions())

    def _questions(self) -> list[dict[str, Any]]:
        data, rows = self.cleaned_data, []
        for number in range(1, MOST_QUESTIONS + 1):
            if heading := data.get(f"heading_{number}"):
                known = number <= len(self.questions)
                row = {
                    "key": self.questions[number - 1]["key"] if known else f"q-{uuid4().hex[:12]}",
                    "heading": heading,
                    "text": data[f"text_{number}"],
                    "retired": data.get(f"retired_{number}", False),
                }
                rows.append((data[f"place_{number}"], number, row))
        return [row for _place, _number, row in sorted(rows, key=lambda each: each[:2])]
