"""Who of two people does what: adding, ticking, changing and removing."""

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
from core.revisions import stored_fields
from pairs.access import get_of_own_pair_for, get_own_mentorship_for
from pairs.forms.actions import ActionForm
from pairs.models import Action
from pairs.services.actions import FIELDS, add_action, change_action, remove_action, tick_action
from pairs.views.sections import ACTIONS, changed, form_page_of, refused, to_section


@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put something to do on the list."""
    pair = get_own_mentorship_for(request.user, pk)
    form = ActionForm(request.POST, pair=pair)
    if form.is_valid():
        with refusals_beside(form):
            add_action(pair, fields=form.cleaned_data, now=timezone.now())
            other = pair.other_of(request.user)
            return changed(request, pair, ACTIONS, _("Action saved. %(name)s sees it.") % {"name": other.given_name})
    title = _("Add an action")
    return form_page_of(request, pair, form=form, title=title, submit=title)


@require_POST
def tick(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Say that something is done, or that it is not; what is sent says which, so that sending it twice is harmless."""
    action = get_of_own_pair_for(request.user, Action, pair=pair, pk=pk)
    done = request.POST.get("done")
    if done not in ("yes", "no"):
        raise Http404
    try:
        tick_action(action, done=done == "yes", now=timezone.now())
    except DomainError as error:
        return refused(request, action.mentorship, ACTIONS, error.message)
    said = _("Marked as done.") if done == "yes" else _("Marked as not done yet.")
    return changed(request, action.mentorship, ACTIONS, said)


@form_page
def edit(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Change one action."""
    action = get_of_own_pair_for(request.user, Action, pair=pair, pk=pk)
    form = ActionForm(posted(request), pair=action.mentorship, stored=stored_fields(action, FIELDS))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            fields, now = form.cleaned_data, timezone.now()
            change_action(action, fields=fields, began_from=form.began_from, now=now)
            messages.success(request, _("Action saved."))
            return to_section(action.mentorship, ACTIONS)
    title, submit = _("Change the action"), _("Save the action")
    removal = {"remove_url": reverse("pairs:remove-action", args=[pair, pk]), "remove": _("Remove the action")}
    return form_page_of(request, action.mentorship, form=form, title=title, submit=submit, **removal)


@require_POST
def remove(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Take something off the list."""
    action = get_of_own_pair_for(request.user, Action, pair=pair, pk=pk)
    try:
        remove_action(action)
    except DomainError as error:
        return refused(request, action.mentorship, ACTIONS, error.message)
    return changed(request, action.mentorship, ACTIONS, _("Action removed."))
