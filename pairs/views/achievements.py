"""What a mentee has reached: the log, an entry of one's own, and the log as a text to take along."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_of_own_pair_for, get_own_mentorship_for
from pairs.forms.goals import AchievementForm
from pairs.models import Achievement
from pairs.presentation.goals import log_of, log_text
from pairs.presentation.sections import of_pair
from pairs.queries.goals import achieved_goals, achievements_of
from pairs.services.achievements import add_achievement, remove_achievement


@form_page
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The log, and for the mentee a form for one more entry."""
    pair, user = get_own_mentorship_for(request.user, pk), request.user
    form = AchievementForm(posted(request), today=timezone.now().astimezone(user.zone).date())
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="text"):
            add_achievement(pair, by=user, **form.cleaned_data)
            messages.success(request, _("Added to what you’ve reached."))
            return redirect("pairs:list-achievements", pk=pk)
    lines = log_of(achieved_goals(pair), achievements_of(pair))
    more = {"cycle": pair.cycle, "lines": lines, "form": form, "is_mentee": user.pk == pair.mentee_id}
    context = of_pair(pair, user) | more
    return render(request, "pairs/achievements.html", context, status=422 if form.errors else 200)


@require_safe
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The log as a text."""
    pair = get_own_mentorship_for(request.user, pk)
    text = log_text(pair, log_of(achieved_goals(pair), achievements_of(pair)))
    headers = {"Content-Disposition": content_disposition_header(True, _("reached") + ".txt") or "attachment"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
def remove(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Take an entry out of the log."""
    entry = get_of_own_pair_for(request.user, Achievement, pair=pair, pk=pk)
    with refusals_said(request):
        remove_achievement(entry, by=request.user)
        messages.success(request, _("Removed from what you’ve reached."))
    return redirect("pairs:list-achievements", pk=pair)
