"""Topics for next time: adding one, and taking it off or marking it as talked about."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.refusals import refusals_beside
from pairs.access import get_of_whole_for, get_whole_for
from pairs.forms.topics import TopicForm
from pairs.models import Topic
from pairs.services.topics import add_topic, mark_talked, remove_topic
from pairs.views.sections import TOPICS, changed, form_page_of, refused, seen_by


@require_POST
def add(request: SignedInRequest, **of: int) -> HttpResponse:
    """Put a topic on the list."""
    whole = get_whole_for(request.user, **of)
    form = TopicForm(request.POST, whole=whole, reader=request.user)
    if form.is_valid():
        with refusals_beside(form):
            add_topic(whole, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
            return changed(request, whole, TOPICS, f"{_('Topic added.')} {seen_by(whole, request.user)}")
    title = _("Add a topic")
    return form_page_of(request, whole, form=form, title=title, submit=title)


@require_POST
def settle(request: SignedInRequest, pk: UUID, **of: int) -> HttpResponse:
    """Mark a topic as talked about, put it back, or take it off."""
    topic = get_of_whole_for(request.user, Topic, pk=pk, **of)
    step = request.POST.get("step")
    try:
        if step == "remove":
            remove_topic(topic)
            said = _("Topic taken off the list.")
        elif step in ("talked", "open"):
            mark_talked(topic, talked=step == "talked", now=timezone.now())
            said = _("Marked as talked about.") if step == "talked" else _("The topic is back on the list.")
        else:
            raise Http404
    except DomainError as error:
        return refused(request, topic.whole, TOPICS, error.message)
    return changed(request, topic.whole, TOPICS, said)
