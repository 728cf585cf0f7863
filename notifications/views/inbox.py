"""The inbox of a person, and what they want to hear."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.paging import page_of
from notifications.forms import PreferenceForm
from notifications.models import NotificationPreference
from notifications.selectors import inbox_of, preference_of
from notifications.services import mark_read, set_preference

_PER_PAGE = 25


@require_safe
def list_messages(request: HttpRequest) -> HttpResponse:
    """Everything that was delivered to the reader, newest first."""
    page = page_of(request, inbox_of(cast(User, request.user)), _PER_PAGE)
    return render(request, "notifications/inbox.html", {"page": page})


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    user = cast(User, request.user)
    message = get_object_or_404(inbox_of(user), pk=pk)
    mark_read(user, pk=message.pk, now=timezone.now())
    return redirect(message.path or "notifications:list-messages")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """Show and save what the reader wants to hear."""
    user = cast(User, request.user)
    held = preference_of(user)
    chosen = [c.value for c in NotificationPreference.OPTIONAL if c.value not in held.opted_out]
    initial = {
        "by_email": chosen,
        "hour_before": held.hour_before,
        "quiet_from": held.quiet_from,
        "quiet_until": held.quiet_until,
    }
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_preference(
            user,
            opted_out=form.opted_out,
            hour_before=form.cleaned_data["hour_before"],
            quiet_from=form.cleaned_data["quiet_from"],
            quiet_until=form.cleaned_data["quiet_until"],
        )
        messages.success(request, _("Saved. We will write accordingly."))
        return redirect("notifications:edit-preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=422 if form.errors else 200)
