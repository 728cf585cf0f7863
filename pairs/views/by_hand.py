"""Pairs by hand: one outside a round, another mentor, a second one, another year."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_enrollment_to_pair_for, get_overseen_mentorship_for
from pairs.forms.staff_steps import ConfirmedMentorForm, MentorForm, YearForm
from pairs.models import Mentorship
from pairs.queries.by_hand import mentors_to_choose, years_to_move_to
from pairs.services import by_hand
from programs.models import Cycle


@form_page
def make_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pair a mentee who waits with a mentor, outside a round."""
    enrollment = get_enrollment_to_pair_for(request.user, pk)
    form = _mentor_form(request, enrollment.cycle, ConfirmedMentorForm)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            pair = by_hand.pair_by_hand(enrollment, **_chosen(form), by=request.user, now=timezone.now())
            messages.success(request, _("Paired. Both will get an email."))
            return redirect("sessions:show-pair-record", pk=pair.pk)
    context = {"enrollment": enrollment, "mentee": enrollment.mentee, "cycle": enrollment.cycle}
    return _choosing(request, form, "pairs/make_pair.html", context)


@form_page
def replace_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a pair and begin one with another mentor in its place."""
    pair = get_overseen_mentorship_for(request.user, pk)
    form = _mentor_form(request, pair.cycle, MentorForm, but=pair.mentor)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            new = by_hand.replace_mentor(pair, **_chosen(form), by=request.user, now=timezone.now())
            messages.success(request, _("Mentor replaced. All three will get an email."))
            return redirect("sessions:show-pair-record", pk=new.pk)
    return _choosing(request, form, "pairs/replace_mentor.html", _of_pair(pair))


@form_page
def add_second_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the mentee of a pair a second mentor beside the first."""
    pair = get_overseen_mentorship_for(request.user, pk)
    form = _mentor_form(request, pair.cycle, MentorForm, but=pair.mentor)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            new = by_hand.add_second_mentor(pair, **_chosen(form), by=request.user, now=timezone.now())
            messages.success(request, _("Second mentor added. All three will get an email."))
            return redirect("sessions:show-pair-record", pk=new.pk)
    return _choosing(request, form, "pairs/second_mentor.html", _of_pair(pair))


@form_page
def move_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a pair go on in another year of its program."""
    pair = get_overseen_mentorship_for(request.user, pk)
    years = years_to_move_to(pair)
    form = YearForm(posted(request), years=years)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            new = by_hand.move_pair(pair, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Pair moved. Both will get an email."))
            return redirect("sessions:show-pair-record", pk=new.pk)
    context = {**_of_pair(pair), "form": form, "years": years}
    return render(request, "pairs/move_pair.html", context, status=422 if form.errors else 200)


def _mentor_form(
    request: SignedInRequest, cycle: Cycle, kind: type[MentorForm], *, but: User | None = None
) -> MentorForm:
    """The form with the mentors of a year to choose from, without `but`, whom the mentee has."""
    day, search = cycle.local_day(timezone.now()), request.GET.get("search", "")[:100]
    return kind(
        posted(request),
        allowed=mentors_to_choose(cycle, reader=request.user, day=day),
        mentors=mentors_to_choose(cycle, reader=request.user, day=day, search=search).exclude(mentor=but),
    )


def _chosen(form: MentorForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("participation", "reason")}


def _of_pair(pair: Mentorship) -> dict[str, Any]:
    return {"pair": pair, "mentee": pair.mentee, "cycle": pair.cycle}


def _choosing(request: SignedInRequest, form: MentorForm, template: str, context: dict[str, Any]) -> HttpResponse:
    shown = {"form": form, "search": request.GET.get("search", "")[:100]}
    return render(request, template, context | shown, status=422 if form.errors else 200)
