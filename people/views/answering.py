"""The invitation to mentor: what its mentor reads behind the link, and the answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.refusals import refusals_said
from people.access import get_own_participation_for
from people.forms.answers import DeclineForm
from people.models import MentorParticipation
from people.presentation.invitation_page import AskedOfMentor, asked_of_mentor
from people.services.opt_outs import allow_invitations
from people.services.participations import answer_invitation as answer
from programs.access import get_configurable_program_for
from programs.models import Cycle
from programs.queries.programs import current_cycle


def invitation_page(
    request: SignedInRequest, participation: MentorParticipation, form: DeclineForm, *, status: int = 200
) -> HttpResponse:
    """Render the invitation for the mentor who is asked."""
    context = {"participation": participation, "form": form, **_context(participation.cycle)}
    return render(request, "people/invitation.html", context, status=status)


def _context(cycle: Cycle) -> dict[str, Cycle | AskedOfMentor | object]:
    return {"cycle": cycle, "program": cycle.program, "asked": asked_of_mentor(cycle)}


@require_safe
def preview_invitation(request: SignedInRequest, slug: str) -> HttpResponse:
    """The invitation as mentors see it, for those who run the program, and what would make it better."""
    program = get_configurable_program_for(request.user, slug)
    cycle = current_cycle(program)
    if cycle is None or program.is_peer:
        raise Http404
    return render(request, "people/invitation.html", {"previewed": True, **_context(cycle)})


@require_POST
def answer_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or decline to mentor this year."""
    participation = get_own_participation_for(request.user, pk)
    accept = request.POST.get("answer") == "accept"
    form = DeclineForm(request.POST)
    if not accept and (request.POST.get("answer") not in ("decline", "never") or not form.is_valid()):
        return invitation_page(request, participation, form, status=422)
    why = {} if accept else form.cleaned_data
    with refusals_said(request):
        answer(
            participation,
            accept=accept,
            because=why.get("because", ""),
            reason=why.get("reason", ""),
            share_reason=why.get("share", False),
            ask_again=request.POST.get("answer") != "never",
            now=timezone.now(),
        )
        thanks = _("Thank you. Next, fill in your profile.") if accept else _("Thank you for telling us.")
        messages.success(request, thanks)
    return redirect("people:edit-participation", pk=pk)


@require_POST
def ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Be open to invitations to mentor again."""
    participation = get_own_participation_for(request.user, pk)
    allow_invitations(request.user, institution=participation.cycle.program.institution)
    messages.success(request, _("Your school may invite you to mentor again."))
    return redirect("people:edit-participation", pk=pk)
