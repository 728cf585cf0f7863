"""The inbox of a person, and what they want to hear."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from notifications.access import read_token
from notifications.forms import PreferenceForm
from notifications.queries.inbox import inbox_of
from notifications.queries.preferences import preference_of, preference_values
from notifications.queries.undelivered import people_not_reached
from notifications.services.outbox import mark_read
from notifications.services.preferences import opt_out, set_preference


@require_safe
def list_messages(request: SignedInRequest) -> HttpResponse:
    """Everything that was delivered to the reader, newest first."""
    page = page_of(request, inbox_of(request.user))
    is_reached = not people_not_reached().filter(pk=request.user.pk).exists()
    return render(request, "notifications/inbox.html", {"page": page, "is_reached": is_reached})


@require_POST
def open_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    user = request.user
    message = get_object_or_404(inbox_of(user), pk=pk)
    mark_read(user, pk=message.pk, now=timezone.now())
    return redirect(message.path or "notifications:list-messages")


@form_page
def edit_preferences(request: SignedInRequest) -> HttpResponse:
    """Show and save what the reader wants to hear."""
    user = request.user
    form = PreferenceForm(posted(request), stored=preference_values(user))
    if request.method == "POST" and form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if name != "by_email"}
        with refusals_beside(form):
            set_preference(user, opted_out=form.opted_out, began_from=form.began_from, **chosen)
            messages.success(request, _("Your choices are saved."))
            return redirect("notifications:edit-preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=422 if form.errors else 200)


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
