"""What a round aims for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.errors import WrongState
from core.methods import form_page
from core.refusals import refusals_beside
from core.revisions import stored_fields
from matching.access import get_round_for
from matching.forms.round_aims import AimsForm
from matching.services.round_aims import AIMS, check_aims_editable, set_aims
from matching.views.round_page import back_to_round


@form_page
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the round aims for, while lists are taken."""
    match_round = get_round_for(request.user, pk)
    if request.method != "POST":
        try:
            check_aims_editable(match_round)
        except WrongState as refusal:
            return back_to_round(request, match_round, refusal.message)
    form = AimsForm(posted(request), stored=stored_fields(match_round, AIMS))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            set_aims(match_round, **form.settings, began_from=form.began_from)
            messages.success(request, _("Aims saved. Balanced looks at them once lists are closed."))
            return redirect("matching:show-round", pk=pk)
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "form": form,
    }
    return render(request, "matching/round_aims.html", context, status=422 if form.errors else 200)
