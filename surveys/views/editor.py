"""Writing surveys: the list of them, one with its draft, publishing, the next version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from core.revised_forms import REVISION
from core.revisions import revision_of
from programs.access import get_configurable_program_for
from surveys.access import get_survey_for
from surveys.forms.editor import DetailsForm, NewSurveyForm
from surveys.imports.question_library import library
from surveys.models import Asked, Phase, Survey
from surveys.models.content import Content
from surveys.models.content_check import content_problems
from surveys.models.editing import empty_content
from surveys.presentation.editor import KINDS, changes_between, counts_for_pairing, edited_blocks
from surveys.presentation.editor_values import details_values, language_name
from surveys.presentation.wording import minutes_of
from surveys.queries.surveys import WrittenSurvey, written, written_surveys
from surveys.services import drafts
from surveys.services.draft_sources import content_of_occasion
from surveys.services.instruments import instrument_problems, instruments_of
from surveys.services.versions import publish_version, start_draft

_LANGUAGE = "en"


@require_safe
def list_surveys(request: SignedInRequest, slug: str) -> HttpResponse:
    """The surveys of a program with what is published and what is being written."""
    program = get_configurable_program_for(request.user, slug)
    return render(request, "surveys/editor/list.html", {"program": program, "surveys": written_surveys(program)})


@form_page
def create_survey(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new survey, empty or with the questions of an occasion."""
    program = get_configurable_program_for(request.user, slug)
    form = NewSurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_beside(form):
            version = drafts.begin_survey(
                program,
                name=data["name"],
                phase=Phase(data["phase"]),
                asked=Asked(data["asked"]),
                content=_begun_with(data["occasion"], Asked(data["asked"])),
            )
            messages.success(request, _("Draft started. Nobody is asked anything until you publish it."))
            return redirect("surveys:edit-survey", slug=slug, pk=version.survey_id)
    context = {"program": program, "form": form}
    return render(request, "surveys/editor/new.html", context, status=422 if form.errors else 200)


def _begun_with(occasion: str, asked: Asked) -> Content:
    found = next((each for each in library() if each.key == occasion), None)
    return content_of_occasion(found, asked) if found else empty_content(_LANGUAGE)


@require_safe
def edit_survey(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A survey: its draft with parts and questions, or what is published."""
    survey = get_survey_for(request.user, slug, pk)
    return show_survey(request, written(survey))


def show_survey(request: SignedInRequest, one: WrittenSurvey, *, status: int = 200) -> HttpResponse:
    """The page of a survey."""
    survey, version = one.survey, one.shown
    content, held = version.questions, instruments_of(survey.program.institution)
    problems = content_problems(content)
    if not problems and version.is_draft:
        problems = list(instrument_problems(survey.program.institution, content))
    names = {key: each.instrument.name for key, each in held.items()}
    context = {
        "program": survey.program,
        "survey": survey,
        "version": version,
        "draft": one.draft,
        "published": one.published,
        "versions": [each for each in survey.versions.all() if not each.is_draft],
        "blocks": edited_blocks(content, problems, names),
        "problems": len(problems),
        "general": [problem for problem in problems if not problem.block],
        "changes": changes_between(one.published.questions, content) if one.draft and one.published else [],
        "counts": counts_for_pairing(content),
        "kinds": KINDS.items(),
        "languages": [language_name(each) for each in content["languages"]],
        "minutes": minutes_of(content),
        "revision": revision_of(version.content),
    }
    return render(request, "surveys/editor/survey.html", context, status=status)


@form_page
def edit_details(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Name, title, when and who."""
    survey = get_survey_for(request.user, slug, pk)
    form = _details_form(request, survey)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            drafts.edit_details(survey, values=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Details saved."))
            return redirect("surveys:edit-survey", slug=slug, pk=pk)
    context = {"program": survey.program, "survey": survey, "form": form}
    return render(request, "surveys/editor/details.html", context, status=422 if form.errors else 200)


def _details_form(request: SignedInRequest, survey: Survey) -> DetailsForm:
    one = written(survey)
    row: dict[str, Any] = {name: getattr(survey, name) for name in drafts.DETAILS}
    return DetailsForm(
        posted(request),
        stored=details_values(row, one.draft.questions if one.draft else None),
        languages=one.shown.questions["languages"],
        published=one.published is not None,
        drafted=one.draft is not None,
    )


@require_POST
def publish(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Publish the draft as it was read."""
    survey = get_survey_for(request.user, slug, pk)
    with refusals_said(request):
        draft = written(survey).shown
        publish_version(draft, by=request.user, now=timezone.now(), began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("Version %(n)d is published. Plan when it’s asked.") % {"n": draft.number})
    return redirect("surveys:edit-survey", slug=slug, pk=pk)


@require_POST
def start_version(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Begin the next version with the questions of the last one."""
    start_draft(get_survey_for(request.user, slug, pk))
    messages.success(request, _("Draft started. Until you publish it, people are asked the published version."))
    return redirect("surveys:edit-survey", slug=slug, pk=pk)


@require_POST
def discard(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Throw the draft away."""
    survey = get_survey_for(request.user, slug, pk)
    with refusals_said(request):
        if drafts.discard_draft(written(survey).shown, began_from=request.POST.get(REVISION, "")):
            messages.success(request, _("Survey deleted. It was never published."))
            return redirect("surveys:list-surveys", slug=slug)
        messages.success(request, _("Draft discarded. The published version hasn’t changed."))
    return redirect("surveys:edit-survey", slug=slug, pk=pk)
