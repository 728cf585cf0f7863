"""The page on which a mentor says whom of those who listed them they would like to mentor."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.methods import form_page
from core.refusals import refusals_beside
from matching.forms.mentor_lists import MentorListForm
from matching.queries.mentor_lists import candidates, round_for_mentors, stored_answers
from matching.services.mentor_lists import save_mentor_list
from people.access import get_mentoring_for


@form_page
def rank_mentees(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """Those who listed the reader, each with a place or “rather not”."""
    participation = get_mentoring_for(request.user, cycle_pk)
    cycle = participation.cycle
    match_round = round_for_mentors(cycle)
    context: dict[str, Any] = {"cycle": cycle, "program": cycle.program, "round": match_round}
    if match_round is None:
        return render(request, "matching/rank_mentees.html", context, status=409 if request.method == "POST" else 200)
    mentees = list(candidates(match_round, participation, day=cycle.local_day(timezone.now())))
    stored = stored_answers(match_round, participation)
    form = MentorListForm(request.POST if request.method == "POST" else None, mentees=mentees, stored=stored)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_mentor_list(
                participation, match_round=match_round, ranks=form.ranks, now=timezone.now(), began_from=form.began_from
            )
            messages.success(request, _("Saved. You can change it until the pairs are worked out."))
            return redirect("matching:rank-mentees", cycle_pk=cycle_pk)
    context |= {"form": form, "answered": bool(stored)}
    return render(request, "matching/rank_mentees.html", context, status=422 if form.errors else 200)
