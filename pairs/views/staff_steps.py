"""Pause, resume or end a pair of two others, or keep the two apart, for those who coordinate it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_overseen_mentorship_for
from pairs.forms.staff_steps import ReasonForm
from pairs.services.staff_steps import end_pair, keep_apart, pause_pair, resume_pair


@dataclass(frozen=True, slots=True)
class _Step:
    """What one step is called and means, in words, and its service."""

    take: Callable[..., None]
    title: Any
    means: tuple[Any, ...]
    done: Any
    danger: bool = False


_TOLD = _("Both are told in neutral words, and not why.")
_UNDO = _(
    "You can undo this for a day, unless something else already depends on it. Cancelled sessions stay cancelled."
)
_PAUSE = _Step(
    pause_pair,
    _("Pause this pair"),
    (_TOLD, _("What they’ve planned stays; nothing new can be planned until the pair resumes.")),
    _("Pair paused. Both will get an email."),
)
_RESUME = _Step(
    resume_pair,
    _("Resume this pair"),
    (_TOLD, _("The days of the pause don’t count when we look for pairs that haven’t met.")),
    _("Pair resumed. Both will get an email."),
)
_END = _Step(
    end_pair,
    _("End this pair without fault"),
    (
        _TOLD,
        _("Planned sessions are cancelled. What they did together is kept."),
        _("The mentor’s place is free again, and the mentee waits for the next round."),
        _UNDO,
    ),
    _("Pair ended. Both will get an email."),
    danger=True,
)
_APART = _Step(
    keep_apart,
    _("Never pair these two again"),
    (
        _("If they’re still paired, their mentorship ends without fault. Both are told in neutral words, and not why."),
        _("No round and no coordinator can pair them again, in any program of the school."),
        _("It’s on the list of conflicts, where you can take it off again. They don’t see it."),
        _UNDO,
    ),
    _("These two won’t be paired again."),
    danger=True,
)


@form_page
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause an active pair."""
    return _page(request, pk, _PAUSE)


@form_page
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a paused pair go on."""
    return _page(request, pk, _RESUME)


@form_page
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a pair without fault."""
    return _page(request, pk, _END)


@form_page
def keep_two_apart(request: SignedInRequest, pk: int) -> HttpResponse:
    """Never pair the two again."""
    return _page(request, pk, _APART)


def _page(request: SignedInRequest, pk: int, step: _Step) -> HttpResponse:
    pair = get_overseen_mentorship_for(request.user, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            step.take(pair, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, step.done)
            return redirect("sessions:show-pair-record", pk=pk)
    context = {"pair": pair, "cycle": pair.cycle, "form": form, "step": step}
    return render(request, "pairs/staff_step.html", context, status=422 if form.errors else 200)
