"""The reader's sessions in a calendar that is not ours: the choices, the secret address, and the feed behind it."""

from hashlib import sha256

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from core.undecryptable import UndecryptableText
from sessions.forms import ShownForm
from sessions.models import PersonalCalendar, Shown
from sessions.presentation.calendar_entries import entries_for
from sessions.presentation.calendar_file import feed_file
from sessions.queries.calendars import calendar_at, calendar_of, sessions_in_feed, shown_of
from sessions.services.personal_calendars import choose_shown, hash_of, make_address, revoke_address


@never_cache
@form_page
def edit(request: SignedInRequest) -> HttpResponse:
    """How to subscribe, the address, and how much the calendar shows."""
    user = request.user
    calendar = calendar_of(user)
    form = ShownForm(posted(request), stored=shown_of(calendar))
    if request.method == "POST" and form.is_valid():
        chosen = {name: Shown(form.cleaned_data[name]) for name in ("in_mails", "in_feed")}
        with refusals_beside(form):
            choose_shown(user, began_from=form.began_from, **chosen)
            messages.success(request, _("Your choices are saved."))
            return redirect("sessions:edit-calendar")
    address = _address_of(calendar)
    context = {
        "form": form,
        "calendar": calendar,
        "address": address,
        "subscribe": f"webcal:{address.partition(':')[2]}" if address else "",
    }
    return render(request, "sessions/calendar.html", context, status=422 if form.errors else 200)


def _address_of(calendar: PersonalCalendar) -> str:
    """The whole address; empty where there is none, or its token cannot be opened."""
    if not calendar.token or isinstance(calendar.token, UndecryptableText):
        return ""
    path = reverse("sessions:show-feed", kwargs={"token": calendar.token})
    return f"{settings.SITE_URL}{path}"


@require_POST
def change_address(request: SignedInRequest) -> HttpResponse:
    """Make an address, make a new one, or take it away."""
    if request.POST.get("do") == "revoke":
        revoke_address(request.user)
        messages.success(request, _("The address is gone. Calendars that used it no longer get your sessions."))
    else:
        make_address(request.user, now=timezone.now())
        messages.success(request, _("Your calendar has a new address. An earlier one no longer works."))
    return redirect("sessions:edit-calendar")


@sensitive_variables("token")
@login_not_required
@require_safe
def show_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """What a calendar program reads, which holds the address alone. A stranger's token leads nowhere.

    A program that has the same already is told so and loads nothing.
    """
    key = hash_of(token)
    calendar = calendar_at(key)
    if calendar is None:
        if limited := consume_or_429(request, action="calendar_stranger", limit_get=True):
            return HttpResponse(status=limited.status_code)
        raise Http404
    if limited := consume_or_429(request, action="calendar_feed", key=key, limit_get=True):
        return HttpResponse(status=limited.status_code)
    sessions = sessions_in_feed(calendar, timezone.now())
    with translation.override(settings.LANGUAGE_CODE):
        content = feed_file(entries_for(calendar.user, sessions, shows=Shown(calendar.in_feed), now=None))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="mentoring.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    return get_conditional_response(request, etag=etag, response=response) or response
