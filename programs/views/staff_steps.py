"""Who did what about the people of a program, and taking a step back."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.lists.left_out import said_of, summed_up
from core.numbers import read_number
from core.paging import page_of
from core.refusals import refusals_said
from programs.access import get_configurable_program_for
from programs.models import StaffStep
from programs.presentation.staff_steps import show_steps, step_kind, step_kinds
from programs.queries.staff_steps import step_takers, steps_in
from programs.services.long_steps import AT_ONCE, ROWS_AT_ONCE, ask_for_long_step
from programs.services.long_undo import UNDO_OF_MANY
from programs.services.staff_steps import undo_step
from programs.tasks import start_long_step


@require_safe
def list_steps(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who did what, about whom and when: facts, no reasons."""
    program = get_configurable_program_for(request.user, slug)
    kinds = {kind.name: kind.label for kind in step_kinds()}
    kind = request.GET.get("kind", "")
    by = read_number(request.GET.get("by"))
    page = page_of(request, steps_in(program, request.user, kind=kind if kind in kinds else "", by=by))
    context = {
        "program": program,
        "page": page,
        "steps": show_steps(page, request.user, now=timezone.now()),
        "kinds": kinds.items(),
        "kind": kind,
        "takers": step_takers(program),
        "by": by,
    }
    return render(request, "programs/staff_steps.html", context)


@require_POST
def undo(request: SignedInRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Put back what a step changed, and lead to the page on which it was taken."""
    program = get_configurable_program_for(request.user, slug)
    seen = StaffStep.objects.visible_to(request.user).select_related("program")
    step = get_object_or_404(seen, program=program, pk=pk)
    kind = step_kind(step.kind)
    if not kind.allowed(request.user, step):
        raise PermissionDenied
    parts = step.parts.filter(undone_at=None).count()
    if parts > AT_ONCE or step.number > ROWS_AT_ONCE:
        return _undo_later(request, step, parts or step.number)
    with refusals_said(request):
        left_out = undo_step(step, by=request.user, now=timezone.now())
        messages.success(request, kind.undone)
        for each in summed_up(left_out):
            messages.warning(request, said_of(each))
    return redirect(kind.url(step))


def _undo_later(request: SignedInRequest, step: StaffStep, number: int) -> HttpResponse:
    """Leave it to the worker, and lead to the page that follows it."""
    kind = step_kind(step.kind)
    long_step = ask_for_long_step(
        step.program,
        kind=UNDO_OF_MANY,
        title=_("Undo: %(step)s") % {"step": kind.label},
        back=kind.url(step),
        about={"step": str(step.pk)},
        total=number,
        by=request.user,
        now=timezone.now(),
    )
    start_long_step(long_step.pk)
    return redirect("programs:follow-long-step", slug=step.program.slug, pk=long_step.pk)
