"""Changes to a mentee's list and shortlist: each is a plain form post, and JavaScript only saves clicks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_beside
from matching.errors import BrokenList, RankingClosed
from matching.forms.preferences import ChangeForm, NumbersForm
from matching.models import MatchRound, PreferenceList
from matching.presentation.promises import promise_context
from matching.queries.mentors import ready_mentors
from matching.queries.preferences import Ranking, open_round_of, ranking_of
from matching.services import preferences
from matching.services.shortlist import add_to_shortlist, remove_from_shortlist
from matching.views.mentors import render_mentor, render_mentors
from pairs.services.avoidances import avoid_mentor, undo_avoidance
from people.access import get_enrollment_for, get_mentor_for, get_mentor_to_choose_for
from people.models import Enrollment, MentorParticipation


@form_page
def change_list(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """Add, remove, move, save, submit or take back; `?mentor=` says that the change came from a mentor's page.

    A refused change is answered on this address, so links of that page and a reload arrive here by GET.
    """
    user = request.user
    enrollment = get_enrollment_for(user, cycle_pk)
    if request.method != "POST":
        return redirect(_address(request, enrollment))
    page = read_number(request.GET.get("mentor"))
    mentor = None if page is None else get_mentor_for(user, page)
    form = ChangeForm(request.POST)
    try:
        if not form.is_valid():
            raise BrokenList(form.errors.as_data().popitem()[1][0].messages[0])
        done = _apply_change(enrollment, form.cleaned_data, now=timezone.now())
    except DomainError as refusal:
        if mentor:
            return render_mentor(request, mentor, enrollment, error=refusal)
        return render_mentors(request, enrollment, error=refusal)
    if not done.words:
        return redirect("matching:show-receipt", cycle_pk=cycle_pk)
    messages.success(request, done.words, extra_tags=done.place)
    if mentor:
        return redirect("matching:show-mentor", pk=mentor.pk)
    return redirect(f"{_address(request, enrollment)}#{done.focus}")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a change did.

    Attributes:
        words: in a sentence; empty when the page that follows says it itself.
        place: the word in the message's tags by which the page shows it: a mentor's card, or the list.
        focus: the `id` of the control that the reader used, or of what takes its place.
    """

    words: str
    place: str = ""
    focus: str = ""


def _apply_change(enrollment: Enrollment, data: dict[str, Any], *, now: datetime) -> _Change:
    action, value = data["action"], data["value"]
    if action in ("short", "unshort"):
        return _change_shortlist(enrollment, action, value)
    match_round = open_round_of(enrollment.cycle)
    if match_round is None:
        raise RankingClosed
    if action == "add":
        own = preferences.add_mentor(enrollment, match_round=match_round, participation=value, now=now)
        return _Change(_ranked_as(own, value), f"m-{value}", f"list-{value}")
    if action == "remove":
        preferences.remove_mentor(enrollment, match_round=match_round, participation=value, now=now)
        name = get_mentor_for(enrollment.mentee, value).mentor.formal_name
        in_list = data["order"] is not None  # the form of the list sends its order along, a card's does not
        words = _("%(name)s is off your list.") % {"name": name}
        return _Change(words, "my-list focus", "said") if in_list else _Change(words, f"m-{value}", f"list-{value}")
    if action == "move":
        moved, step = value
        own = preferences.move_mentor(
            enrollment, match_round=match_round, participation=moved, step=step, seen=data["seen"] or [], now=now
        )
        return _Change(_ranked_as(own, moved), "my-list", f"{'up' if step < 0 else 'down'}-{moved}")
    return _save(enrollment, match_round, data, now)


def _change_shortlist(enrollment: Enrollment, action: str, participation: int) -> _Change:
    mentor = get_mentor_for(enrollment.mentee, participation)
    if action == "short":
        add_to_shortlist(enrollment, participation=mentor)
        words = _("%(name)s is on your shortlist.")
    else:
        remove_from_shortlist(enrollment, participation=mentor)
        words = _("%(name)s is off your shortlist.")
    return _Change(words % {"name": mentor.mentor.formal_name}, f"m-{participation}", f"keep-{participation}")


