"""One home for each role. The active role decides which; what a reader may see is decided below."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from accounts.requests import SignedInRequest
from home.coordinators import coordinator_context
from home.everything import everything_for
from home.pairs import mentee_context, mentor_context
from home.roles import ActiveRole, activate_role, find_active_role, roles_of
from home.staff import admin_context, safeguarding_context
from home.standing import Standing, standing_in_years
from programs.queries.programs import is_empty_install

Context = Callable[[HttpRequest, Standing, ActiveRole, datetime], dict[str, Any]]


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead visitors to the front door, an empty installation to its first run, and everybody else home."""
    user = request.user
    roles = roles_of(user) if user.is_authenticated else []
    if not roles and is_empty_install():
        return redirect("programs:first-run")
    if not user.is_authenticated:
        return redirect(settings.FRONT_DOOR)
    active_role = find_active_role(request, roles)
    now = timezone.now()
    context: dict[str, Any] = {
        "active_role": active_role,
        "cycle": active_role.cycle if active_role else None,
        "now": now,
        "greeting": _greeting(user, now),
    }
    if active_role is None:
        return render(request, "home/empty.html", context)
    template, more = _HOMES[active_role.role]
    standing = standing_in_years(user, closed=active_role.cycle.pk if active_role.cycle else None)
    context |= more(request, standing, active_role, now)
    everything = everything_for(standing, roles, chosen=active_role, tasks=context.pop("tasks", []), now=now)
    return render(request, template, context | {"everything": everything})


@require_POST
def switch_role(request: SignedInRequest) -> HttpResponse:
    """Make another role of the reader the active one."""
    if not activate_role(request, request.POST.get("active_role", "")):
        raise Http404
    return redirect("home")


def _greeting(user: User, now: datetime) -> str:
    hour = now.astimezone(user.zone).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": user.given_name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": user.given_name}
    return _("Good evening, %(name)s") % {"name": user.given_name}


def _mentee(_request: HttpRequest, standing: Standing, active_role: ActiveRole, _now: datetime) -> dict[str, Any]:
    return mentee_context(standing, next(one for one in standing.enrollments if one.cycle == active_role.cycle))


def _mentor(_request: HttpRequest, standing: Standing, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    participation = next(one for one in standing.participations if one.cycle == active_role.cycle)
    return mentor_context(standing, participation, now=now)


def _coordinator(request: HttpRequest, standing: Standing, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    return coordinator_context(request, standing.user, active_role, now)


def _admin(_request: HttpRequest, standing: Standing, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    return admin_context(standing.user, active_role, now)


def _safeguarding(
    _request: HttpRequest, _standing: Standing, active_role: ActiveRole, _now: datetime
) -> dict[str, Any]:
    return safeguarding_context(active_role)


_HOMES: dict[Role, tuple[str, Context]] = {
    Role.MENTEE: ("home/mentee.html", _mentee),
    Role.MENTOR: ("home/mentor.html", _mentor),
    Role.COORDINATOR: ("home/coordinator.html", _coordinator),
    Role.ADMIN: ("home/admin.html", _admin),
    Role.SAFEGUARDING: ("home/safeguarding.html", _safeguarding),
}
