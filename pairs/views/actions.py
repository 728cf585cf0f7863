"""Who of a pair or a group does what: adding, ticking, changing and removing."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_of_whole_for, get_whole_for
from pairs.forms.actions import ActionForm
from pairs.models import Action
from pairs.presentation.sections import of_whole
from pairs.services.actions import add_action, change_action, remove_action, stored_action, tick_action
from pairs.views.sections import ACTIONS, changed, form_page_of, refused, seen_by, to_section


@require_POST
def add(request: SignedInRequest, **of: int) -> HttpResponse:
    """Put something to do on the list."""
    whole = get_whole_for(request.user, **of)
    form = ActionForm(request.POST, whole=whole)
    if form.is_valid():
        with refusals_beside(form):
            add_action(whole, fields=form.cleaned_data, now=timezone.now())
            return changed(request, whole, ACTIONS, f"{_('Action saved.')} {seen_by(whole, request.user)}")
    title = _("Add an action")
    return form_page_of(request, whole, form=form, title=title, submit=title)


@require_POST
def tick(request: SignedInRequest, pk: UUID, **of: int) -> HttpResponse:
    """Say that something is done, or that it is not; what is sent says which, so that sending it twice is harmless."""
    action = get_of_whole_for(request.user, Action, pk=pk, **of)
    done = request.POST.get("done")
    if done not in ("yes", "no"):
        raise Http404
    try:
        tick_action(action, done=done == "yes", now=timezone.now())
    except DomainError as error:
        return refused(request, action.whole, ACTIONS, error.message)
    said = _("Marked as done.") if done == "yes" else _("Marked as not done yet.")
    return changed(request, action.whole, ACTIONS, said)


@form_page
def edit(request: SignedInRequest, pk: UUID, **of: int) -> HttpResponse:
    """Change one action."""
    action = get_of_whole_for(request.user, Action, pk=pk, **of)
    form = ActionForm(posted(request), whole=action.whole, stored=stored_action(action))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            fields, now = form.cleaned_data, timezone.now()
            change_action(action, fields=fields, began_from=form.began_from, now=now)
            messages.success(request, _("Action saved."))
            return to_section(action.whole, ACTIONS)
    title, submit = _("Change the action"), _("Save the action")
    remove_url = reverse(of_whole(action.whole, request.user)["routes"]["remove_action"], args=[action.whole.pk, pk])
    removal = {"remove_url": remove_url, "remove": _("Remove the action")}
    return form_page_of(request, action.whole, form=form, title=title, submit=submit, **removal)


@require_POST
def remove(request: SignedInRequest, pk: UUID, **of: int) -> HttpResponse:
    """Take something off the list."""
    action = get_of_whole_for(request.user, Action, pk=pk, **of)
    try:
        remove_action(action)
    except DomainError as error:
        return refused(request, action.whole, ACTIONS, error.message)
    return changed(request, action.whole, ACTIONS, _("Action removed."))
