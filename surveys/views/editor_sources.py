"""What a draft takes in: questions of the library, instruments, languages."""

from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Language
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from surveys.access import get_survey_for
from surveys.forms.editor import LanguageForm, LibraryForm
from surveys.imports.question_library import library
from surveys.models import Asked, Survey, SurveyVersion
from surveys.models.content import Content, Question
from surveys.models.editing import block_of_key, keys_of
from surveys.presentation.editor import KINDS
from surveys.presentation.editor_values import language_name
from surveys.presentation.instrument_pages import told_parts
from surveys.presentation.wording import words
from surveys.queries.surveys import written
from surveys.services import draft_sources
from surveys.services.instruments import instruments_of


@form_page
def take_questions(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """Questions of the library for a part, by occasion."""
    survey = get_survey_for(request.user, slug, pk)
    version = written(survey).shown
    block, content = block_of_key(version.questions, key), version.questions
    if block is None or block["instrument"]:
        raise Http404
    offered = _offered(survey, content)
    keys = {each["key"]: words(each["text"], content["languages"]) for _title, each in offered}
    form = LibraryForm(posted(request), questions=keys)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            count = draft_sources.take_questions(version, key, keys=form.cleaned_data["questions"])
            said = ngettext("%(n)d question taken.", "%(n)d questions taken.", count) % {"n": count}
            messages.success(request, said)
            return redirect("surveys:edit-survey", slug=slug, pk=pk)
    context = _named(survey) | {
        "form": form,
        "part": words(block["title"], content["languages"]),
        "occasions": _by_occasion(offered, form),
    }
    return render(request, "surveys/editor/library.html", context, status=422 if form.errors else 200)


def _offered(survey: Survey, content: Content) -> list[tuple[str, Question]]:
    """Title of the occasion and question, of those that speak to who is asked and are not in the survey yet."""
    there = keys_of(content)
    return [
        (occasion.title, each.question)
        for occasion in library()
        for each in occasion.questions
        if draft_sources.speaks_to(each.asked, Asked(survey.asked)) and each.question["key"] not in there
    ]


def _by_occasion(offered: list[tuple[str, Question]], form: LibraryForm) -> dict[str, list[tuple[Any, str]]]:
    """Title → the box of each question, with its kind."""
    boxes: dict[str, list[tuple[Any, str]]] = {}
    for (title, question), box in zip(offered, form["questions"], strict=True):
        boxes.setdefault(title, []).append((box, str(KINDS[question["kind"]])))
    return boxes


@require_safe
def choose_instrument(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The instruments that the school has on, with their words and terms."""
    survey = get_survey_for(request.user, slug, pk)
    content = written(survey).shown.questions
    there = {block["instrument"] for block in content["blocks"]}
    offered = [
        {"held": held, "parts": told_parts(held.instrument), "there": key in there}
        for key, held in instruments_of(survey.program.institution).items()
        if held.on and draft_sources.speaks_to(held.instrument.asked, Asked(survey.asked))
    ]
    return render(request, "surveys/editor/instruments.html", _named(survey) | {"offered": offered})


@require_POST
def add_instrument(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """An instrument as a part at the end."""
    survey = get_survey_for(request.user, slug, pk)
    held = instruments_of(survey.program.institution).get(key)
    if held is None:
        raise Http404
    with refusals_said(request):
        draft_sources.add_instrument(written(survey).shown, held)
        messages.success(request, _("“%(name)s” is part of the draft.") % {"name": held.instrument.name})
    return redirect("surveys:edit-survey", slug=slug, pk=pk)


@form_page
def edit_languages(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The languages of a survey, how much is written in each, and another one."""
    survey = get_survey_for(request.user, slug, pk)
    version = written(survey).shown
    known = Language.objects.values_list("code", flat=True)
    there = version.questions["languages"]
    offered = {code: language_name(code) for code in known if code in LANG_INFO and code not in there}
    form = LanguageForm(posted(request), languages=offered)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            instruments = instruments_of(survey.program.institution)
            code = form.cleaned_data["language"]
            draft_sources.add_language(version, code, instruments=instruments)
            said = {"name": language_name(code)}
            messages.success(request, _("%(name)s added. Each text has a field for it now.") % said)
            return redirect("surveys:edit-languages", slug=slug, pk=pk)
    context = _named(survey) | {"form": form, "languages": _written_in(version), "version": version}
    return render(request, "surveys/editor/languages.html", context, status=422 if form.errors else 200)


def _written_in(version: SurveyVersion) -> list[dict[str, Any]]:
    """Each language with how many of the texts it has."""
    texts = [text for text in draft_sources.texts_of(version.questions) if any(text.values())]
    return [
        {
            "code": code,
            "name": language_name(code),
            "written": sum(1 for text in texts if text.get(code)),
            "texts": len(texts),
        }
        for code in version.questions["languages"]
    ]


@require_POST
def drop_language(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """A language out of the draft, with its words."""
    survey = get_survey_for(request.user, slug, pk)
    with refusals_said(request):
        draft_sources.drop_language(written(survey).shown, key)
        messages.success(request, _("%(name)s is out of the draft.") % {"name": language_name(key)})
    return redirect("surveys:edit-languages", slug=slug, pk=pk)


def _named(survey: Survey) -> dict[str, Any]:
    return {"program": survey.program, "survey": survey}
