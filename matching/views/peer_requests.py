"""Peers ask each other: one page with what somebody asked, what they are asked, and a form."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from matching.access import get_peer_request_for
from matching.forms.peer_requests import AskPeerForm
from matching.models import PeerRequest
from matching.queries.peer_requests import asked_by, may_ask_peers, to_answer
from matching.services.peer_requests import accept_peer, ask_peer, decline_peer, take_back
from people.access import get_peer_enrollment_for
from people.models import Enrollment


@form_page
def ask(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """Ask somebody by address, and see what was asked on either side."""
    enrollment, now = _own(request, cycle_pk), timezone.now()
    form = AskPeerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_beside(form):
            made = ask_peer(enrollment, address=data["address"], note=data["note"], now=now)
            messages.success(request, _said_after_asking(made))
            return redirect("matching:ask-peer", cycle_pk=cycle_pk)
    mine = list(asked_by(enrollment))
    context = {
        "enrollment": enrollment,
        "cycle": enrollment.cycle,
        "program": enrollment.cycle.program,
        "form": form,
        "mine": mine,
        "to_answer": to_answer(enrollment, now),
        "may_ask": may_ask_peers(enrollment),
        "left": enrollment.cycle.program.open_requests - sum(_is_open(one) for one in mine),
    }
    return render(request, "matching/ask_peer.html", context, status=422 if form.errors else 200)


def _own(request: SignedInRequest, cycle_pk: int) -> Enrollment:
    enrollment = get_peer_enrollment_for(request.user, cycle_pk)
    if not enrollment.cycle.program.peers_may_ask:
        raise Http404
    return enrollment


def _is_open(asked: PeerRequest) -> bool:
    return asked.state == PeerRequest.State.OPEN and asked.expires_at > timezone.now()


def _said_after_asking(made: PeerRequest) -> str:
    if made.state == PeerRequest.State.ACCEPTED:
        return _("They had asked you the same, so you’re peers now.")
    text = _("If %(address)s belongs to someone who takes part, they’ll get an email and can answer.")
    return text % {"address": made.address}


@require_POST
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say yes or no to who asked."""
    asked = get_peer_request_for(request.user, pk, asked=True)
    now, given = timezone.now(), request.POST.get("answer")
    with refusals_said(request):
        if given == "accept":
            accept_peer(asked, by=request.user, now=now)
            messages.success(request, _("You’re peers now, and both of you will get an email."))
            return redirect("home")
        if given == "decline":
            decline_peer(asked, by=request.user, now=now)
            messages.success(request, _("Declined. They’ll read that it won’t go ahead, and nothing more."))
    return redirect("matching:ask-peer", cycle_pk=asked.enrollment.cycle_id)


@require_POST
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own request back."""
    asked = get_peer_request_for(request.user, pk, asked=False)
    with refusals_said(request):
        take_back(asked, now=timezone.now())
        messages.success(request, _("Request taken back."))
    return redirect("matching:ask-peer", cycle_pk=asked.enrollment.cycle_id)
