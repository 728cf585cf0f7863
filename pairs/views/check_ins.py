"""How it goes: for one of the two alone; and for coordinators, who would like to talk to them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_own_mentorship_for, get_shared_check_in_for
from pairs.forms.check_ins import CheckInForm
from pairs.presentation.check_ins import read_check_in, read_shared
from pairs.queries.check_ins import open_check_in, opened_on, own_check_ins, shared_in, stored_check_in
from pairs.services.check_ins import answer_check_in, note_talk
from programs.access import get_coordinated_program_for


@form_page
def check_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the check that is open, and read what one has answered before."""
    user, now = request.user, timezone.now()
    pair = get_own_mentorship_for(user, pk)
    day = pair.cycle.local_day(now)
    opened = open_check_in(pair, day)
    own = list(own_check_ins(user, pair))
    current = next((each for each in own if opened and each.kind == opened.kind), None)
    form = CheckInForm(posted(request), stored=stored_check_in(current)) if opened else None
    if request.method == "POST" and opened and form and form.is_valid():
        with refusals_beside(form):
            answers, shared, began_from = form.answers, form.shared, form.began_from
            answer_check_in(
                pair, kind=opened.kind, answers=answers, shared=shared, by=user, now=now, began_from=began_from
            )
            messages.success(request, _said_after(shared is not None))
            return redirect("sessions:show-pair", pk=pk)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "opened": opened,
        "current": current,
        "next": next((each for each in opened_on(pair) if each.since > day), None),
        "earlier": [read_check_in(each) for each in own if each is not current],
        "form": form,
    }
    return render(request, "pairs/check_in.html", context, status=422 if form and form.errors else 200)


def _said_after(shared: bool) -> str:
    if shared:
        return _("Saved. The coordinator will hear that you’d like to talk, and reads what you chose.")
    return _("Saved, for you alone.")


@require_safe
def list_talks(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who would like to talk to the coordinator, and what they chose to share."""
    program = get_coordinated_program_for(request.user, slug)
    page = page_of(request, shared_in(program, request.user))
    context = {"program": program, "page": page, "talks": [read_shared(each) for each in page]}
    return render(request, "pairs/talks.html", context)


@require_POST
def note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Note that one has talked to them."""
    shared = get_shared_check_in_for(request.user, pk)
    with refusals_said(request):
        note_talk(shared, by=request.user, now=timezone.now())
        messages.success(request, _("Noted. It’s off your list."))
    return redirect("pairs:list-talks", slug=shared.mentorship.cycle.program.slug)
