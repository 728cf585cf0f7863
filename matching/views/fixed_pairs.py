"""Pairs that are settled before a round."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.search import narrowed
from matching.access import get_round_for
from matching.forms.fixed_pairs import FixedPairForm
from matching.models import MatchRound
from matching.queries.eligibility import unpaired_mentees
from matching.queries.places import mentors_with_a_place
from matching.services.fixed_pairs import fix_pair, release_pair
from matching.views.taking_off import take_off

_PEOPLE = ("enrollment__mentee", "participation__mentor")


@form_page
def list_fixed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pairs that are settled, and while lists are taken a form for one more."""
    match_round = get_round_for(request.user, pk)
    form = _form(request, match_round) if match_round.state in MatchRound.LISTS_CHANGE else None
    if form and request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            fix_pair(match_round, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Pair fixed. Every method keeps it."))
            return redirect("matching:list-fixed-pairs", pk=pk)
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "form": form,
        "page": page_of(request, match_round.fixed_pairs.select_related(*_PEOPLE)),
        "search": request.GET.get("search", "")[:100],
    }
    status = 422 if form and form.errors else 200
    return render(request, "matching/fixed_pairs.html", context, status=status)


def _form(request: SignedInRequest, match_round: MatchRound) -> FixedPairForm:
    cycle, search = match_round.cycle, request.GET.get("search", "")[:100]
    fixed = match_round.fixed_pairs.order_by().values("enrollment").annotate(n=Count("pk"))
    full = fixed.filter(n__gte=match_round.places_each).values("enrollment")
    mentees = unpaired_mentees(cycle).exclude(mentee=request.user).exclude(pk__in=full).select_related("mentee")
    there = mentors_with_a_place(cycle, day=cycle.local_day(timezone.now())).exclude(mentor=request.user)
    mentors = there.select_related("mentor").defer("decline_reason")
    if not search.strip():
        return FixedPairForm(posted(request), allowed=(mentees, mentors), shown=(mentees, mentors))
    found_mentees = narrowed(mentees, search, "mentee__given_name", "mentee__family_name", "mentee__email")
    found_mentors = narrowed(mentors, search, "mentor__given_name", "mentor__family_name", "mentor__email")
    # One search serves both sides: a side in which nobody is called so shows everybody.
    shown = (found_mentees if found_mentees.exists() else mentees, found_mentors if found_mentors.exists() else mentors)
    return FixedPairForm(posted(request), allowed=(mentees, mentors), shown=shown)


@require_POST
def release(request: SignedInRequest, pk: int, pair: int) -> HttpResponse:
    """Let the round decide about two people again."""
    match_round = get_round_for(request.user, pk)
    rows = match_round.fixed_pairs.select_related("round__cycle__program", *_PEOPLE)
    take_off(request, rows, pair, do=release_pair, done=_("Released. The round decides about the two again."))
    return redirect("matching:list-fixed-pairs", pk=pk)
