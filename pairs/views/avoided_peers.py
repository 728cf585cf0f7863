"""Whom a peer would rather not be with: a page that only they have."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.forms.avoided_peers import AvoidedPeerForm
from pairs.services.avoidances import avoid_peer, forget_avoided_peer
from people.access import get_peer_enrollment_for


@form_page
def list_avoided(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """The addresses that the reader has named, and a form for one more."""
    enrollment = get_peer_enrollment_for(request.user, cycle_pk)
    form = AvoidedPeerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            avoid_peer(enrollment, address=form.cleaned_data["address"])
            messages.success(request, _("Noted. You two won’t be put together, and nobody else can see why."))
            return redirect("pairs:list-avoided-peers", cycle_pk=cycle_pk)
    named = sorted(enrollment.avoided_peers.all(), key=lambda one: str(one.address))
    context = {"cycle": enrollment.cycle, "form": form, "named": named}
    return render(request, "pairs/avoided_peers.html", context, status=422 if form.errors else 200)


@require_POST
def forget(request: SignedInRequest, cycle_pk: int, pk: UUID) -> HttpResponse:
    """Let the two be put together again."""
    forget_avoided_peer(get_peer_enrollment_for(request.user, cycle_pk), key=pk)
    messages.success(request, _("Removed. You’re no longer ruling this person out."))
    return redirect("pairs:list-avoided-peers", cycle_pk=cycle_pk)
