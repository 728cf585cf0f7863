"""Rolling programs: a mentee asks, the mentor answers, the coordinator sees that it goes on."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from matching.access import get_request_for
from matching.forms.requests import AskForm
from matching.models import MentorRequest
from matching.presentation.explanations import explain_pair
from matching.presentation.requests import explain_request, live_request, mentors_to_ask, requests_of, rows_to_ask
from matching.services.requests import accept_request, ask_mentor, decline_request, require_may_ask, withdraw_request
from people.access import get_enrollment_for, get_mentor_to_choose_for
from people.queries.readiness import is_unready
from programs.access import get_configurable_program_for

_CARDS = 10
_STATES = MentorRequest.State


@require_safe
def list_requests(request: SignedInRequest, cycle_pk: int) -> HttpResponse:
    """A mentee's requests, and the mentors with whom they have most in common."""
    enrollment = get_enrollment_for(request.user, cycle_pk)
    if not enrollment.cycle.program.is_rolling:
        return redirect("matching:list-mentors", cycle_pk=cycle_pk)
    now, search = timezone.now(), request.GET.get("q", "")[:100]
    mine = requests_of(enrollment)
    page = page_of(request, mentors_to_ask(enrollment, search=search), per_page=_CARDS)
    refusal = ""
    try:
        require_may_ask(enrollment)
    except DomainError as refused:
        refusal = refused.message
    live = [one for one in mine if one.state in MentorRequest.LIVE]
    context = {
        "cycle": enrollment.cycle,
        "program": enrollment.cycle.program,
        "search": search,
        "mine": [one for one in mine if one.state != _STATES.WITHDRAWN],
        "refusal": refusal,
        "left": enrollment.cycle.program.open_requests - len(live),
        "page": page,
        "rows": rows_to_ask(enrollment, list(page), mine=mine, now=now),
    }
    return render(request, "matching/requests.html", context)


@form_page
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a note to a mentor and ask; who has asked already sees that request, whose note is the one that counts."""
    enrollment, participation = get_mentor_to_choose_for(request.user, pk)
    if asked := live_request(enrollment, participation):
        return redirect("matching:show-request", pk=asked.pk)
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            made = ask_mentor(
                enrollment, participation=participation, note=form.cleaned_data["note"], now=timezone.now()
            )
            words = {"name": participation.mentor.formal_name}
            waits = made.state == _STATES.WAITING
            text = (
                _("You’re on the waiting list for a place with %(name)s.")
                if waits
                else _("%(name)s will get your request.")
            )
            messages.success(request, text % words)
            return redirect("matching:list-requests", cycle_pk=enrollment.cycle_id)
    context = {
        "cycle": enrollment.cycle,
        "program": enrollment.cycle.program,
        "participation": participation,
        "mentor": participation.mentor,
        "why": explain_pair(enrollment, participation),
        "form": form,
    }
    return render(request, "matching/ask.html", context, status=422 if form.errors else 200)


@require_safe
def show(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One request, as its mentee or its mentor sees it."""
    asked = get_request_for(request.user, pk)
    is_mentee = asked.enrollment.mentee_id == request.user.pk
    now = timezone.now()
    context = {
        "asked": asked,
        "cycle": asked.enrollment.cycle,
        "program": asked.enrollment.cycle.program,
        "is_mentee": is_mentee,
        "other": asked.participation.mentor if is_mentee else asked.enrollment.mentee,
        "why": explain_request(asked, to_mentee=is_mentee),
        "unready": not is_mentee and is_unready(asked.participation, day=asked.enrollment.cycle.local_day(now)),
        "can_answer": asked.state == _STATES.OPEN and asked.expires_at is not None and asked.expires_at > now,
    }
    return render(request, "matching/request.html", context)


@require_POST
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The mentor says yes or no, or the mentee takes the request back."""
    user, now = request.user, timezone.now()
    asked = get_request_for(user, pk)
    given = request.POST.get("answer")
    with refusals_said(request):
        if given == "accept":
            accept_request(asked, by=user, now=now)
            messages.success(request, _("Thank you. You’re paired now, and both of you will be told."))
        elif given == "decline":
            decline_request(asked, by=user, now=now)
            messages.success(request, _("Thank you for telling us. They’ll hear only that it won’t go ahead."))
        elif given == "withdraw":
            withdraw_request(asked, by=user, now=now)
            messages.success(request, _("Request taken back."))
            return redirect("matching:list-requests", cycle_pk=asked.enrollment.cycle_id)
    return redirect("matching:show-request", pk=pk)


@require_safe
def list_of_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who asked whom, and what came of it, for those who run the program; no notes."""
    program = get_configurable_program_for(request.user, slug)
    if not program.is_rolling:
        return redirect("matching:list-rounds", slug=slug)
    everything = MentorRequest.objects.filter(enrollment__cycle__program=program)
    counts = dict(everything.order_by().values_list("state").annotate(Count("pk")))
    shown = request.GET.get("state", "")
    shown = shown if shown in _STATES.values else ""
    rows = everything.filter(state=shown) if shown else everything
    people = ("enrollment__mentee", "enrollment__cycle__program__institution", "participation__mentor")
    context = {
        "program": program,
        "shown": shown,
        "all": sum(counts.values()),
        "tabs": [(state.value, state.label, counts.get(state.value, 0)) for state in _STATES],
        "page": page_of(request, rows.select_related(*people).defer("note").order_by("-made_at", "pk")),
    }
    with timezone.override(program.institution.zone):
        return render(request, "matching/program_requests.html", context)
