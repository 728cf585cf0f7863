"""Who runs a program."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from people.forms.staff import AppointmentForm
from people.presentation.invitations import show_invitations
from people.queries.invitations import invitable_again
from people.services.invitations import invite_again
from people.services.staff import invite_staff
from programs.access import get_administered_program_for
from programs.models import Appointment, Program
from programs.services import programs as program_services


@require_safe
def list_team(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who runs the program."""
    return _team_page(request, get_administered_program_for(request.user, slug), AppointmentForm())


def _team_page(request: SignedInRequest, program: Program, form: AppointmentForm) -> HttpResponse:
    team = Appointment.objects.filter(institution=program.institution_id).filter(program__in=[program])
    wide = Appointment.objects.filter(institution=program.institution_id, program=None)
    silent = set(invitable_again(team, now=timezone.now()).values_list("pk", flat=True))
    rows = list(team.select_related("user").order_by("role", "user__sort_name"))
    show_invitations(rows)
    context = {
        "program": program,
        "silent": silent,
        "team": rows,
        "wide": wide.select_related("user").order_by("role", "user__sort_name"),
        "form": form,
        "again": len({row.user_id for row in rows if row.pk in silent}),
    }
    return render(request, "people/team.html", context, status=422 if form.errors else 200)


@require_POST
def appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give somebody a role in running the program."""
    program = get_administered_program_for(request.user, slug)
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        return _team_page(request, program, form)
    fields = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
    appointment = invite_staff(program, now=timezone.now(), **fields)
    messages.success(request, _("%(name)s is appointed.") % {"name": appointment.user.display_name})
    return redirect("people:list-team", slug=slug)


@require_POST
def dismiss(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """End an appointment."""
    appointment = _appointment_for(request, slug, pk)
    return dismissed(request, appointment, back=reverse("people:list-team", args=[slug]))


@require_POST
def invite_one_again(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Write again to one of the team who has never signed in."""
    appointment = _appointment_for(request, slug, pk)
    return invited_again(request, appointment, back=reverse("people:list-team", args=[slug]))


def _appointment_for(request: SignedInRequest, slug: str, pk: int) -> Appointment:
    program = get_administered_program_for(request.user, slug)
    return get_object_or_404(program.appointments.select_related("user"), pk=pk)


def dismissed(request: SignedInRequest, appointment: Appointment, *, back: str) -> HttpResponse:
    """End an appointment and lead back; home, where it was one's own and `back` may be closed now."""
    with refusals_said(request):
        program_services.dismiss(appointment)
        messages.success(request, _("The appointment of %(name)s has ended.") % {"name": appointment.user.display_name})
        if appointment.user == request.user:
            return redirect("home")
    return redirect(back)


def invited_again(request: SignedInRequest, appointment: Appointment, *, back: str) -> HttpResponse:
    """Write again to somebody who was appointed, and lead back."""
    with refusals_said(request):
        invite_again(Appointment.objects.filter(pk=appointment.pk), now=timezone.now())
        messages.success(request, _("%(name)s will be invited again.") % {"name": appointment.user.display_name})
    return redirect(back)
