"""Forms of a survey's draft: a survey, a part, a question."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from surveys.imports.question_library import library
from surveys.models import Asked, Phase, Survey
from surveys.models.content import Kind, Question
from surveys.models.content_check import CHOOSING, HEAVIEST, LONGEST_ANSWER, LONGEST_TEXT, MATCHED
from surveys.presentation.editor_values import LinesDiffer, language_name, written_lines
from surveys.presentation.wording import words

_LONGEST_LINES = 20_000
AUDIENCES = [
    ("aggregate", _("Figures of many: nobody reads a single answer")),
    ("matching", _("The pairing: compared, and read by nobody")),
    ("own", _("Only the one who answers")),
]
_MEANINGS = [
    ("", _("Nothing")),
    ("similar", _("The more alike the two answer, the better")),
    ("different", _("The more differently the two answer, the better")),
    ("offers_needs", _("A mentee’s answer is what they need, a mentor’s what they offer")),
]


class NewSurveyForm(forms.Form):
    """A survey, empty or begun with the questions of an occasion."""

    name = forms.CharField(
        label=_("Name"),
        max_length=Survey._meta.get_field("name").max_length,
        help_text=_("For staff. The title that people read can be another."),
    )
    phase = forms.ChoiceField(label=_("When"), choices=Phase)
    asked = forms.ChoiceField(label=_("Who is asked"), choices=Asked, initial=Asked.BOTH)
    occasion = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        help_text=_("Questions of the library can be changed, and more can be taken later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(each.key, _now("The library: %(title)s") % {"title": each.title}) for each in library()]
        self.fields["occasion"] = forms.ChoiceField(
            label=self.fields["occasion"].label,
            help_text=self.fields["occasion"].help_text,
            required=False,
            choices=[("", _now("No questions yet")), *offered],
        )


class _InLanguages(RevisedForm):
    """A form with a field for each language of a text; the first language comes first.

    Args:
        languages: codes of the survey's languages.
    """

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        self.languages = languages
        super().__init__(*args, **kwargs)

    def add_text(self, name: str, label: str, *, rows: int = 0, required: bool = False, help_text: str = "") -> None:
        """Add the fields of a text; in other languages it may be left for later."""
        for at, language in enumerate(self.languages):
            several = {"label": label, "language": language_name(language)}
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=_now("%(label)s (%(language)s)") % several if len(self.languages) > 1 else label,
                required=required and at == 0,
                max_length=_LONGEST_LINES if name in ("options", "rows") else LONGEST_TEXT,
                strip=name not in ("options", "rows"),
                widget=forms.Textarea(attrs={"rows": rows, "lang": language})
                if rows
                else forms.TextInput(attrs={"lang": language}),
                help_text=help_text if at == 0 else "",
            )

    def in_languages(self) -> list[list[forms.BoundField]]:
        """Return the fields row by row: those of a text beside each other, each other one alone."""
        rows: list[list[forms.BoundField]] = []
        names: list[str] = []
        for field in self.visible_fields():
            stem, _under, language = field.name.rpartition("_")
            name = stem if language in self.languages else field.name
            if names and names[-1] == name and language in self.languages:
                rows[-1].append(field)
            else:
                rows.append([field])
            names.append(name)
        return rows


class DetailsForm(_InLanguages):
    """A survey’s name and title, when it is answered and by whom.

    Args:
        published: whether a version is; then phase and who is asked stay.
        drafted: whether there is a draft, whose title it is.
    """

    name = NewSurveyForm.base_fields["name"]
    phase = NewSurveyForm.base_fields["phase"]
    asked = NewSurveyForm.base_fields["asked"]

    def __init__(self, *args: Any, published: bool, drafted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if drafted:
            self.add_text("title", _now("Title that people read"), help_text=_now("Empty: the name."))
        for name in ("phase", "asked"):
            self.fields[name].disabled = published
        self.fields["retired"] = forms.BooleanField(
            label=_now("Not asked any more"),
            required=False,
            help_text=_now("It gets no more dates. Those that are planned or open stay."),
        )


class BlockForm(_InLanguages):
    """A part: what people read before they answer, and who learns of the answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_text("title", _now("Title"), required=True)
        told = _now("Why you ask. People read it before they answer.")
        self.add_text("purpose", _now("Purpose"), rows=2, required=True, help_text=told)
        self.fields["audience"] = forms.ChoiceField(
            label=_now("Who learns of the answers"),
            choices=AUDIENCES,
            widget=forms.RadioSelect,
            initial="aggregate",
            help_text=_now("People read this too. Once the survey is published it can’t be changed."),
        )


