"""A survey as people answer it, for those who write it: tried out page by page, or with every question at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.numbers import read_number
from surveys.access import get_survey_for
from surveys.forms.answering import PageForm
from surveys.forms.preview import tried_page
from surveys.models.content import Content, questions_of
from surveys.presentation.editor import condition_told
from surveys.presentation.pages import pages_of, shown_pages
from surveys.presentation.wording import title_of
from surveys.queries.surveys import written


@require_safe
def preview(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The survey to try out: choices bring up what they will. Nothing is kept, and nothing can be handed in."""
    survey = get_survey_for(request.user, slug, pk)
    version = written(survey).shown
    content = _asked(version.questions)
    chosen, languages = request.GET.get("language", ""), content["languages"]
    languages = [chosen, *languages] if chosen in languages else languages
    # A draft can depend on itself in a circle; then nothing comes up.
    everything = "all" in request.GET or not shown_pages(content, {})
    context: dict[str, Any] = {
        "program": survey.program,
        "survey": survey,
        "title": title_of(version, languages),
        "languages": content["languages"] if len(content["languages"]) > 1 else [],
        "language": languages[0],
        "everything": everything,
    }
    if content["blocks"]:
        shown = _everything if everything else _tried
        context |= shown(request, content, languages)
    return render(request, "surveys/editor/preview.html", context)


def _asked(content: Content) -> Content:
    """The same survey without the parts that have no question yet."""
    blocks = [block for block in content["blocks"] if block["questions"]]
    return Content(format=content["format"], languages=content["languages"], blocks=blocks)


def _tried(request: SignedInRequest, content: Content, languages: list[str]) -> dict[str, Any]:
    tried = tried_page(request.GET, content, languages)
    return {"tried": tried, "form": tried.form, "is_last": tried.place == tried.places}


def _everything(request: SignedInRequest, content: Content, languages: list[str]) -> dict[str, Any]:
    """Every question that could come up, each with when it does."""
    whole = _without_conditions(content)
    pages = pages_of(whole)
    number = min(max(read_number(request.GET.get("page")) or 1, 1), len(pages))
    form = PageForm(None, content=whole, page=pages[number - 1], before={}, languages=languages)
    return {
        "form": form,
        "pages": [page.number for page in pages],
        "page_number": number,
        "conditions": _conditions(content, languages),
    }


def _without_conditions(content: Content) -> Content:
    blocks: Any = [
        {**block, "questions": [{**question, "show_if": None} for question in block["questions"]]}
        for block in content["blocks"]
    ]
    return Content(format=content["format"], languages=content["languages"], blocks=blocks)


def _conditions(content: Content, languages: list[str]) -> dict[str, str]:
    known = {question["key"]: question for question in questions_of(content)}
    return {key: told for key, each in known.items() if (told := condition_told(each, known, languages))}
