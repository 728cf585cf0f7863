"""A handover note: its mentee writes it and decides who reads it; a mentor who may reads it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_mentorship_for
from pairs.forms.handovers import HandoverForm
from pairs.models import Mentorship
from pairs.queries.handovers import handover_for, handover_of, mentorships_to_give, stored_handover
from pairs.services.handovers import keep_handover


@form_page
def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write and give the note as the mentee, with what a mentor reads below; or read it as the mentor."""
    pair = get_own_mentorship_for(request.user, pk)
    if request.user.pk == pair.mentor_id:
        return _read(request, pair)
    program, user = pair.cycle.program, request.user
    form = HandoverForm(
        posted(request), pairs=mentorships_to_give(program, user), stored=stored_handover(program, user)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            keep_handover(program, by=user, now=timezone.now(), began_from=form.began_from, **form.cleaned_data)
            messages.success(request, _("Saved. Below is what the mentors you checked can read."))
            return redirect("pairs:handover", pk=pk)
    context = {"pair": pair, "cycle": pair.cycle, "form": form, "note": handover_of(program, user)}
    return render(request, "pairs/handover.html", context, status=422 if form.errors else 200)


def _read(request: SignedInRequest, pair: Mentorship) -> HttpResponse:
    note = handover_for(pair, request.user)
    if note is None:
        raise Http404
    return render(request, "pairs/read_handover.html", {"pair": pair, "cycle": pair.cycle, "note": note})
