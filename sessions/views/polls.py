"""Polls of times: a leader offers some, members answer on one page, the leader picks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_beside, refusals_said
from pairs.presentation.peers import given_names, others_text
from sessions.access import get_led_group_for, get_poll_for
from sessions.forms import PollAnswerForm, PollForm
from sessions.models import TimePoll
from sessions.policies import leads_group
from sessions.presentation.polls import best_first, said_by
from sessions.services.polls import answer_poll, close_poll, open_poll, pick_poll_time


@form_page
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer up to ten times to a group that the reader leads."""
    user = request.user
    group = get_led_group_for(user, pk)
    names = others_text(group, user.pk) if group.is_of_peers else group.name
    title = given_names(group) if group.is_of_peers else group.name
    minutes = group.cycle.program.session_minutes
    form = PollForm(posted(request), zone=user.zone, minutes=minutes, initial={"mode": "in_person", "title": title})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            poll = open_poll(group, by=user, draft=form.draft(), now=timezone.now())
            messages.success(request, _("The group is asked. You can pick a time whenever you like."))
            return redirect("sessions:show-poll", pk=poll.pk)
    context = {"form": form, "group": group, "names": names, "cycle": group.cycle}
    return render(request, "sessions/new_poll.html", context, status=422 if form.errors else 200)


@form_page
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which times suit whom, and one's own answer."""
    user = request.user
    poll = get_poll_for(user, pk)
    form = None
    if request.method == "POST":
        form = _answer_form(request, poll)
        if form.is_valid():
            with refusals_beside(form):
                answer_poll(poll, by=user, says=form.says(), now=timezone.now())
                messages.success(request, _("Answer saved. You can change it until a time is picked."))
                return redirect("sessions:show-poll", pk=poll.pk)
    return _page(request, poll, form=form)


@require_POST
def pick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pick a time: the session is planned."""
    user = request.user
    poll = get_poll_for(user, pk)
    time = read_number(request.POST.get("time")) or 0
    try:
        session = pick_poll_time(poll, time, by=user, now=timezone.now())
    except DomainError as error:
        poll.refresh_from_db()
        return _page(request, poll, refusal=error.message)
    messages.success(request, _("Session planned. Everyone in the group will be told."))
    return redirect("sessions:show-session", pk=session.pk)


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a poll without a time."""
    poll = get_poll_for(request.user, pk)
    with refusals_said(request):
        close_poll(poll, by=request.user, now=timezone.now())
        messages.success(request, _("Poll closed. No time was picked."))
    return redirect("sessions:show-poll", pk=poll.pk)


def _answer_form(request: SignedInRequest, poll: TimePoll) -> PollAnswerForm:
    suits, zones = best_first(poll), [request.user.zone, poll.zone]
    times = sorted((one.time for one in suits), key=lambda time: time.starts_at)
    ahead = [time for time in times if time.starts_at > timezone.now()]
    return PollAnswerForm(posted(request), times=ahead, said=said_by(request.user, suits), zones=zones)


def _page(
    request: SignedInRequest, poll: TimePoll, *, form: PollAnswerForm | None = None, refusal: str = ""
) -> HttpResponse:
    user = request.user
    is_open = poll.state == TimePoll.State.OPEN
    context = {
        "poll": poll,
        "group": poll.group,
        "cycle": poll.group.cycle,
        "zones": [user.zone, poll.zone],
        "leads": leads_group(user, poll.group_id),
        "suits": best_first(poll),
        "form": (form or _answer_form(request, poll)) if is_open else None,
        "is_open": is_open,
        "refusal": refusal,
        "now": timezone.now(),
        "back": reverse("sessions:show-group", kwargs={"pk": poll.group_id}),
    }
    invalid = form is not None and form.errors
    return render(request, "sessions/poll.html", context, status=409 if refusal else 422 if invalid else 200)
