"""Writing the parts and questions of a draft, each on a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from core.revised_forms import REVISION
from surveys.access import get_survey_for
from surveys.forms.editor import BlockForm, QuestionForm
from surveys.models import Survey, SurveyVersion
from surveys.models.content import Block, Kind, Question
from surveys.models.editing import block_of_key, empty_question, may_decide, question_of_key
from surveys.presentation.editor import KINDS
from surveys.presentation.editor_values import block_values, question_values
from surveys.queries.surveys import written
from surveys.services import drafts


def _shown(request: SignedInRequest, slug: str, pk: int) -> tuple[Survey, SurveyVersion]:
    survey = get_survey_for(request.user, slug, pk)
    return survey, written(survey).shown


@form_page
def add_block(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A new part at the end."""
    survey, version = _shown(request, slug, pk)
    form = BlockForm(posted(request), languages=version.questions["languages"])
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            key = drafts.add_block(version, values=form.cleaned_data)
            messages.success(request, _("Part added. Add its first question."))
            return _back(survey, key)
    return _page(request, survey, "block", form, {"heading": _("New part")})


@form_page
def edit_block(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """Title, purpose and audience of a part."""
    survey, version = _shown(request, slug, pk)
    block, languages = block_of_key(version.questions, key), version.questions["languages"]
    if block is None:
        return _gone(request, survey)
    form = BlockForm(posted(request), languages=languages, stored=block_values(block, languages))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            drafts.edit_block(version, key, values=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Part saved to the draft."))
            return _back(survey, key)
    return _page(request, survey, "block", form, {"heading": _("Part of the survey")})


@form_page
def add_question(request: SignedInRequest, slug: str, pk: int, key: str, kind: str) -> HttpResponse:
    """A new question of a kind at the end of a part."""
    survey, version = _shown(request, slug, pk)
    block = block_of_key(version.questions, key)
    if kind not in KINDS:
        raise Http404
    if block is None:
        return _gone(request, survey)
    question = empty_question("", kind)  # type: ignore[arg-type]
    form = _question_form(request, version, block, question)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            added = drafts.add_question(version, key, kind=question["kind"], values=form.cleaned_data)
            messages.success(request, _("Question added to the draft."))
            return _after(survey, added, form)
    return _page(request, survey, "question", form, {"heading": _("New question"), "kind": KINDS[kind]})


@form_page
def edit_question(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """One question of the draft."""
    survey, version = _shown(request, slug, pk)
    found = question_of_key(version.questions, key)
    if found is None:
        return _gone(request, survey)
    block, question = found
    form = _question_form(
        request, version, block, question, stored=question_values(question, version.questions["languages"])
    )
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            drafts.edit_question(version, key, values=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Question saved to the draft."))
            return _after(survey, key, form)
    return _page(request, survey, "question", form, {"heading": _("Question"), "kind": KINDS[question["kind"]]})


def _question_form(
    request: SignedInRequest, version: SurveyVersion, block: Block, question: Question, **kwargs: Any
) -> QuestionForm:
    kind: Kind = question["kind"]
    return QuestionForm(
        posted(request),
        languages=version.questions["languages"],
        kind=kind,
        matched=block["audience"] == "matching",
        before=question,
        decided=may_decide(version.questions, question["key"]),
        **kwargs,
    )


@require_POST
def move_block(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """A part one place up or down."""
    return _step(request, slug, pk, key, lambda version: drafts.move_block(version, key, up=_is_up(request)))


@require_POST
def move_question(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """A question one place up or down, at the edge of its part into the next."""
    return _step(request, slug, pk, key, lambda version: drafts.move_question(version, key, up=_is_up(request)))


@require_POST
def delete_block(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """A part with its questions out of the draft."""
    began_from, said = request.POST.get(REVISION, ""), _("Part deleted from the draft.")
    return _step(request, slug, pk, "", lambda one: drafts.delete_block(one, key, began_from=began_from), said)


@require_POST
def delete_question(request: SignedInRequest, slug: str, pk: int, key: str) -> HttpResponse:
    """A question out of the draft."""
    began_from, said = request.POST.get(REVISION, ""), _("Question deleted from the draft.")
    return _step(request, slug, pk, "", lambda one: drafts.delete_question(one, key, began_from=began_from), said)


def _is_up(request: SignedInRequest) -> bool:
    return request.POST.get("direction") == "up"


def _step(
    request: SignedInRequest, slug: str, pk: int, at: str, take: Callable[[SurveyVersion], None], said: str = ""
) -> HttpResponse:
    survey, version = _shown(request, slug, pk)
    with refusals_said(request):
        take(version)
        if said:
            messages.success(request, said)
    return _back(survey, at)


def _back(survey: Survey, at: str = "") -> HttpResponse:
    response = redirect("surveys:edit-survey", slug=survey.program.slug, pk=survey.pk)
    if at:
        response["Location"] += f"#{at}"
    return response


def _after(survey: Survey, key: str, form: QuestionForm) -> HttpResponse:
    """Back to the survey; to the question where the answers that bring it up have to be chosen yet."""
    if form.cleaned_data.get("show_if") and not form.cleaned_data.get("show_if_values"):
        return redirect("surveys:edit-question", slug=survey.program.slug, pk=survey.pk, key=key)
    return _back(survey, key)


def _page(
    request: SignedInRequest, survey: Survey, name: str, form: BlockForm | QuestionForm, context: dict[str, Any]
) -> HttpResponse:
    context |= {"program": survey.program, "survey": survey, "form": form}
    return render(request, f"surveys/editor/{name}.html", context, status=422 if form.errors else 200)


def _gone(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Somebody else has deleted it; what was typed can be copied."""
    if request.method != "POST":
        raise Http404
    hidden = ("csrfmiddlewaretoken", REVISION)
    typed = [value for name in request.POST if name not in hidden for value in request.POST.getlist(name)]
    context = {"program": survey.program, "survey": survey, "typed": "\n\n".join(filter(None, typed))}
    return render(request, "surveys/editor/gone.html", context, status=409)
