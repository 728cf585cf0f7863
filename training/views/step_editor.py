"""Writing the steps of a draft, with a preview."""

from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.markdown import render as render_markdown
from core.methods import form_page
from core.refusals import refusals_said
from core.revised_forms import REVISION, refuse
from core.revisions import EditedMeanwhile
from programs.models import Program
from training.access import get_written_module_for, get_written_step_for
from training.errors import DraftGone, ModuleIsPublished
from training.forms.authoring import CHOICES_AT_MOST, StepForm
from training.models import Choice, Step, TrainingModule
from training.queries.modules import WrittenModule
from training.services import steps


@form_page
def add_step(request: SignedInRequest, slug: str, module_slug: str, kind: str) -> HttpResponse:
    """A new step of a kind, at the end of the draft."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    if kind not in Step.Kind.values:
        raise Http404
    form = StepForm(posted(request), kind=kind)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        data = form.cleaned_data
        steps.add_step(written.module, kind=kind, title=data["title"], body=data["body"], choices=form.choices)
        messages.success(request, _("“%(title)s” added to the draft.") % {"title": data["title"]})
        return redirect("training:edit-module", slug=slug, module_slug=module_slug)
    return _page(request, program, written, None, form)


@form_page
def edit_step(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """One step of the draft."""
    program, written, step = get_written_step_for(request.user, slug, module_slug, pk)
    if step is None or not step.version.is_draft:
        return _gone(request, program, written.module, step)
    form = StepForm(posted(request), kind=step.kind, stored=_stored(step))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        data = form.cleaned_data
        try:
            steps.edit_step(
                step, title=data["title"], body=data["body"], choices=form.choices, began_from=form.began_from
            )
        except EditedMeanwhile as error:
            refuse(form, error)
        except (DraftGone, ModuleIsPublished):
            return _gone(request, program, written.module, step)
        else:
            messages.success(request, _("“%(title)s” saved to the draft.") % {"title": data["title"]})
            return redirect("training:edit-module", slug=slug, module_slug=module_slug)
    return _page(request, program, written, step, form)


def _stored(step: Step) -> dict[str, object]:
    return steps.step_values(step.title, step.body, step.choice_list)


def _page(
    request: SignedInRequest, program: Program, written: WrittenModule, step: Step | None, form: StepForm
) -> HttpResponse:
    valid = request.method == "POST" and not form.errors
    context = {
        "program": program,
        "module": written.module,
        "title": written.latest.title,
        "step": step,
        "kind": Step.Kind(form.kind),
        "form": form,
        "preview": render_markdown(form.cleaned_data["body"]) if valid else None,
        "preview_choices": form.choices if valid else (),
    }
    return render(request, "training/step_editor.html", context, status=422 if form.errors else 200)


def _gone(request: SignedInRequest, program: Program, module: TrainingModule, step: Step | None) -> HttpResponse:
    """Keep what was typed: say why it cannot be saved here, and how it gets into the draft that there is now.

    Raises:
        Http404: nothing was typed.
    """
    if request.method != "POST":
        raise Http404
    has_choices = any(f"text_{place}" in request.POST for place in range(1, CHOICES_AT_MOST + 1))
    kind = step.kind if step else Step.Kind.CASE.value if has_choices else Step.Kind.READING.value
    form = StepForm(request.POST, kind=kind)
    context = {"program": program, "module": module, "step": step, "kind": kind, "form": form}
    return render(request, "training/step_gone.html", context, status=409)


@require_safe
def preview_step(request: SignedInRequest, slug: str, module_slug: str, position: int) -> HttpResponse:
    """A step of the draft, or of what is in force, as people will see it; with all reasons, and nothing is kept."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    version = written.draft or written.published or written.latest
    step = get_object_or_404(version.steps.all(), position=position)
    choices: list[Choice] = step.choice_list
    context = {
        "program": program,
        "module": written.module,
        "version": version,
        "step": step,
        "text": render_markdown(step.body),
        "choices": choices,
        "count": version.steps.count(),
        "preview": True,
    }
    return render(request, "training/step.html", context)


@require_POST
def move_step(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    direction: Literal["up", "down"] = "up" if request.POST.get("direction") == "up" else "down"
    with refusals_said(request):
        steps.move_step(_found(step), direction=direction)
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)


@require_POST
def delete_step(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """Delete a step of the draft."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    with refusals_said(request):
        found = _found(step)
        steps.delete_step(found, began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("“%(title)s” deleted from the draft.") % {"title": found.title})
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)


def _found(step: Step | None) -> Step:
    if step is None:
        raise DraftGone(_("This step was deleted from the draft."))
    return step
