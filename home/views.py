"""One home for each role. The hat decides which; what a reader may see is decided below."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from home.coordinators import coordinator_context
from home.everything import everything_for
from home.hats import Hat, current_hat, hats_of
from home.pairs import mentee_context, mentor_context
from home.staff import admin_context, safeguarding_context
from programs.selectors.programs import is_empty_install

Context = Callable[[HttpRequest, User, Hat, datetime], dict[str, Any]]


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead visitors to the front door, an empty installation to its first run, and everybody else home."""
    user = request.user
    hats = hats_of(user) if user.is_authenticated else []
    if not hats and is_empty_install():
        return redirect("programs:first-run")
    if not user.is_authenticated:
        return redirect(settings.FRONT_DOOR)
    hat = current_hat(request, hats)
    now = timezone.now()
    context: dict[str, Any] = {
        "hat": hat,
        "cycle": hat.cycle if hat else None,
        "now": now,
        "greeting": _greeting(user, now),
    }
    if hat is None:
        return render(request, "home/home_empty.html", context)
    template, more = _HOMES[hat.role]
    context |= more(request, user, hat, now)
    everything = everything_for(user, hats, chosen=hat, tasks=context.pop("tasks", []), now=now)
    return render(request, template, context | {"everything": everything})


def _greeting(user: User, now: datetime) -> str:
    hour = now.astimezone(user.zone).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": user.given_name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": user.given_name}
    return _("Good evening, %(name)s") % {"name": user.given_name}


def _mentee(request: HttpRequest, user: User, hat: Hat, now: datetime) -> dict[str, Any]:
    enrollment = user.enrollments.select_related("cycle__program__institution").get(cycle=hat.cycle)
    return mentee_context(user, enrollment)


def _mentor(request: HttpRequest, user: User, hat: Hat, now: datetime) -> dict[str, Any]:
    participation = user.participations.select_related("cycle__program__institution").get(cycle=hat.cycle)
    return mentor_context(user, participation, now=now)


_HOMES: dict[Role, tuple[str, Context]] = {
    Role.MENTEE: ("home/home_mentee.html", _mentee),
    Role.MENTOR: ("home/home_mentor.html", _mentor),
    Role.COORDINATOR: ("home/home_coordinator.html", coordinator_context),
    Role.ADMIN: ("home/home_admin.html", admin_context),
    Role.SAFEGUARDING: ("home/home_safeguarding.html", safeguarding_context),
}
