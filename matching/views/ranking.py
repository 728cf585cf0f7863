"""Changes to a mentee's list and shortlist: each is a plain form post, and JavaScript only saves clicks."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import RuleBroken
from accounts.models import User
from core.numbers import read_number
from core.revised_forms import refuse
from matching.access import get_enrollment_for, get_mentor_for, get_mentor_to_choose_for
from matching.errors import BrokenList, RankingClosed
from matching.forms.preferences import ChangeForm, NumbersForm
from matching.selectors.mentors import ready_mentors
from matching.selectors.preferences import Ranking, open_round_of, ranking_of
from matching.services import preferences
from matching.services.avoidances import avoid_mentor, undo_avoidance
from matching.services.shortlist import drop_mentor, keep_mentor
from matching.views.mentors import render_mentor, render_mentors
from programs.models import Enrollment, MentorParticipation


@require_http_methods(["GET", "HEAD", "POST"])
def change_list(request: HttpRequest, cycle_pk: int) -> HttpResponse:
    """Add, remove, move, save, submit or take back; `?mentor=` says that the change came from a mentor's page.

    A refused change is answered on this address, so links of that page and a reload arrive here by GET.
    """
    user = cast(User, request.user)
    enrollment = get_enrollment_for(user, cycle_pk)
    if request.method != "POST":
        return redirect(_address(request, enrollment))
    page = read_number(request.GET.get("mentor"))
    mentor = None if page is None else get_mentor_for(user, page)
    form = ChangeForm(request.POST)
    try:
        if not form.is_valid():
            raise BrokenList(form.errors.as_data().popitem()[1][0].messages[0])
        _change(request, enrollment, form.cleaned_data, now=timezone.now())
    except RuleBroken as refusal:
        if mentor:
            return render_mentor(request, mentor, enrollment, error=refusal)
        return render_mentors(request, enrollment, error=refusal)
    if mentor:
        return redirect("matching:show-mentor", pk=mentor.pk)
    return redirect(_address(request, enrollment) + _anchor(**form.cleaned_data))


def _change(request: HttpRequest, enrollment: Enrollment, data: dict[str, Any], *, now: datetime) -> None:
    action, value, seen = data["action"], data["value"], data["seen"]
    if action in ("short", "unshort"):
        mentor = get_mentor_for(enrollment.mentee, value)
        change = keep_mentor if action == "short" else drop_mentor
        change(enrollment, participation=mentor)
        return
    round_ = open_round_of(enrollment.cycle)
    if round_ is None:
        raise RankingClosed
    if action == "add":
        preferences.add_mentor(enrollment, round_=round_, participation=value, now=now)
    elif action == "remove":
        preferences.remove_mentor(enrollment, round_=round_, participation=value, now=now)
    elif action == "move":
        mentor_pk, step = value
        preferences.move_mentor(enrollment, round_=round_, participation=mentor_pk, step=step, seen=seen or [], now=now)
    else:
        submit = {"submit": True, "withdraw": False}.get(action)
        order = data["order"] or seen or []
        preferences.save_order(enrollment, round_=round_, order=order, seen=seen, submit=submit, now=now)
        _confirm(request, action)


def _confirm(request: HttpRequest, action: str) -> None:
    words = {
        "submit": _("Your list is submitted. You can change it until the lists close."),
        "withdraw": _("Your list is a draft again. It does not count until you submit it."),
        "save": _("Your list is saved."),
    }
    messages.success(request, words[action])


def _address(request: HttpRequest, enrollment: Enrollment) -> str:
    """The list page with the same filters."""
    address = reverse("matching:list-mentors", kwargs={"cycle_pk": enrollment.cycle_id})
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _anchor(action: str, value: Any, **_rest: Any) -> str:
    """The place on the page where something changed."""
    if action == "move":
        return f"#rank-{value[0]}"
    return f"#m-{value}" if action in ("add", "remove", "short", "unshort") else ""


@require_http_methods(["GET", "HEAD", "POST"])
def edit_ranks(request: HttpRequest, cycle_pk: int) -> HttpResponse:
    """The list as a plain form: a number for each mentor on the list and on the shortlist."""
    enrollment = get_enrollment_for(cast(User, request.user), cycle_pk)
    now = timezone.now()
    ranking = ranking_of(enrollment, now=now)
    if request.method != "POST" and not ranking.is_open:
        return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    form = NumbersForm(
        request.POST or None,
        mentors=_to_number(enrollment, ranking, posted=_numbered(request)),
        order=ranking.order,
        length=ranking.length,
    )
    if request.method == "POST" and form.is_valid():
        submit = True if "submit" in request.POST else None
        try:
            if ranking.round is None:
                raise RankingClosed
            ranks, began_from = form.ranks, form.began_from
            preferences.save_ranks(
                enrollment, round_=ranking.round, ranks=ranks, submit=submit, now=now, began_from=began_from
            )
        except RuleBroken as refusal:
            refuse(form, refusal)
        else:
            _confirm(request, "submit" if submit else "save")
            return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    context = {
        "form": form,
        "cycle": enrollment.cycle,
        "ranking": ranking,
    }
    return render(request, "matching/ranked_numbers.html", context, status=422 if form.errors else 200)


def _numbered(request: HttpRequest) -> set[int]:
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
def avoid(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentee would rather not be paired with this mentor."""
    enrollment, mentor = get_mentor_to_choose_for(cast(User, request.user), pk)
    avoid_mentor(enrollment, participation=mentor, now=timezone.now())
    messages.success(request, _("Noted. You two will not be paired, and nobody else can see why."))
    return redirect("matching:show-mentor", pk=mentor.pk)


@require_POST
def undo_avoid(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairing is possible again."""
    enrollment, mentor = get_mentor_to_choose_for(cast(User, request.user), pk)
    undo_avoidance(enrollment, participation=mentor)
    messages.success(request, _("Taken back. You no longer rule this pairing out."))
    return redirect("matching:show-mentor", pk=mentor.pk)
