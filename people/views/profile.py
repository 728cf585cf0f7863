"""A person's own profile: on one page with their part in the year, where they have one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import ProfileForm, ZoneForm
from accounts.models import User
from accounts.queries import TIME_ZONE, profile_values
from accounts.requests import SignedInRequest, posted
from accounts.services.profiles import update_profile
from core.methods import form_page
from core.refusals import refusals_beside
from people.policies import schools_of
from people.presentation.example_profiles import EXAMPLES
from people.presentation.own_profile import professions_in, profile_page


@form_page
def edit_profile(request: SignedInRequest) -> HttpResponse:
    """Show and save what the reader says about themselves; who takes part is led to the page that has both."""
    user = request.user
    if request.method != "POST" and (page := profile_page(user)):
        return redirect(page)
    stored = profile_values(User.objects.get(pk=user.pk))
    form = ProfileForm(posted(request), stored=stored, professions=professions_in(schools_of(user)))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            update_profile(user, fields=form.profile_fields(), languages=form.languages(), began_from=form.began_from)
            messages.success(request, _("Profile saved."))
            return redirect("people:edit-profile")
    return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@form_page
def edit_zone(request: SignedInRequest) -> HttpResponse:
    """The reader’s time zone."""
    stored = {TIME_ZONE: User.objects.get(pk=request.user.pk).time_zone}
    form = ZoneForm(posted(request), stored=stored)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            update_profile(request.user, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Time zone saved. Times are shown in it from now on."))
            return redirect("people:edit-profile")
    return render(request, "people/time_zone.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show_examples(request: SignedInRequest) -> HttpResponse:
    """Two profiles that nobody wrote about themselves, to see how one may be written."""
    return render(request, "people/example_profiles.html", {"examples": EXAMPLES})
