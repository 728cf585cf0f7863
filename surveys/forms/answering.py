"""One page of a survey as a form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.revised_forms import RevisedForm
from surveys.forms.question_fields import SKIPPED, fields_of
from surveys.models.answering import is_complete
from surveys.models.content import Answers, Content, Question, shown_questions
from surveys.presentation.editor import MEANINGS
from surveys.presentation.form_values import field_name, first_field, form_values, parts_of, question_of
from surveys.presentation.pages import Section, SurveyPage
from surveys.presentation.wording import words

# A scale has so many steps, each with so few letters, that they fit beside each other.
_LONGEST_SCALE, _SHORT = 7, 20


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as the page shows it: its words, what it means for the pairing, and its fields."""

    question: Question
    text: str
    help: str
    fields: list[forms.BoundField]
    is_scale: bool
    pairing: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A part of the survey as the page shows it."""

    section: Section
    title: str
    purpose: str
    asking: list[Asking]


class PageForm(RevisedForm):
    """The questions of one page that the answers so far bring up, and those that were on it when it was opened.

    Args:
        content: the whole survey.
        page: which part of it.
        before: all answers so far.
        languages: of the reader, the first that a text has counts.
        needs_required: whether required questions have to be answered; a draft that is left for later needs none.
    """

    def __init__(
        self,
        *args: Any,
        content: Content,
        page: SurveyPage,
        before: Answers,
        languages: Sequence[str],
        needs_required: bool = True,
        **kwargs: Any,
    ) -> None:
        self.content, self.page, self.before = content, page, before
        self.languages, self.needs_required = languages, needs_required
        self.questions = self._questions(args[0] if args else None)
        super().__init__(*args, stored=form_values(page.questions, before), **kwargs)
        for question in self.questions:
            self.fields |= fields_of(question, languages)

    def _questions(self, data: Mapping[str, Any] | None) -> list[Question]:
        shown = {question["key"] for question in shown_questions(self.content, self.before)}
        posted = {question_of(name) for name in data or () if name.startswith("q-")}
        return [each for each in self.page.questions if each["key"] in shown | posted]

    def full_clean(self) -> None:
        """Ask for what is required only once it is known which questions the answers bring up."""
        required = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = required[name]

    def clean(self) -> dict[str, Any]:
        """Nothing has two places in a ranking, and what is required and shown is answered."""
        cleaned = super().clean() or self.cleaned_data
        for question in self.questions:
            if question["kind"] == "ranking":
                self._check_places(question)
            elif question["kind"] == "multiple":
                self._check_number(question)
        if self.needs_required:
            self._check_required()
        return cleaned

    def _check_places(self, question: Question) -> None:
        taken: set[str] = set()
        for part in parts_of(question):
            name = field_name(question["key"], part)
            place = self.cleaned_data.get(name)
            if place and place in taken:
                self.add_error(name, _("Another one has this place already."))
            taken.add(place or "")

    def _check_number(self, question: Question) -> None:
        chosen = len(self.cleaned_data.get(field_name(question["key"])) or ())
        if chosen and question["most"] is not None and chosen > question["most"]:
            self.add_error(field_name(question["key"]), _("Choose at most %(n)d.") % {"n": question["most"]})
        elif chosen and question["least"] is not None and chosen < question["least"]:
            self.add_error(field_name(question["key"]), _("Choose at least %(n)d.") % {"n": question["least"]})

    def _check_required(self) -> None:
        answers = self.before | self.answers
        shown = {question["key"] for question in shown_questions(self.content, answers)}
        for question in self.questions:
            if question["required"] and question["key"] in shown and not is_complete(question, self.answers):
                for name in self._open_fields(question):
                    self.add_error(name, self.fields[name].error_messages["required"])

    def _open_fields(self, question: Question) -> list[str]:
        names = [field_name(question["key"], part) for part in parts_of(question)] or [first_field(question)]
        return [name for name in names if not self.cleaned_data.get(name) and name not in self.errors]

    @property
    def answers(self) -> Answers:
        """What is answered on the page, with what is kept of hidden questions; only after validation."""
        kept = {each["key"]: self.before.get(each["key"]) for each in self.page.questions}
        found = kept | {question["key"]: self._answer(question) for question in self.questions}
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}

    def _answer(self, question: Question) -> Any:
        key = question["key"]
        if question["kind"] == "matrix":
            chosen = {part: self._chosen(field_name(key, part)) for part in parts_of(question)}
            return {part: value for part, value in chosen.items() if value}
        if question["kind"] == "ranking":
            places = {part: int(self.cleaned_data.get(field_name(key, part)) or 0) for part in parts_of(question)}
            return sorted(filter(places.get, places), key=places.__getitem__)
        value = self._chosen(field_name(key))
        return value.isoformat() if isinstance(value, date) else value

    def _chosen(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        return None if value == SKIPPED else value

    @property
    def new_questions(self) -> bool:
        """Whether what was answered brings up a question that was not on the page; only after validation."""
        shown = {question["key"] for question in shown_questions(self.content, self.before | self.answers)}
        there = {question["key"] for question in self.questions}
        return any(each["key"] in shown - there for each in self.page.questions)

    def sections(self) -> Iterator[ShownSection]:
        """Yield the parts of the page with their questions, in order."""
        there = {question["key"] for question in self.questions}
        for section in self.page.sections:
            asking = [self._asking(each) for each in section.questions if each["key"] in there]
            if asking:
                block = section.block
                title, purpose = words(block["title"], self.languages), words(block["purpose"], self.languages)
                yield ShownSection(section, title, purpose, asking)

    def _asking(self, question: Question) -> Asking:
        names = [field_name(question["key"], part) for part in parts_of(question)] or [first_field(question)]
        said = [words(question[name], self.languages) for name in ("text", "help")]
        options = [words(option["text"], self.languages) for option in question["options"]]
        is_scale = 3 <= len(options) <= _LONGEST_SCALE and all(len(option) <= _SHORT for option in options)
        use = question["matching"]
        pairing = str(MEANINGS[use["meaning"]]) if use and use["weight"] else ""
        return Asking(question, said[0], said[1], [self[name] for name in names], is_scale, pairing)
