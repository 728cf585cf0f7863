"""The mentors of a cycle, and one mentor's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.folding import fold
from core.paging import page_of
from matching.forms.filters import MentorFilter
from matching.presentation.mentors import mentor_rows
from matching.presentation.profiles import choice_of, support_rows
from matching.presentation.promises import promise_context
from matching.presentation.requests import live_request
from matching.presentation.zones import city, difference_in_words
from matching.queries.cycle_features import features_of
from matching.queries.mentors import MentorLine, by_overlap, lines_of, ready_mentors, shortlisted_by
from matching.queries.overlap_rows import FeatureKind
from matching.queries.preferences import ranking_of
from people.access import get_enrollment_for, get_mentor_for
from people.models import Enrollment, MentorParticipation
from people.policies import is_mentee_in
from people.presentation.meeting_times import times_in_words
from people.presentation.own_profile import gaps_in_words

_CARDS = 10
_SHORTLIST = "shortlist"


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the mentors."""

    label: str
    count: int
    query: str | None
    current: bool


@require_safe
def list_mentors(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """Filter, shortlist and rank the mentors of a cycle, all on one page."""
    enrollment = get_enrollment_for(request.user, cycle_pk)
    if enrollment.cycle.program.is_rolling:
        return redirect("matching:list-requests", cycle_pk=cycle_pk)
    return render_mentors(request, enrollment)


def render_mentors(
    request: SignedInRequest, enrollment: Enrollment, *, error: DomainError | None = None
) -> HttpResponse:
    """The page of `list_mentors`; with `error` beside the list when a change to it was refused."""
    now = timezone.now()
    ranking = ranking_of(enrollment, now=now)
    shortlist = shortlisted_by(enrollment)
    everybody = lines_of(ready_mentors(enrollment))
    mentors = _filter(request, enrollment, everybody)
    only_shortlist = request.GET.get("show") == _SHORTLIST
    shown = [line for line in everybody if line.pk in shortlist] if only_shortlist else _found(mentors, everybody)
    page = page_of(request, by_overlap(enrollment, shown), per_page=_CARDS)
    kept = len(shortlist) if ranking.is_looking or shortlist else None
    context = {
        "cycle": enrollment.cycle,
        "ranking": ranking,
        "error": error,
        **promise_context(enrollment.cycle.program, ranking.round),
        "filter": mentors,
        "only_shortlist": only_shortlist,
        "tabs": _tabs(mentors, only_shortlist, found=page.paginator.count, everybody=len(everybody), kept=kept),
        "title": _title(mentors, only_shortlist, page.paginator.count),
        "page": page,
        "rows": mentor_rows(enrollment, list(page), ranking=ranking, shortlist=shortlist, now=now),
    }
    return render(request, "matching/mentors.html", context, status=422 if error else 200)


def _filter(request: SignedInRequest, enrollment: Enrollment, everybody: Sequence[MentorLine]) -> MentorFilter:
    users = [line.user for line in everybody]
    known = features_of(enrollment.cycle, users)
    return MentorFilter(
        request.GET,
        ready_mentors(enrollment),
        held={kind: known.held_by_any(users, kind) for kind in FeatureKind},
        professions=sorted({line.profession for line in everybody} - {""}, key=fold),
    )


def _found(mentors: MentorFilter, everybody: Sequence[MentorLine]) -> Sequence[MentorLine]:
    if not mentors.chosen:
        return everybody
    found = set(mentors.qs.order_by().values_list("pk", flat=True))
    return [line for line in everybody if line.pk in found]


def _tabs(mentors: MentorFilter, only_shortlist: bool, *, found: int, everybody: int, kept: int | None) -> list[Tab]:
    filtered = bool(mentors.chosen) and not only_shortlist
    tabs = [Tab(_("Matching the filter"), found, None, True)] if filtered else []
    narrowed = filtered or only_shortlist
    tabs.append(Tab(_("All mentors"), everybody if narrowed else found, "", not narrowed))
    if kept is not None:
        tabs.append(Tab(_("My shortlist"), kept, f"show={_SHORTLIST}", only_shortlist))
    return tabs


def _title(mentors: MentorFilter, only_shortlist: bool, count: int) -> str:
    if only_shortlist and not count:
        return _("My shortlist")
    if only_shortlist:
        return ngettext("%(n)s mentor on my shortlist", "%(n)s mentors on my shortlist", count) % {"n": count}
    if mentors.chosen:
        text = ngettext("%(n)s mentor for %(filter)s", "%(n)s mentors for %(filter)s", count)
        return text % {"n": count, "filter": mentors.title}
    return ngettext("%(n)s mentor", "%(n)s mentors", count) % {"n": count}


@require_safe
def show_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mentor's page: for mentees of the cycle, who run the program, who guards it, the mentor as a preview."""
    user = request.user
    participation = get_mentor_for(user, pk)
    chooses = is_mentee_in(user, participation.cycle) and user.pk != participation.mentor_id
    enrollment = get_enrollment_for(user, participation.cycle_id) if chooses else None
    return render_mentor(request, participation, enrollment)


def render_mentor(
    request: SignedInRequest,
    participation: MentorParticipation,
    enrollment: Enrollment | None,
    *,
    error: DomainError | None = None,
) -> HttpResponse:
    """The page of `show_mentor`; with `error` beside the list when a change to it was refused.

    With an enrollment the reader may choose the mentor; other readers have none.
    """
    user, now = request.user, timezone.now()
    choice = choice_of(enrollment, participation, now=now) if enrollment else None
    rolling, is_preview = participation.cycle.program.is_rolling, user.pk == participation.mentor_id
    context = {
        "asked": live_request(enrollment, participation) if enrollment and rolling else None,
        "cycle": enrollment.cycle if enrollment else participation.cycle,
        "mentor": participation.mentor,
        "participation": participation,
        "choice": choice,
        "listed": choice and (choice.ranking.is_looking or choice.row.rank or choice.row.shortlisted),
        "support": support_rows(participation, enrollment),
        "zones": difference_in_words(participation.mentor.time_zone, user.time_zone, now=now),
        "place": city(participation.mentor.time_zone),
        "times": times_in_words(participation.meeting_times),
        "is_preview": is_preview,
        "gaps": gaps_in_words(participation) if is_preview else "",
        "error": error,
    }
    return render(request, "matching/mentor.html", context, status=422 if error else 200)
