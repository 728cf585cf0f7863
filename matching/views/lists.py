"""Lists, to coordinators: once they have closed, whose deserve a word; never who is on one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of
from matching.access import get_round_for
from matching.models import MatchRound
from matching.queries.lists import closed_lists
from matching.queries.readers import mentors_in
from matching.views.round_page import back_to_round

_TABS = {
    "single": gettext_lazy("One name only"),
    "missing": gettext_lazy("No list"),
    "unranked": gettext_lazy("Mentors nobody ranked"),
}


@require_safe
def list_closed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who ranked one name only or nobody, and whom nobody ranked, by name, with search."""
    match_round = get_round_for(request.user, pk)
    if match_round.state in MatchRound.LISTS_CHANGE:
        return back_to_round(request, match_round, _("You’ll see this once lists have closed."))
    if match_round.state not in MatchRound.LISTS_CLOSED:
        return back_to_round(request, match_round, _("This round is over, so there’s nothing left to change."))
    search = request.GET.get("q", "")[:100]
    found = closed_lists(match_round, reader=request.user, search=search)
    rows = {"single": found.single, "missing": found.missing, "unranked": found.unranked}
    shown = request.GET.get("show", "")
    shown = shown if shown in rows else "single"
    counts = {key: of_tab.count() for key, of_tab in rows.items()}
    context = {
        "round": match_round,
        "cycle": match_round.cycle,
        "program": match_round.cycle.program,
        "mentors_in": mentors_in(match_round, request.user),
        "search": search,
        "shown": shown,
        "tabs": [(key, label, counts[key]) for key, label in _TABS.items()],
        "page": page_of(request, rows[shown], number=counts[shown]),
    }
    return render(request, "matching/closed_lists.html", context)