def _ranked_as(own: PreferenceList, participation: int) -> str:
    item = own.items.select_related("participation__mentor").get(participation=participation)
    return _("%(name)s is number %(rank)s on your list.") % {
        "name": item.participation.mentor.formal_name,
        "rank": item.rank,
    }


def _save(enrollment: Enrollment, match_round: MatchRound, data: dict[str, Any], now: datetime) -> _Change:
    submit = {"submit": True, "withdraw": False}.get(data["action"])
    order = data["order"] or data["seen"] or []
    preferences.save_order(enrollment, match_round=match_round, order=order, seen=data["seen"], submit=submit, now=now)
    if data["action"] == "submit":
        return _Change("")
    if data["action"] == "withdraw":
        return _Change(_("Your list is a draft again. It doesn’t count until you hand it in."), "my-list", "said")
    return _Change(_("Your list is saved."), "my-list", "said")


def _address(request: SignedInRequest, enrollment: Enrollment) -> str:
    """The list page with the same filters."""
    address = reverse("matching:list-mentors", kwargs={"cycle_pk": enrollment.cycle_id})
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


@require_safe
def show_receipt(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """What a mentee handed in, and until when it can be changed."""
    enrollment = get_enrollment_for(request.user, cycle_pk)
    ranking = ranking_of(enrollment, now=timezone.now())
    if not ranking.is_submitted:
        return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    return render(request, "matching/receipt.html", {"cycle": enrollment.cycle, "ranking": ranking})


@form_page
def edit_ranks(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """The list as a plain form: a number for each mentor on the list and on the shortlist."""
    enrollment = get_enrollment_for(request.user, cycle_pk)
    now = timezone.now()
    ranking = ranking_of(enrollment, now=now)
    if request.method != "POST" and not ranking.is_open:
        return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    form = NumbersForm(
        posted(request),
        mentors=_to_number(enrollment, ranking, posted=_numbered(request)),
        order=ranking.order,
        length=ranking.length,
    )
    if request.method == "POST" and form.is_valid():
        submit = True if "submit" in request.POST else None
        with refusals_beside(form):
            if ranking.round is None:
                raise RankingClosed
            ranks, began_from = form.ranks, form.began_from
            preferences.save_ranks(
                enrollment, match_round=ranking.round, ranks=ranks, submit=submit, now=now, began_from=began_from
            )
            if submit:
                return redirect("matching:show-receipt", cycle_pk=cycle_pk)
            messages.success(request, _("Your list is saved."), extra_tags="my-list")
            return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    context = {
        "form": form,
        "cycle": enrollment.cycle,
        "ranking": ranking,
        **promise_context(enrollment.cycle.program, ranking.round),
    }
    return render(request, "matching/ranked_numbers.html", context, status=422 if form.errors else 200)


def _numbered(request: SignedInRequest) -> set[int]:
    """Whom the posted form numbers, also when another window has taken them off the list meanwhile."""
    keys = (name.removeprefix("mentor-") for name, rank in request.POST.items() if rank and name.startswith("mentor-"))
    return {number for key in keys if (number := read_number(key)) is not None}


def _to_number(enrollment: Enrollment, ranking: Ranking, *, posted: set[int]) -> list[MentorParticipation]:
    """Those on the list, best first, then the rest of the shortlist, and of what was posted, by name."""
    listed = [item.participation for item in ranking.items]
    shortlist = enrollment.shortlist.values("participation")
    kept = ready_mentors(enrollment).filter(Q(pk__in=shortlist) | Q(pk__in=posted))
    return listed + list(kept.exclude(pk__in=ranking.order).select_related("mentor"))


@require_POST
def avoid(request: SignedInRequest, pk: int) -> HttpResponse:
    """The mentee would rather not be paired with this mentor."""
    enrollment, mentor = get_mentor_to_choose_for(request.user, pk)
    avoid_mentor(enrollment, participation=mentor, now=timezone.now())
    messages.success(request, _("Noted. You two won’t be matched, and nobody else can see why."))
    return redirect("matching:show-mentor", pk=mentor.pk)


@require_POST
def undo_avoid(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pairing is possible again."""
    enrollment, mentor = get_mentor_to_choose_for(request.user, pk)
    undo_avoidance(enrollment, participation=mentor)
    messages.success(request, _("Undone. You’re no longer ruling this pairing out."))
    return redirect("matching:show-mentor", pk=mentor.pk)
