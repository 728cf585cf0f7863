"""A mentor's own part in a cycle, and what those who run the program decide about it."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from people.access import get_own_participation_for, get_participation_for
from people.forms.answers import DeclineForm
from people.forms.participation import LeaveForm, OversightForm, ParticipationForm
from people.models import MentorParticipation
from people.presentation.own_profile import gaps_in_words, mentor_pages, professions_in
from people.queries.form_values import mentor_profile_values
from people.queries.opt_outs import has_opted_out
from people.services import leaves
from people.services import participations as services
from people.services.oversight import oversee_participation
from people.services.profiles import save_mentor_profile
from people.views.answering import invitation_page
from training.queries.taking import completed_in

_State = MentorParticipation.State


@form_page
def edit_participation(request: SignedInRequest, pk: int) -> HttpResponse:
    """The mentor's own page, or the page of those who run the program."""
    participation = get_participation_for(request.user, pk)
    if participation.mentor_id != request.user.pk:
        return _oversee(request, participation)
    # What was typed before the state changed in another window is not lost: the service says why it is refused.
    reads = request.method != "POST"
    if reads and participation.state == _State.INVITED:
        return invitation_page(request, participation, DeclineForm())
    if reads and participation.is_gone:
        opted_out = has_opted_out(request.user, participation.cycle.program.institution)
        return render(request, "people/participation_ended.html", _context(participation, opted_out=opted_out))
    form = _offer_form(participation, posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_mentor_profile(
                participation,
                person=form.profile_fields(),
                languages=form.languages(),
                fields=form.participation_fields(),
                support=form.support(),
                interests=form.interests(),
                now=timezone.now(),
                began_from=form.began_from,
            )
            messages.success(request, _("Profile saved."))
            return redirect("people:edit-participation", pk=pk)
    return _own_page(request, participation, form, _leave_form(participation))


def _offer_form(participation: MentorParticipation, data: QueryDict | None = None) -> ParticipationForm:
    institution = participation.cycle.program.institution
    return ParticipationForm(
        data,
        stored=mentor_profile_values(participation),
        institution=institution,
        professions=professions_in([institution.pk]),
    )


def _leave_form(participation: MentorParticipation) -> LeaveForm:
    return LeaveForm(initial={"away_from": participation.away_from, "away_until": participation.away_until})


def _context(participation: MentorParticipation, **more: object) -> dict[str, object]:
    cycle = participation.cycle
    return {"participation": participation, "cycle": cycle, "program": cycle.program, **more}


def _own_page(
    request: SignedInRequest, participation: MentorParticipation, form: ParticipationForm, leave_form: LeaveForm
) -> HttpResponse:
    waiting = participation.state == _State.ACCEPTED
    missing = services.missing_for_readiness(participation, now=timezone.now()) if waiting else []
    context = _context(
        participation,
        form=form,
        leave_form=leave_form,
        missing=missing,
        gaps=gaps_in_words(participation),
        others=mentor_pages(request.user, apart_from=participation.pk),
    )
    failed = form.errors or leave_form.errors
    return render(request, "people/participation.html", context, status=422 if failed else 200)


def _oversee(request: SignedInRequest, participation: MentorParticipation) -> HttpResponse:
    # The form writes into its instance; what the page says stays as stored until the service has agreed.
    shown = copy(participation)
    form = OversightForm(posted(request), instance=participation)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            oversee_participation(
                shown, by=request.user, now=timezone.now(), began_from=form.began_from, **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("people:edit-participation", pk=participation.pk)
    opted_out = has_opted_out(shown.mentor, shown.cycle.program.institution)
    missing = services.missing_for_readiness(shown, now=timezone.now())
    trainings = completed_in(shown.cycle.program, shown.mentor)
    context = _context(shown, form=form, missing=missing, opted_out=opted_out, trainings=trainings)
    return render(request, "people/oversight.html", context, status=422 if form.errors else 200)


@require_POST
def take_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a leave or change its days; then see the sessions that fall into it."""
    participation = get_own_participation_for(request.user, pk)
    leave_form = LeaveForm(request.POST)
    if leave_form.is_valid():
        with refusals_beside(leave_form):
            leaves.go_on_leave(participation, now=timezone.now(), **leave_form.cleaned_data)
            messages.success(request, _("Leave saved. Your mentees will be told the dates."))
            return redirect("sessions:list-leave-sessions", pk=pk)
    return _own_page(request, participation, _offer_form(participation), leave_form)


@require_POST
def end_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Be back, or drop a leave that has not begun."""
    participation = get_own_participation_for(request.user, pk)
    with refusals_said(request):
        leaves.return_from_leave(participation, now=timezone.now())
        messages.success(request, _("Leave cancelled. Your mentees will be told."))
    return redirect("people:edit-participation", pk=pk)


@require_POST
def stop_mentoring(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the year for good."""
    participation = get_own_participation_for(request.user, pk)
    with refusals_said(request):
        services.stop_mentoring(participation, now=timezone.now())
    return redirect("people:edit-participation", pk=pk)
