"""The page on which two people look back on their time together, and its PDF."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_own_mentorship_for
from pairs.forms.closing_words import ClosingWordForm
from pairs.models import Mentorship
from pairs.policies import looks_back
from pairs.presentation.looking_back import parts_of, words_of
from pairs.queries.informal import going_on
from pairs.services.closing_words import write_closing_word
from sessions.presentation.looking_back import hindsight_of
from sessions.presentation.looking_back_pdf import looking_back_pdf, summary_of


def _pair_for(user: User, pk: int) -> Mentorship:
    pair = get_own_mentorship_for(user, pk)
    if not looks_back(pair):
        raise Http404
    return pair


@form_page
def look_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the two did, what they wrote to each other, and how they can go on."""
    user, now = request.user, timezone.now()
    pair = _pair_for(user, pk)
    words = words_of(pair, user)
    form = ClosingWordForm(posted(request), stored={"text": words.own})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            text = form.cleaned_data["text"]
            kept = write_closing_word(pair, by=user, text=text, now=now, began_from=form.began_from)
            messages.success(request, _("Saved. Only the two of you can read it.") if kept else _("Taken back."))
            return redirect("sessions:look-back", pk=pk)
    hindsight = hindsight_of(pair, user)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "hindsight": hindsight,
        "summary": summary_of(hindsight),
        "parts": parts_of(pair, user),
        "words": words,
        "form": form,
        "going_on": going_on(pair, now) if pair.is_formal else None,
    }
    return render(request, "sessions/looking_back.html", context, status=422 if form.errors else 200)


@require_safe
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a PDF to keep."""
    user = request.user
    pair = _pair_for(user, pk)
    content = looking_back_pdf(
        pair,
        user,
        hindsight=hindsight_of(pair, user),
        parts=parts_of(pair, user),
        words=words_of(pair, user),
        made_at=timezone.now(),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="together-{pair.ended_on or pair.cycle.ends_on}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
