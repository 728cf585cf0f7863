"""How email goes out, for the school's administrators."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.background import last_tick, queue_depths
from core.paging import page_of
from core.refusals import refusals_said
from notifications.presentation.mail_hours import hours_chart
from notifications.presentation.mail_trials import outcome_of
from notifications.queries.mail_route import mail_leaves, mail_route
from notifications.queries.mail_status import (
    OPEN_CATEGORIES,
    emails_sent,
    last_complaints,
    last_failures,
    mail_status,
    sent_by_hour,
    trials_of,
)
from notifications.queries.undelivered import reason_of
from notifications.services.mail_trials import try_mail
from notifications.tasks import wake_worker
from people.queries.schools import messages_of
from programs.access import get_mailed_schools_for


@require_safe
def show_mail(request: SignedInRequest) -> HttpResponse:
    """How email leaves the site, what waits, went out and failed, who works, and what became of an email to oneself."""
    mail = messages_of(get_mailed_schools_for(request.user))
    now = timezone.now()
    context = {
        "leaves": mail_leaves(),
        "route": mail_route(),
        "status": mail_status(mail, now=now),
        "hours": hours_chart(sent_by_hour(mail, now=now)),
        "ticked": last_tick(),
        "tasks": queue_depths(),
        "failures": [(message, reason_of(message.fault)) for message in last_failures(mail)],
        "complaints": last_complaints(mail),
        "trials": [(trial, outcome_of(trial)) for trial in trials_of(request.user)],
    }
    return render(request, "people/mail.html", context)


@require_POST
def send_test(request: SignedInRequest) -> HttpResponse:
    """Send an email to oneself."""
    get_mailed_schools_for(request.user)
    with refusals_said(request):
        try_mail(request.user, now=timezone.now())
        transaction.on_commit(wake_worker, robust=True)
        messages.success(request, _("A test email to %(email)s is on its way out.") % {"email": request.user.email})
    return redirect("people:show-mail")


@require_safe
def list_kept(request: SignedInRequest) -> HttpResponse:
    """Emails that were written while no mail server is set up; of those for their readers alone only the kind."""
    mail = messages_of(get_mailed_schools_for(request.user))
    if mail_leaves():
        raise Http404
    page = page_of(request, emails_sent(mail))
    rows = [(message, message.category in OPEN_CATEGORIES) for message in page]
    return render(request, "people/mail_kept.html", {"page": page, "rows": rows})
