"""Who runs the school and its programs, for its administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest
from core.paging import page_of
from core.refusals import refusals_beside
from people.forms.staff import SchoolAppointmentForm
from people.presentation.invitations import show_invitations
from people.queries.invitations import invitable_again
from people.services.staff import invite_staff
from people.views.team import dismissed, invited_again
from programs.access import get_administered_school_for
from programs.models import Appointment, Institution


@require_safe
def list_staff(request: SignedInRequest, school: str) -> HttpResponse:
    """Administrators, coordinators and safeguarding officers of the school and of every program."""
    place = get_administered_school_for(request.user, school)
    return _page(request, place, SchoolAppointmentForm(school=place))


def _page(request: SignedInRequest, school: Institution, form: SchoolAppointmentForm) -> HttpResponse:
    staff = school.appointments.select_related("user", "program")
    page = page_of(request, staff.order_by("role", "program__name", "user__sort_name", "pk"), per_page=50)
    rows = list(page)
    show_invitations(rows)
    shown = Appointment.objects.filter(pk__in=[row.pk for row in rows])
    silent = set(invitable_again(shown, now=timezone.now()).values_list("pk", flat=True))
    context = {"school": school, "page": page, "rows": rows, "silent": silent, "form": form}
    return render(request, "people/school_staff.html", context, status=422 if form.errors else 200)


@require_POST
def appoint(request: SignedInRequest, school: str) -> HttpResponse:
    """Give somebody a role in a program, or in the whole school."""
    place = get_administered_school_for(request.user, school)
    form = SchoolAppointmentForm(request.POST, school=place)
    if form.is_valid():
        fields = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        with refusals_beside(form):
            appointment = invite_staff(fields.pop("place") or place, now=timezone.now(), **fields)
            messages.success(request, _("%(name)s is appointed.") % {"name": appointment.user.display_name})
            return redirect("people:list-school-staff", school=school)
    return _page(request, place, form)


def _appointment_for(request: SignedInRequest, school: str, pk: int) -> Appointment:
    place = get_administered_school_for(request.user, school)
    return get_object_or_404(place.appointments.select_related("user"), pk=pk)


def _list_of(school: str) -> str:
    return reverse("people:list-school-staff", args=[school])


@require_POST
def dismiss(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """End an appointment, also one's own where somebody else is left."""
    return dismissed(request, _appointment_for(request, school, pk), back=_list_of(school))


@require_POST
def invite_one_again(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Write again to somebody who was appointed and has never signed in."""
    return invited_again(request, _appointment_for(request, school, pk), back=_list_of(school))
