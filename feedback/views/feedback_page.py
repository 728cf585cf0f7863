"""The page of one piece of feedback."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from feedback.forms.developmental import AnswerForm
from feedback.models import DevelopmentalFeedback
from feedback.policies import can_change, can_follow_up, can_share, can_unshare
from feedback.presentation.pages import list_page


def feedback_page(
    request: HttpRequest,
    user: User,
    feedback: DevelopmentalFeedback,
    *,
    answer_form: AnswerForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Render it for one of the two; 409 after a refusal, 422 with an invalid form."""
    two, received = feedback.two_for(user), user.pk == feedback.recipient_id
    followed = {each.person_id: each for each in feedback.follow_ups.all()}
    context = {
        "feedback": feedback,
        "other": two.other,
        "cycle": two.cycle,
        "list_url": list_page(two),
        "received": received,
        "readable": not received or feedback.opened_at is not None,
        "answer_form": answer_form or AnswerForm(stored={"answer": feedback.answer}),
        "refusal": refusal,
        "own_follow_up": followed.get(user.pk),
        "others_follow_up": followed.get(two.other.pk),
        "can_follow_up": can_follow_up(user, feedback, now=timezone.now()),
        "can_change": can_change(user, feedback),
        "can_share": can_share(user, feedback),
        "can_unshare": can_unshare(user, feedback),
    }
    status = 409 if refusal else 422 if answer_form and answer_form.errors else 200
    return render(request, "feedback/show.html", context, status=status)
