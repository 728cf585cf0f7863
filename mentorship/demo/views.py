"""Pages of the demo school only. Their addresses do not exist outside demo mode."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from core.methods import form_page
from core.paging import page_of
from mentorship.demo.cast import CastMember, cast_members
from mentorship.demo.mailbox import sent_emails
from programs.models import Program

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@form_page
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
    programs = dict(Program.objects.values_list("slug", "name"))
    order = list(Role.values)
    present = (member for member in cast_members() if member.email in users)
    # Within a role those who have something particular to show come first.
    members = sorted(present, key=lambda member: (order.index(member.role), not member.look))
    return [
        (str(Role(role).label), [_line(member, users[member.email], programs) for member in group])
        for role, group in groupby(members, key=lambda member: member.role)
    ]


def _line(member: CastMember, user: User, programs: dict[str, str]) -> dict[str, Any]:
    places = ", ".join(programs[slug] for slug in member.programs if slug in programs)
    about = " · ".join(part for part in (places, member.look or user.headline or user.specialty) if part)
    return {"member": member, "user": user, "about": about}


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the e-mails that the demo school sent; in demo mode they go to files."""
    to = request.GET.get("to", "")
    page = page_of(request, sent_emails(Path(settings.EMAIL_FILE_PATH), to=to))
    return render(request, "demo/mailbox.html", {"page": page, "to": to})
