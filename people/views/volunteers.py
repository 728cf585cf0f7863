"""Becoming a mentor without having been invited: a form that anybody may fill in, and the link that confirms it."""

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from core.methods import form_page
from core.refusals import refusals_beside
from people.access import get_volunteering_program_for
from people.forms.volunteers import VolunteerForm
from people.queries.volunteers import ANSWERED_FOR, WAITING_FOR, volunteer_with
from people.services.volunteers import confirm_offer, offer_to_mentor


@login_not_required
@form_page
def volunteer(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; whoever fills it in reads the same, whether the address is known or not."""
    program = get_volunteering_program_for(request.user, slug)
    if request.method == "POST" and (limited := consume_or_429(request, action="volunteer")):
        refused: HttpResponse = limited
        return refused
    form = VolunteerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            offer_to_mentor(program, fields=form.cleaned_data, now=timezone.now())
            return redirect("people:volunteer-sent", slug=slug)
    kept = {"answered_for": ANSWERED_FOR.days, "waiting_for": WAITING_FOR.days}
    context = {"program": program, "form": form, **kept}
    return render(request, "people/volunteer.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def volunteer_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Look into the mail."""
    program = get_volunteering_program_for(request.user, slug)
    return render(request, "people/volunteer_sent.html", {"program": program})


@sensitive_variables("token")
@never_cache
@login_not_required
@form_page
def confirm_volunteer(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """One button that confirms: opening the link changes nothing, because mail scanners open every link."""
    program = get_volunteering_program_for(request.user, slug)
    found = volunteer_with(token, now=timezone.now())
    if found is not None and found.program_id != program.pk:
        found = None
    if request.method == "POST" and found is not None:
        confirm_offer(found, now=timezone.now())
        return redirect("people:confirm-volunteer", slug=slug, token=token)
    response = render(
        request, "people/volunteer_confirm.html", {"program": program, "volunteer": found, "token": token}
    )
    # The address holds a secret; not “no-referrer”, for then browsers name no origin and the form would be refused.
    response["Referrer-Policy"] = "strict-origin"
    return response
