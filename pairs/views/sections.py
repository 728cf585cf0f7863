"""Answers of the steps on what two people share: the workspace, or under htmx only the section that changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.requests import SignedInRequest
from pairs.forms.sections import action_form, topic_form
from pairs.models import Mentorship
from pairs.presentation.sections import actions_section, goals_section, of_pair, things_section, topics_section
from pairs.queries.meetings import meetings_of


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the workspace.

    Attributes:
        template: the section alone; its element has `anchor` as its id.
        anchor: where it is on the page.
        context: from the pair, its reader and the instant to the variables of the template.
    """

    template: str
    anchor: str
    context: Callable[[Mentorship, User, datetime], dict[str, Any]]


def _topics(pair: Mentorship, reader: User, now: datetime) -> dict[str, Any]:
    return topics_section(pair, meetings_of(pair, now), now) | {"topic_form": topic_form(pair, reader)}


def _actions(pair: Mentorship, reader: User, now: datetime) -> dict[str, Any]:
    form = action_form(pair, reader, meetings_of(pair, now))
    return actions_section(pair, reader, now) | {"action_form": form}


def _goals(pair: Mentorship, _reader: User, _now: datetime) -> dict[str, Any]:
    return goals_section(pair)


def _things(pair: Mentorship, _reader: User, _now: datetime) -> dict[str, Any]:
    return things_section(pair)


TOPICS = Section("pairs/_topics.html", "pair-topics", _topics)
ACTIONS = Section("pairs/_actions.html", "pair-actions", _actions)
THINGS = Section("pairs/_things.html", "pair-things", _things)
GOALS = Section("pairs/_goals.html", "pair-goals", _goals)


def changed(request: SignedInRequest, pair: Mentorship, section: Section, said: str, **more: Any) -> HttpResponse:
    """Show what has changed, and say what happened; `more` are variables of the section's template."""
    if is_swapped(request):
        return _section(request, pair, section, {"said": said, **more})
    messages.success(request, said)
    return to_section(pair, section)


def refused(request: SignedInRequest, pair: Mentorship, section: Section, said: str) -> HttpResponse:
    """Show how it stands, and say why nothing happened."""
    if is_swapped(request):
        return _section(request, pair, section, {"refusal": said}, status=422)
    messages.error(request, said)
    return to_section(pair, section)


def form_again(
    request: SignedInRequest, pair: Mentorship, section: Section, *, name: str, form: forms.BaseForm, title: str
) -> HttpResponse:
    """Show a form with what is wrong in it, in its section or on a page of its own.

    Args:
        request: which posted the form.
        pair: whose.
        section: that has the form.
        name: of the form among the variables of the section.
        form: as it was posted.
        title: of the page.
    """
    if is_swapped(request):
        return _section(request, pair, section, {name: form}, status=422)
    return form_page_of(request, pair, form=form, title=title, submit=title)


def form_page_of(
    request: SignedInRequest, pair: Mentorship, *, form: forms.BaseForm, title: str, submit: str, **more: Any
) -> HttpResponse:
    """A page of its own for a form about what two people share."""
    context = of_pair(pair, request.user) | {"form": form, "title": title, "submit": submit, "cycle": pair.cycle}
    status = 422 if form.errors else 200
    return render(request, "pairs/work_form.html", context | more, status=status)


def to_section(pair: Mentorship, section: Section) -> HttpResponseRedirect:
    """Lead to the section in the workspace."""
    return HttpResponseRedirect(f"{reverse('sessions:show-pair', args=[pair.pk])}#{section.anchor}")


def is_swapped(request: SignedInRequest) -> bool:
    """Whether htmx asks, which puts the answer in place of the section."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def _section(
    request: SignedInRequest, pair: Mentorship, section: Section, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = of_pair(pair, request.user) | section.context(pair, request.user, now) | more
    return render(request, section.template, context, status=status)
