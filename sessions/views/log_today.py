"""Everything that somebody has to log today on one page, which a phone without signal can keep; and what keeps it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from pairs.models import MentoringGroup, Mentorship
from pairs.presentation.peers import others_text
from sessions.forms import GroupLogForm, PairLogForm
from sessions.models import MentoringSession
from sessions.presentation.headings import heading_for
from sessions.queries.logs import groups_to_log, pairs_to_log, sessions_to_log_today
from sessions.views.log_forms import group_form, pair_form, planned_form


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing to log: a session of the calendar, or one that was in none of a pair or of a group."""

    key: str
    title: str
    url: str
    form: PairLogForm | GroupLogForm
    session: MentoringSession | None = None
    pair: Mentorship | None = None
    group: MentoringGroup | None = None


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """The forms of all sessions to log by the end of the day, and of others with the same people."""
    user, now = request.user, timezone.now()
    context = {"planned": list(_planned(user, now)), "others": [*_pairs(user, now), *_groups(user, now)], "now": now}
    return render(request, "sessions/log_today.html", context)


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address is at the root, so that it may serve home too; browsers ask for a new one."""
    response = render(request, "sessions/log_worker.js", content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response


def _planned(user: User, now: datetime) -> Iterator[LogEntry]:
    for session in sessions_to_log_today(user, now):
        key = str(session.pk)
        form = planned_form(session, user, auto_id=f"id_{key}_%s")
        url = reverse("sessions:log-session", kwargs={"pk": session.pk})
        yield LogEntry(key, heading_for(session, user), url, form, session=session, pair=session.mentorship)


def _pairs(user: User, now: datetime) -> Iterator[LogEntry]:
    for pair in pairs_to_log(user):
        key = f"pair-{pair.pk}"
        form = pair_form(pair, user, last_mode=vars(pair)["last_mode"], now=now, auto_id=f"id_{key}_%s")
        url = reverse("sessions:log-new-session", kwargs={"pk": pair.pk})
        yield LogEntry(key, pair.mentee.display_name, url, form, pair=pair)


def _groups(user: User, now: datetime) -> Iterator[LogEntry]:
    for group in groups_to_log(user):
        key = f"group-{group.pk}"
        form = group_form(group, user, last_mode=vars(group)["last_mode"], now=now, auto_id=f"id_{key}_%s")
        url = reverse("sessions:log-new-group-session", kwargs={"pk": group.pk})
        title = others_text(group, user.pk) if group.is_of_peers else group.name
        yield LogEntry(key, title, url, form, group=group)
