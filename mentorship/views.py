"""The top floor: the homes of the roles, switching hats, and the pages that every footer leads to."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from mentorship.hats import current_hat, hats_of, wear


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead visitors to the programs and everybody else to the home of the hat they wear."""
    if not request.user.is_authenticated:
        return redirect("programs:list-programs")
    user = cast(User, request.user)
    hat = current_hat(request, hats_of(user))
    return render(request, "mentorship/home.html", {"hat": hat, "cycle": hat.cycle if hat else None})


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
