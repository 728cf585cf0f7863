"""Pages of the demo school only. Their addresses do not exist outside demo mode."""

from itertools import groupby
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from mentorship.demo.cast import cast_members

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def choose_person(request: HttpRequest) -> HttpResponse:
    """Let a visitor try the product as one of the demo school's named people."""
    if request.method == "POST":
        emails = {member.email for member in cast_members()}
        user = get_object_or_404(User.objects.filter(email__in=emails), email=request.POST.get("email", ""))
        login(request, user, backend=_BACKEND)
        return redirect("home")
    return render(request, "demo/choose_person.html", {"groups": _cast_by_role()})


def _cast_by_role() -> list[tuple[str, list[dict[str, Any]]]]:
    users = User.objects.in_bulk([member.email for member in cast_members()], field_name="email")
    order = list(Role.values)
    members = sorted((m for m in cast_members() if m.email in users), key=lambda member: order.index(member.role))
    return [
        (str(Role(role).label), [{"member": member, "user": users[member.email]} for member in group])
        for role, group in groupby(members, key=lambda member: member.role)
    ]
