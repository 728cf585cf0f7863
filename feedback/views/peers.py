"""The page on which one of peers looks back with another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from feedback.access import get_peer_for
from feedback.forms.developmental import AnswerForm
from feedback.forms.looking_back import WORDS, FeedbackForm
from feedback.policies import can_write_to_peer
from feedback.presentation.submitted import words_of
from feedback.queries.year_end import feedback_between
from feedback.services.developmental import submit_to_peer
from pairs.models import MentoringGroup


@form_page
def give(request: SignedInRequest, pk: int, person_pk: int) -> HttpResponse:
    """What the reader says to one of their peers, and what that one said."""
    user = request.user
    group, other = get_peer_for(user, pk, person_pk)
    written, _received = feedback_between(group, user, other)
    form = FeedbackForm(posted(request), parts=(WORDS,), stored=words_of(written))
    words = form.words() if request.method == "POST" and form.is_valid() else None
    if words:
        with refusals_beside(form):
            submit_to_peer(group, by=user, recipient=other, words=words, now=timezone.now(), began_from=form.began_from)
            messages.success(request, _("Feedback handed in. Thank you."))
            return redirect("feedback:give-to-peer", pk=pk, person_pk=person_pk)
    return peer_page(request, user, group, other, form=form)


def peer_page(
    request: HttpRequest,
    user: User,
    group: MentoringGroup,
    other: User,
    *,
    form: FeedbackForm | None = None,
    answer_form: AnswerForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Render the page of two peers' feedback; 409 after a refusal, 422 with an invalid form."""
    written, received = feedback_between(group, user, other)
    asked = bool(form and form.is_bound) or not written or "change" in request.GET
    context = {
        "cycle": group.cycle,
        "other": other,
        "refusal": refusal,
        "written": written,
        "received": received,
        "can_change_words": can_write_to_peer(user, group, other) and not (written and written.opened_at),
        "form": form or FeedbackForm(parts=(WORDS,), stored=words_of(written)),
        "answer_form": answer_form or AnswerForm(stored={"answer": received.answer if received else ""}),
    }
    context["can_send"] = context["can_change_words"] and asked
    wrong = (form and form.errors) or (answer_form and answer_form.errors)
    return render(request, "feedback/give_to_peer.html", context, status=409 if refusal else 422 if wrong else 200)
