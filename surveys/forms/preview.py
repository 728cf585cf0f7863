"""Trying a survey out before anybody is asked. What is chosen stands in the page's address and is kept nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from core.numbers import read_number
from surveys.forms.answering import PageForm
from surveys.models.answering import counted
from surveys.models.content import Answers, Content, Question, asks_for_help, shown_questions
from surveys.presentation.form_values import field_name, form_values
from surveys.presentation.pages import Section, SurveyPage, shown_pages

BACK, NEXT = "back", "next"


@dataclass(frozen=True, slots=True)
class TriedPage:
    """One page of a survey that somebody tries out.

    Attributes:
        form: the questions that the choices bring up.
        page: which page.
        place: of the page among those that come up, from 1; `places`, how many there are.
        seen: the keys of the questions on the page, so that the next choice tells what is new.
        kept: name and value of what was chosen on other pages.
        has_new: whether the last choice brought up a question on this page.
        shows_help: whether one of the choices is one at which people are shown where help is.
    """

    form: PageForm
    page: SurveyPage
    place: int
    places: int
    seen: str
    kept: Sequence[tuple[str, str]]
    has_new: bool
    shows_help: bool


def tried_page(data: QueryDict, content: Content, languages: Sequence[str]) -> TriedPage:
    """Return the page to which the choices of an address lead; values that no question has are left out.

    Args:
        data: of the address: choices as the fields of the form, `page`, `seen`, and `go` for which way.
        content: with a question at least, and no part without one.
        languages: of the reader, the first that a text has counts.
    """
    answers = _chosen(data, content, languages)
    shown = [question["key"] for question in shown_questions(content, answers)]
    pages = shown_pages(content, answers)
    wanted = read_number(data.get("page"))
    at = next((n for n, page in enumerate(pages) if page.number == wanted), 0)
    has_new = "seen" in data and bool(_shown_on(pages[at], shown) - set(str(data["seen"]).split(",")))
    if not has_new:
        at = min(max(at + {NEXT: 1, BACK: -1}.get(data.get("go", ""), 0), 0), len(pages) - 1)
    page = pages[at]
    form = PageForm(None, content=content, page=page, before=answers, languages=languages)
    for question in form.questions:
        if question["kind"] == "text":
            # What somebody writes in words is not for an address.
            form.fields[field_name(question["key"])].disabled = True
    return TriedPage(
        form=form,
        page=page,
        place=at + 1,
        places=len(pages),
        seen=",".join(sorted(_shown_on(page, shown))),
        kept=list(_fields(page, content, answers)),
        has_new=has_new,
        shows_help=asks_for_help(content, answers),
    )


def _chosen(data: QueryDict, content: Content, languages: Sequence[str]) -> Answers:
    whole = SurveyPage(0, [Section(block, n, block["questions"]) for n, block in enumerate(content["blocks"], 1)])
    form = PageForm(data, content=content, page=whole, before={}, languages=languages, needs_required=False)
    form.full_clean()
    return counted(content, form.answers)


def _shown_on(page: SurveyPage, shown: Sequence[str]) -> set[str]:
    return {question["key"] for question in page.questions} & set(shown)


def _fields(page: SurveyPage, content: Content, answers: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the fields of what was chosen on other pages."""
    here = {question["key"] for question in page.questions}
    others: list[Question] = [each for each in shown_questions(content, answers) if each["key"] not in here]
    for name, value in form_values(others, answers).items():
        for each in value if isinstance(value, list) else [value]:
            if each not in (None, ""):
                yield name, str(each)
