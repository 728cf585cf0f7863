"""Writing the steps of a draft, with a preview."""

import json

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.markdown import render as render_markdown
from core.methods import form_page
from core.versions.pages import (
    Writing,
    delete_posted,
    move_posted,
    note_open,
    opened_words,
    script_words,
    write_part,
)
from programs.models import Program
from training.access import get_written_module_for, get_written_step_for
from training.forms.authoring import CHOICES_AT_MOST, StepForm
from training.models import Choice, Step, TrainingModule
from training.queries.modules import WrittenModule
from training.services import steps


@form_page
def add_step(request: SignedInRequest, slug: str, module_slug: str, kind: str) -> HttpResponse:
    """A new step of a kind, at the end of the draft, which begins where there is none."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    if kind not in Step.Kind.values:
        raise Http404
    return _write(request, program, written, None, StepForm(posted(request), kind=kind))


@form_page
def edit_step(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """One step of the draft."""
    program, written, step = get_written_step_for(request.user, slug, module_slug, pk)
    if step is None:
        return _write(request, program, written, None, StepForm(posted(request), kind=_kind(request)), is_gone=True)
    form = StepForm(posted(request), kind=step.kind, stored=step.values())
    return _write(request, program, written, step, form, is_gone=not step.version.is_draft)


def _write(
    request: SignedInRequest,
    program: Program,
    written: WrittenModule,
    step: Step | None,
    form: StepForm,
    *,
    is_gone: bool = False,
) -> HttpResponse:
    where = [program.slug, written.module.slug]
    writing = Writing(
        part=step,
        save=lambda: _saved(request, written.module, step, form),
        page=lambda: _page(request, program, written, step, form),
        back=reverse("training:edit-module", args=where),
        address=lambda saved: reverse("training:edit-step", args=[*where, saved.pk]),
        opened=lambda saved: reverse("training:say-step-open", args=[*where, saved.pk]),
    )
    return write_part(
        request,
        form,
        None if is_gone else writing,
        show_gone=lambda: _gone(request, program, written, step, form),
    )


def _saved(request: SignedInRequest, module: TrainingModule, step: Step | None, form: StepForm) -> Step:
    text = {name: form.cleaned_data[name] for name in ("title", "body")}
    by, now = request.user, timezone.now()
    if step is None:
        return steps.add_step(module, kind=form.kind, choices=form.choices, by=by, now=now, **text)
    return steps.edit_step(step, choices=form.choices, began_from=form.began_from, by=by, now=now, **text)


def _page(
    request: SignedInRequest, program: Program, written: WrittenModule, step: Step | None, form: StepForm
) -> HttpResponse:
    context = {
        "program": program,
        "module": written.module,
        "title": written.latest.title,
        "heading": step.title if step else _("New step: %(kind)s") % {"kind": Step.Kind(form.kind).label},
        "number": written.draft.number if written.draft else written.latest.number + 1,
        "part": step,
        "kind": Step.Kind(form.kind),
        "form": form,
        **_addresses([program.slug, written.module.slug], step, form.kind),
        "script_words": json.dumps(script_words()),
        "opened": opened_words(request, step, now=timezone.now()) if step else "",
        "preview": _preview(form),
    }
    return render(request, "training/step_editor.html", context, status=422 if form.errors else 200)


def _addresses(where: list[str], step: Step | None, kind: str) -> dict[str, str]:
    addresses = {
        "save_url": reverse("training:add-step", args=[*where, kind]),
        "back_url": reverse("training:edit-module", args=where),
        "live_url": reverse("training:live-preview", args=[*where, kind]),
    }
    if step:
        addresses["save_url"] = reverse("training:edit-step", args=[*where, step.pk])
        addresses["history_url"] = reverse("training:list-step-texts", args=[*where, step.pk])
        addresses["opened_url"] = reverse("training:say-step-open", args=[*where, step.pk])
    return addresses


def _preview(form: StepForm) -> SafeString:
    """What people will see of what the form shows; nothing before something is written."""
    body, choices = str(form["body"].value() or ""), form.shown_choices()
    if not body and not choices:
        return SafeString()
    return render_to_string("training/_preview.html", {"text": render_markdown(body), "choices": choices})


def _kind(request: SignedInRequest) -> str:
    """The kind of a step that was deleted, by what was typed."""
    has_choices = any(f"text_{place}" in request.POST for place in range(1, CHOICES_AT_MOST + 1))
    return Step.Kind.CASE.value if has_choices else Step.Kind.READING.value


def _gone(
    request: SignedInRequest, program: Program, written: WrittenModule, step: Step | None, form: StepForm
) -> HttpResponse:
    """Keep what was typed: say why it cannot be saved here, and how it gets into the draft that there is now.

    Raises:
        Http404: nothing was typed.
    """
    if not form.is_bound:
        raise Http404
    published = step.version if step and not step.version.is_draft else None
    where = [program.slug, written.module.slug]
    context = {
        "part": step,
        "published": published,
        "form": form,
        "carry_url": reverse("training:add-step", args=[*where, form.kind]),
        "back_url": reverse("training:edit-module", args=where),
    }
    return render(request, "versions/part_gone.html", context, status=409)


@require_POST
def live_preview(request: SignedInRequest, slug: str, module_slug: str, kind: str) -> HttpResponse:
    """For the script of the page: the step as people will see it. Nothing is saved."""
    get_written_module_for(request.user, slug, module_slug)
    if kind not in Step.Kind.values:
        raise Http404
    return JsonResponse({"html": _preview(StepForm(request.POST, kind=kind))})


@require_POST
def say_step_open(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """For the script of the page: note that the reader has the step open, and answer who else has."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    return note_open(request, step)


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
    move_posted(request, step)
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)


@require_POST
def delete_step(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """Delete a step of the draft."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    delete_posted(request, step)
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)
