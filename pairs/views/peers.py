"""Peers part: one of them leaves, or a coordinator ends the group of others."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_peers_for, get_peers_of_others_for
from pairs.forms.staff_steps import JoinForm, ReasonForm
from pairs.models import MentoringGroup
from pairs.presentation.peers import others_text
from pairs.queries.groups import waiting_for_peers
from pairs.services.joining import join_peers
from pairs.services.peers import end_peers, leave_peers


@form_page
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what leaving one’s peers means, and leave them."""
    group = get_own_peers_for(request.user, pk)
    if request.method == "POST":
        leave_peers(group, by=request.user, now=timezone.now())
        messages.success(request, _("Done. What you did together is kept, and you’re on the waiting list."))
        return redirect("home")
    context = {
        "group": group,
        "cycle": group.cycle,
        "others": others_text(group, request.user.pk),
        "go_on": len(group.members.all()) > 2,
    }
    return render(request, "pairs/leave_peers.html", context)


@form_page
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a group of peers without fault, for those who coordinate it."""
    group = get_peers_of_others_for(request.user, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            end_peers(group, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("Ended. Everyone in it will get an email."))
            return redirect("matching:list-groups", slug=group.cycle.program.slug)
    context = _about(group, _("End without fault"))
    return render(request, "pairs/end_peers.html", context | {"form": form}, status=422 if form.errors else 200)


@form_page
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add somebody who waits to peers who are together, for those who coordinate them."""
    group = get_peers_of_others_for(request.user, pk)
    slug, waiting = group.cycle.program.slug, waiting_for_peers(group.cycle).exclude(mentee=request.user)
    form = JoinForm(posted(request), waiting=waiting)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_beside(form):
            join_peers(group, data["enrollment"], by=request.user, reason=data["reason"], now=timezone.now())
            messages.success(request, _("Added. Everyone in it will get an email."))
            return redirect("matching:list-groups", slug=slug)
    context = _about(group, _("Add someone who’s waiting"))
    context |= {"form": form, "nobody_waits": not waiting.exists()}
    return render(request, "pairs/join_peers.html", context, status=422 if form.errors else 200)


def _about(group: MentoringGroup, heading: str) -> dict[str, Any]:
    """What a page says of the peers whom a coordinator's step is about."""
    return {"group": group, "cycle": group.cycle, "names": others_text(group, None), "heading": heading}
