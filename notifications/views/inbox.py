"""The inbox of a person."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.methods import form_page
from core.paging import page_of
from notifications.access import read_token
from notifications.queries.inbox import Inbox, inbox_of
from notifications.queries.preferences import preference_of
from notifications.services.outbox import mark_read
from notifications.services.preferences import opt_out


@require_safe
def list_messages(request: SignedInRequest) -> HttpResponse:
    """Everything that was delivered to the reader, newest first."""
    inbox = Inbox(request.user)
    context = {"page": page_of(request, inbox), "is_reached": inbox.is_reached}
    return render(request, "notifications/inbox.html", context)


@require_POST
def open_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    user = request.user
    message = get_object_or_404(inbox_of(user), pk=pk)
    mark_read(user, pk=message.pk, now=timezone.now())
    return redirect(message.path or "notifications:list-messages")


@login_not_required
@csrf_exempt  # a mail program posts here (RFC 8058); the link itself is the proof
@form_page
def unsubscribe(request: SignedInRequest, token: str) -> HttpResponse:
    """Stop the e-mails of one category, from a letter and without signing in. Opening the link changes nothing."""
    read = read_token(token)
    if read is None:
        raise Http404
    user, category = read
    if request.method == "POST":
        opt_out(user, category)
    done = category in preference_of(user).opted_out
    return render(request, "notifications/unsubscribe.html", {"category": category, "done": done})
