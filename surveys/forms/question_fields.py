"""A question as the fields of a form."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from surveys.models.content import Question
from surveys.models.content_check import LONGEST_ANSWER
from surveys.presentation.form_values import field_name
from surveys.presentation.wording import words

# “I’d rather not say”: no value that a choice can have, so that nothing is chosen before somebody chooses.
SKIPPED = "~"
# More choices than these are a list that opens.
_MOST_RADIOS = 12
Fields = dict[str, forms.Field]


def fields_of(question: Question, languages: Sequence[str]) -> Fields:
    """Return the fields of a question in the reader's language: one, or one for each row or choice."""
    return _MAKE[question["kind"]](question, languages)


def _said(question: Question, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "label": words(question["text"], languages),
        "help_text": words(question["help"], languages),
        "required": question["required"],
    }


def _said_with_bounds(question: Question, languages: Sequence[str], texts: tuple[str, str, str]) -> dict[str, Any]:
    """What is said of a question, with its bounds; `texts` are those for both, for the least and for the most."""
    said, least, most = _said(question, languages), question["least"], question["most"]
    if least is None and most is None:
        return said
    both, from_least, to_most = texts
    text = to_most if least is None else from_least if most is None else both
    told = text % {"least": localize(_plain(least)), "most": localize(_plain(most))}
    return said | {"help_text": " ".join(filter(None, (said["help_text"], told)))}


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and float(number).is_integer() else number


def _choices(question: Question, languages: Sequence[str]) -> list[tuple[str, str]]:
    return [(option["value"], words(option["text"], languages)) for option in question["options"]]


def _with_way_out(question: Question, languages: Sequence[str]) -> list[tuple[str, str]]:
    """The choices, and “I’d rather not say” last where the question can be skipped."""
    skip = [] if question["required"] else [(SKIPPED, _("I’d rather not say"))]
    return _choices(question, languages) + skip


def _choice_field(choices: Sequence[tuple[str, str]], **said: Any) -> forms.ChoiceField:
    errors = {"invalid_choice": _("Choose one of the answers that there are.")}
    return forms.ChoiceField(choices=choices, error_messages=errors, **said)


def _single(question: Question, languages: Sequence[str]) -> Fields:
    choices, said = _with_way_out(question, languages), _said(question, languages)
    if len(question["options"]) <= _MOST_RADIOS:
        return {field_name(question["key"]): _choice_field(choices, widget=forms.RadioSelect(), **said)}
    return {field_name(question["key"]): _choice_field([("", "–"), *choices], **said)}


def _multiple(question: Question, languages: Sequence[str]) -> Fields:
    field = forms.MultipleChoiceField(
        choices=_choices(question, languages),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the answers that there are.")},
        **_said_with_bounds(
            question,
            languages,
            (_("Choose %(least)s to %(most)s."), _("Choose %(least)s or more."), _("Choose up to %(most)s.")),
        ),
    )
    return {field_name(question["key"]): field}


def _matrix(question: Question, languages: Sequence[str]) -> Fields:
    choices = _with_way_out(question, languages)
    return {
        field_name(question["key"], row["key"]): _choice_field(
            choices,
            widget=forms.RadioSelect(),
            label=words(row["text"], languages),
            required=question["required"],
        )
        for row in question["rows"]
    }


def _number(question: Question, languages: Sequence[str]) -> Fields:
    field = forms.FloatField(
        min_value=question["least"],
        max_value=question["most"],
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        error_messages={"invalid": _("Enter a number.")},
        **_said_with_bounds(
            question,
            languages,
            (_("A number from %(least)s to %(most)s."), _("%(least)s or more."), _("Up to %(most)s.")),
        ),
    )
    return {field_name(question["key"]): field}


def _text(question: Question, languages: Sequence[str]) -> Fields:
    field = forms.CharField(
        max_length=int(question["most"] or LONGEST_ANSWER),
        widget=forms.Textarea(attrs={"rows": 4}),
        **_said(question, languages),
    )
    return {field_name(question["key"]): field}


def _ranking(question: Question, languages: Sequence[str]) -> Fields:
    places = [("", "–"), *((str(n), str(n)) for n in range(1, len(question["options"]) + 1))]
    return {
        field_name(question["key"], value): _choice_field(places, label=text, required=question["required"])
        for value, text in _choices(question, languages)
    }


def _date(question: Question, languages: Sequence[str]) -> Fields:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return {field_name(question["key"]): forms.DateField(widget=widget, **_said(question, languages))}


_MAKE: dict[str, Callable[[Question, Sequence[str]], Fields]] = {
    "single": _single,
    "multiple": _multiple,
    "matrix": _matrix,
    "number": _number,
    "text": _text,
    "ranking": _ranking,
    "date": _date,
}
