"""What a step of the draft said before."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.versions.history_page import history_context, put_back_posted
from training.access import get_written_step_for


@require_safe
def list_texts(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """The earlier texts of a step of the draft, and the one that is chosen beside what is there now."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    if step is None or not step.version.is_draft:
        raise Http404
    context = history_context(request, step) | {
        "edit_url": reverse("training:edit-step", args=[slug, module_slug, pk]),
        "put_back_url": reverse("training:put-step-back", args=[slug, module_slug, pk]),
    }
    return render(request, "versions/history.html", context)


@require_POST
def put_back(request: SignedInRequest, slug: str, module_slug: str, pk: int) -> HttpResponse:
    """Give the step an earlier text again."""
    _program, _written, step = get_written_step_for(request.user, slug, module_slug, pk)
    put_back_posted(request, step, by=request.user)
    if step is None or not step.version.is_draft:
        return redirect("training:edit-module", slug=slug, module_slug=module_slug)
    return redirect("training:edit-step", slug=slug, module_slug=module_slug, pk=pk)
