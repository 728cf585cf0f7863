"""Answers of the steps on what two people share: the section of the workspace, or a form on a page of its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.requests import SignedInRequest
from pairs.models import Goal, Mentorship
from pairs.presentation.sections import of_pair

TOPICS, ACTIONS, THINGS, GOALS = "pair-topics", "pair-actions", "pair-things", "pair-goals"


def changed(
    request: SignedInRequest, pair: Mentorship, section: str, said: str, *, opened: Goal | None = None
) -> HttpResponse:
    """Say what happened, and lead to the section that changed; with `opened`, that goal is unfolded there."""
    messages.success(request, said)
    return to_section(pair, section, query=f"?goal={opened.pk}" if opened else "")


def refused(request: SignedInRequest, pair: Mentorship, section: str, said: str) -> HttpResponse:
    """Say why nothing happened, and lead to the section."""
    messages.error(request, said)
    return to_section(pair, section)


def form_page_of(
    request: SignedInRequest, pair: Mentorship, *, form: forms.BaseForm, title: str, submit: str, **more: Any
) -> HttpResponse:
    """A page of its own for a form about what two people share."""
    context = of_pair(pair, request.user) | {"form": form, "title": title, "submit": submit, "cycle": pair.cycle}
    status = 422 if form.errors else 200
    return render(request, "pairs/work_form.html", context | more, status=status)


def to_section(pair: Mentorship, section: str, *, query: str = "") -> HttpResponseRedirect:
    """Lead to the section in the workspace."""
    return HttpResponseRedirect(f"{reverse('sessions:show-pair', args=[pair.pk])}{query}#{section}")
