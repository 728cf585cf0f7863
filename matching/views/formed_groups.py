"""Proposed groups: changes by hand, and the files that prove how they were formed."""

import zlib
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.numbers import read_number
from core.refusals import refusals_said
from core.revisions import revision_of
from matching.access import get_formation_for, get_proposed_member_for
from matching.models import Formation
from matching.policies import can_download_groups
from matching.presentation.group_changes import moves_of, swaps_of
from matching.presentation.group_figures import group_name
from matching.queries.formations import stored_places
from matching.queries.seating import Seating
from matching.services.formation_changes import move_member, swap_members
from matching.views.downloads import file_answer

_JSON = "application/json"


@require_safe
def show_member(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where somebody could go, and what each change would cost."""
    member = get_proposed_member_for(request.user, pk)
    if member.formation.state != Formation.State.PROPOSED:
        return redirect("matching:show-formation", pk=member.formation_id)
    formation = member.formation
    seating = Seating(formation)
    member = next(one for one in seating.members if one.pk == member.pk)
    context = {
        "formation": formation,
        "cycle": formation.cycle,
        "program": formation.cycle.program,
        "member": member,
        "group": group_name(formation, member.group),
        "moves": [(group_name(formation, move.group), move) for move in moves_of(seating, member)],
        "swaps": [(group_name(formation, swap.partner.group), swap) for swap in swaps_of(seating, member)],
        "revision": revision_of(stored_places(seating.members)),
        "is_self": member.person == request.user,
    }
    return render(request, "matching/formation_member.html", context)


@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put somebody into another group, or let them change places with a partner."""
    member = get_proposed_member_for(request.user, pk)
    began_from = request.POST.get("revision", "")
    partner, group = read_number(request.POST.get("partner")), read_number(request.POST.get("group"))
    with refusals_said(request):
        if partner is not None:
            swap_members(member, partner=partner, by=request.user, now=timezone.now(), began_from=began_from)
        else:
            move_member(member, group=group or 0, by=request.user, now=timezone.now(), began_from=began_from)
        messages.success(request, _("Changed. The figures below are those of the groups as they are now."))
    return redirect("matching:show-formation", pk=member.formation_id)


def _formed(request: SignedInRequest, pk: int) -> Formation:
    formation = get_formation_for(request.user, pk)
    if not formation.result:
        raise Http404
    return formation


def _held_back(request: SignedInRequest, formation: Formation) -> HttpResponse | None:
    if can_download_groups(request.user, formation):
        return None
    messages.info(request, _("You take part yourself this year, so another coordinator has to download this file."))
    return redirect("matching:show-formation", pk=formation.pk)


@require_safe
def instance(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frozen input, in the engine's format."""
    formation = _formed(request, pk)
    content = zlib.decompress(bytes(formation.instance))
    return _held_back(request, formation) or file_answer(content, f"groups-{pk}-instance.json", _JSON)


@require_safe
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the engine found, with its proof."""
    formation = _formed(request, pk)
    content = zlib.decompress(bytes(formation.result))
    return _held_back(request, formation) or file_answer(content, f"groups-{pk}-result.json", _JSON)


@require_safe
def verifier(request: SignedInRequest, pk: int) -> HttpResponse:
    """The program that checks groups against their input, to be run anywhere."""
    _formed(request, pk)
    path = Path(settings.BASE_DIR) / "matching" / "engine" / "verify_groups.py"
    return file_answer(path.read_bytes(), "verify_groups.py", "text/x-python; charset=utf-8")