class _AnswersField(forms.MultipleChoiceField):
    """Answers of another question; those of the one that was named before are dropped."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [each for each in super().to_python(value) if self.valid_value(each)]


class QuestionForm(_InLanguages):
    """One question of a kind.

    Args:
        kind: which; it decides what fields there are.
        matched: whether its part is for the pairing.
        before: its choices and statements as they are stored, which a new question has none of.
        decided: the questions on which it can depend.
    """

    def __init__(
        self, *args: Any, kind: Kind, matched: bool, before: Question, decided: Iterable[Question], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.before = kind, before
        self.add_text("text", _now("Question"), rows=2, required=True)
        self.add_text("help", _now("Hint"), help_text=_now("Stands below the question. Mostly not needed."))
        if kind in CHOOSING:
            keeps = _now("One a line. A choice keeps what depends on it when you reword or move it.")
            self.add_text("options", _now("Choices"), rows=6, required=True, help_text=keeps)
        if kind == "matrix":
            self.add_text("rows", _now("Statements"), rows=5, required=True, help_text=_now("One a line."))
        self._add_bounds()
        self.fields["required"] = forms.BooleanField(
            label=_now("Required"), required=False, help_text=_now("Others can be skipped. Few should be required.")
        )
        self._add_conditions(list(decided))
        if matched and kind in MATCHED:
            self._add_matching()

    def _add_bounds(self) -> None:
        labels = {
            "number": {"least": _now("Least number"), "most": _now("Greatest number")},
            "multiple": {"least": _now("Choose at least"), "most": _now("Choose at most")},
            "text": {"most": _now("Letters at most")},
        }.get(self.kind, {})
        for name, label in labels.items():
            self.fields[name] = (
                forms.FloatField(label=label, required=False, widget=forms.NumberInput(attrs={"step": "any"}))
                if self.kind == "number"
                else forms.IntegerField(label=label, required=False, min_value=1, max_value=LONGEST_ANSWER)
            )

    def _add_conditions(self, decided: list[Question]) -> None:
        if self.kind in CHOOSING and self.before["options"]:
            self.fields["help_if"] = self._boxes(
                _now("Show where help is, if the answer is"),
                self.before,
                _now("To the one who answers, and nobody else."),
            )
        if not decided and not self.before["show_if"]:
            return
        asked = [(each["key"], words(each["text"], self.languages)[:80]) for each in decided]
        self.fields["show_if"] = forms.ChoiceField(
            label=_now("Comes up depending on"),
            choices=[("", _now("Nothing: it’s always asked")), *asked],
            required=False,
        )
        condition = self.before["show_if"]
        stored = next((each for each in decided if condition and each["key"] == condition["question"]), None)
        named = next((each for each in decided if each["key"] == self.data.get("show_if")), stored)
        if named:
            about = _now("If the answer to “%(question)s” is") % {"question": words(named["text"], self.languages)[:80]}
            self.fields["show_if_values"] = self._boxes(about, named, "")

    def _boxes(self, label: str, question: Question, help_text: str) -> forms.Field:
        return _AnswersField(
            label=label,
            choices=[(each["value"], words(each["text"], self.languages)) for each in question["options"]],
            required=False,
            help_text=help_text,
        )

    def _add_matching(self) -> None:
        self.fields["meaning"] = forms.ChoiceField(
            label=_now("What it means for the pairing"), choices=_MEANINGS, required=False
        )
        self.fields["weight"] = forms.FloatField(
            label=_now("Weight"),
            required=False,
            min_value=0,
            max_value=HEAVIEST,
            initial=1,
            help_text=_now("0 to 10. For comparison: shared interests weigh 6, support 3, languages 1."),
        )

    def clean(self) -> dict[str, Any]:
        """Lines in all languages go together; the least is not more than the most."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("options", "rows"):
            if f"{name}_{self.languages[0]}" in cleaned:
                self._check_lines(name, cleaned)
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _now("The least is more than the most."))
        return cleaned

    def _check_lines(self, name: str, cleaned: Mapping[str, Any]) -> None:
        stored: Any = self.before[name]  # type: ignore[literal-required]
        try:
            written_lines(name, stored, cleaned, self.languages)
        except LinesDiffer as error:
            told = {"n": error.number, "language": language_name(self.languages[0])}
            self.add_error(
                f"{name}_{error.language}", _now("Line %(n)d has no line in %(language)s. Write that first.") % told
            )


class LibraryForm(forms.Form):
    """Questions of the library to take.

    Args:
        questions: key → words of those that can be taken.
    """

    def __init__(self, *args: Any, questions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"] = forms.MultipleChoiceField(
            label=_now("Questions"),
            choices=list(questions.items()),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )


class LanguageForm(forms.Form):
    """Another language for a survey.

    Args:
        languages: code → name of those that can be added.
    """

    def __init__(self, *args: Any, languages: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_now("Add a language"), choices=[("", "–"), *languages.items()]
        )
