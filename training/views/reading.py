"""Taking the training: the list of modules, one module, one step a page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import WrongState
from core.markdown import render as render_markdown
from core.methods import form_page
from core.refusals import refusals_beside
from programs.models import Audience, Program
from programs.policies import can_administer
from training.access import get_own_module_for, get_own_modules_for, get_training_for, one_of
from training.forms.taking import ChoiceForm, DoneForm, ReflectionForm
from training.models import Step, StepRecord, Training
from training.policies import audiences_of, sides_of
from training.queries.taking import OwnModule, first_open, records_of
from training.services import taking


@require_safe
def list_modules(request: SignedInRequest, slug: str) -> HttpResponse:
    """The modules that the reader may take, and where they stand with each."""
    program = get_training_for(request.user, slug)
    own = get_own_modules_for(request.user, program, now=timezone.now())
    mine = audiences_of(sides_of(request.user, program))
    asked = [one for one in own if one.version.audience in mine]
    context = {
        "program": program,
        "asked": asked,
        "done_count": sum(one.is_done for one in asked),
        "others": [one for one in own if one.version.audience not in mine],
        "writer": can_administer(request.user, program),
    }
    return render(request, "training/list.html", context)


@require_safe
def show_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """What a module is about, its steps, and where the reader stands."""
    program = get_training_for(request.user, slug)
    modules = get_own_modules_for(request.user, program, now=timezone.now())
    own = one_of(modules, module_slug)
    mine = audiences_of(sides_of(request.user, program))
    todo = (one for one in modules if not one.is_done and one.version.pk != own.version.pk)
    version = own.training.version if own.training else own.version
    context = {
        "program": program,
        "own": own,
        "version": version,
        "steps": version.steps.all(),
        "records": records_of(own.training, request.user),
        "next_module": next((one for one in todo if one.version.audience in mine), None),
        "for_mentors": own.version.required and own.version.audience != Audience.MENTEES,
        "writer": can_administer(request.user, program),
    }
    return render(request, "training/module.html", context)


@require_POST
def begin_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Begin, or go on at the first step that is open."""
    program = get_training_for(request.user, slug)
    own = get_own_module_for(request.user, program, module_slug, now=timezone.now())
    try:
        training = taking.begin_module(own.version, by=request.user, now=timezone.now())
    except WrongState as refusal:
        messages.error(request, refusal.message)
        return redirect("training:show-module", slug=slug, module_slug=module_slug)
    step = first_open(training.version.steps.all(), records_of(training, request.user))
    return _to_step(program, module_slug, step.position if step else 1)


def _to_step(program: Program, module_slug: str, position: int, *, part: str = "") -> HttpResponseRedirect:
    where = {"slug": program.slug, "module_slug": module_slug, "position": position}
    return HttpResponseRedirect(reverse("training:take-step", kwargs=where) + part)


Form = ChoiceForm | ReflectionForm | DoneForm


def _form(request: SignedInRequest, step: Step, record: StepRecord | None) -> Form:
    data = posted(request)
    if step.has_choices:
        initial = {"choice": record.choice} if record else None
        return ChoiceForm(data, choices=step.choice_list, initial=initial)
    if step.kind == Step.Kind.REFLECTION:
        return ReflectionForm(data, stored={"reflection": record.reflection if record else ""})
    return DoneForm(data)


@form_page
def take_step(request: SignedInRequest, slug: str, module_slug: str, position: int) -> HttpResponse:
    """One step: reading, a case or check with its answers, or a reflection. It is kept when the reader goes on."""
    program = get_training_for(request.user, slug)
    own = get_own_module_for(request.user, program, module_slug, now=timezone.now())
    if own.training is None:
        return redirect("training:show-module", slug=slug, module_slug=module_slug)
    steps = list(own.training.version.steps.all())
    if not 1 <= position <= len(steps):
        raise Http404
    step, records = steps[position - 1], records_of(own.training, request.user)
    record = records.get(step.pk)
    form = _form(request, step, record)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            answered = _answer(request, own.training, step, form)
            return _after(request, program, own, answered, last=position == len(steps))
    open_step = first_open(steps, records)
    if request.method != "POST" and open_step and open_step.position < position:
        return _to_step(program, module_slug, open_step.position)
    version = own.training.version
    context: dict[str, Any] = {"program": program, "own": own, "version": version, "form": form, "preview": False}
    return render(
        request,
        "training/step.html",
        context | _shown(step, record) | {"count": len(steps)},
        status=422 if form.errors else 200,
    )


def _answer(request: SignedInRequest, training: Training, step: Step, form: Form) -> StepRecord:
    choice = form.cleaned_data["choice"] if isinstance(form, ChoiceForm) else None
    reflection, began_from = "", ""
    if isinstance(form, ReflectionForm):
        reflection, began_from = form.cleaned_data["reflection"], form.began_from
    return taking.answer_step(
        training,
        step=step,
        by=request.user,
        now=timezone.now(),
        choice=choice,
        reflection=reflection,
        began_from=began_from,
    )


def _after(
    request: SignedInRequest, program: Program, own: OwnModule, record: StepRecord, *, last: bool
) -> HttpResponseRedirect:
    """Where an answer leads: a case and a check to their reasons, others to the next step, the last to the module."""
    slug, step = own.version.module.slug, record.step
    if record.training.completed_at and own.is_under_way:
        messages.success(request, _("You’ve completed “%(title)s”.") % {"title": own.version.title})
    if step.has_choices:
        return _to_step(program, slug, step.position, part="#answer")
    if not last:
        return _to_step(program, slug, step.position + 1)
    return HttpResponseRedirect(reverse("training:show-module", args=[program.slug, slug]))


def _shown(step: Step, record: StepRecord | None) -> dict[str, Any]:
    """What the page of a step shows besides its form."""
    chosen = record.choice if record else None
    choices = step.choice_list
    return {
        "step": step,
        "text": render_markdown(step.body),
        "done": record is not None and record.done,
        "chosen": choices[chosen] if chosen is not None and chosen < len(choices) else None,
        "choices": choices,
    }
