"""The top floor: switching hats, and the pages that every footer leads to."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from home.hats import wear


@require_POST
def switch_hat(request: HttpRequest) -> HttpResponse:
    """Put on another hat that the person holds."""
    if not wear(request, request.POST.get("hat", "")):
        raise Http404
    return redirect("home")


@login_not_required
@require_safe
def get_help(request: HttpRequest) -> HttpResponse:
    """Where to get help, on a page of its own that can be printed."""
    return render(request, "mentorship/help.html")


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
