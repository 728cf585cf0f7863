"""The pages that every footer leads to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mentorship.context import site_context
from programs.queries.schools import schools_with_contacts


@login_not_required
@require_safe
def get_help(request: HttpRequest) -> HttpResponse:
    """Where to get help, on a page of its own that can be printed: of one's school, else of each on the site."""
    own = site_context(request)["institution"]
    return render(request, "mentorship/help.html", {"all_schools": () if own else schools_with_contacts()})


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Who may read what, in a table."""
    return render(request, "mentorship/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does so that everybody can use it, and whom to tell when it does not."""
    return render(request, "mentorship/accessibility.html")
