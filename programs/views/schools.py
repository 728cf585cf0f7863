"""The school itself, for its administrators."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_administered_school_for
from programs.forms.schools import SchoolForm
from programs.services.schools import update_school


@form_page
def edit_school(request: SignedInRequest, school: str) -> HttpResponse:
    """The names and the time zone of the school."""
    place = get_administered_school_for(request.user, school)
    # The form writes into its instance; the page shows what is stored.
    form = SchoolForm(posted(request), instance=copy(place))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            update_school(place, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("School settings saved."))
            return redirect("programs:edit-school", school=school)
    context = {"school": place, "form": form}
    return render(request, "programs/school.html", context, status=422 if form.errors else 200)
