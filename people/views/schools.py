"""The schools of the site, for those who look after all of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from people.forms.schools import NewSchoolForm
from people.services.schools import found_school
from programs.policies import can_found_schools
from programs.queries.schools import schools_of_site


@require_safe
def list_schools(request: SignedInRequest) -> HttpResponse:
    """Every school, with its administrators and the number of its programs."""
    _require_founder(request)
    return render(request, "people/schools.html", {"page": page_of(request, schools_of_site())})


@form_page
def create_school(request: SignedInRequest) -> HttpResponse:
    """Create a school and invite its administrator."""
    _require_founder(request)
    form = NewSchoolForm(posted(request))
    if request.method == "POST" and form.is_valid():
        school = found_school(now=timezone.now(), **form.cleaned_data)
        text = _("%(name)s is on this site. %(email)s is invited to run it.")
        messages.success(request, text % {"name": school.name, "email": form.cleaned_data["email"]})
        return redirect("people:list-schools")
    return render(request, "people/new_school.html", {"form": form}, status=422 if form.errors else 200)


def _require_founder(request: SignedInRequest) -> None:
    if not can_found_schools(request.user):
        raise Http404
