"""Answers of the steps on what a pair or a group shares: the section on its page, or a form on a page of its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedInRequest
from pairs.models import Goal, Mentorship
from pairs.models.of_whole import Whole
from pairs.presentation.sections import of_whole

TOPICS, ACTIONS, THINGS, GOALS = "pair-topics", "pair-actions", "pair-things", "pair-goals"


def changed(
    request: SignedInRequest, whole: Whole, section: str, said: str, *, opened: Goal | None = None
) -> HttpResponse:
    """Say what happened, and lead to the section that changed; with `opened`, that goal is unfolded there."""
    messages.success(request, said)
    return to_section(whole, section, query=f"?goal={opened.pk}" if opened else "")


def refused(request: SignedInRequest, whole: Whole, section: str, said: str) -> HttpResponse:
    """Say why nothing happened, and lead to the section."""
    messages.error(request, said)
    return to_section(whole, section)


def form_page_of(
    request: SignedInRequest, whole: Whole, *, form: forms.BaseForm, title: str, submit: str, **more: Any
) -> HttpResponse:
    """A page of its own for a form about what a pair or a group shares."""
    context = of_whole(whole, request.user) | {"form": form, "title": title, "submit": submit, "cycle": whole.cycle}
    more = {"cancel_url": page_of_whole(whole)} | more
    status = 422 if form.errors else 200
    return render(request, "pairs/work_form.html", context | more, status=status)


def page_of_whole(whole: Whole) -> str:
    """Return where the workspace of a pair or the page of a group is."""
    return reverse("sessions:show-pair" if isinstance(whole, Mentorship) else "sessions:show-group", args=[whole.pk])


def to_section(whole: Whole, section: str, *, query: str = "") -> HttpResponseRedirect:
    """Lead to the section in the workspace, or on the page of the group."""
    return HttpResponseRedirect(f"{page_of_whole(whole)}{query}#{section}")


def seen_by(whole: Whole, reader: User) -> str:
    """Return who sees what `reader` has added, as a sentence."""
    if isinstance(whole, Mentorship):
        return _("%(name)s sees it.") % {"name": whole.other_of(reader).given_name}
    return _("Everyone in the group sees it.")
