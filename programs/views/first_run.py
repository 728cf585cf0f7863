"""The first page of an empty install."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.requests import posted
from core.methods import form_page
from core.revised_forms import refuse
from programs.errors import CodeRefused
from programs.forms.first_run import FirstRunForm
from programs.queries.programs import is_empty_install
from programs.services.first_run import set_up_school


@sensitive_post_parameters("password", "code")
@never_cache
@login_not_required
@form_page
def first_run(request: HttpRequest) -> HttpResponse:
    """Create the school and its first administrator. Once a school exists, this page does not."""
    if not is_empty_install():
        raise Http404
    form = FirstRunForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = set_up_school(now=timezone.now(), **form.cleaned_data)
        except CodeRefused as error:
            refuse(form, error)
        else:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(request, _("The school is set up, and you’re its administrator. Next, create a program."))
            return redirect("programs:list-programs")
    return render(request, "programs/first_run.html", {"form": form}, status=422 if form.errors else 200)
