"""Files of a round: what the strategies read, what they found, the proof, its checker, the matches, the record."""

import json
import zlib
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.numbers import read_number
from matching.access import get_proposal_for, get_round_for
from matching.models import MatchRound, Proposal
from matching.presentation.records import FORMATS, matches_file, record_pdf
from matching.queries.readers import mentors_in
from matching.services.snapshots import instance_bytes
from matching.views.round_page import back_to_round

_JSON = "application/json"


def file_answer(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file to be saved."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _frozen(request: SignedInRequest, pk: int) -> MatchRound:
    match_round = get_round_for(request.user, pk)
    if not match_round.input_sha256:
        raise Http404
    return match_round


def _ready(request: SignedInRequest, pk: int) -> Proposal:
    proposal = get_proposal_for(request.user, pk)
    if not proposal.result:
        raise Http404
    return proposal


def shown_proposal(match_round: MatchRound, asked: str | None) -> Proposal:
    """The published proposal, or the ready one that was asked for, or the first one. Raises Http404."""
    if match_round.published_proposal:
        return match_round.published_proposal
    ready = match_round.proposals.candidates()
    number = read_number(asked)
    proposal = ready.first() if number is None else ready.filter(pk=number).first()
    if proposal is None:
        raise Http404
    return proposal


def _held_back(request: SignedInRequest, match_round: MatchRound) -> HttpResponse:
    reason = _("This file contains the lists, and you’re a mentor this year. Another coordinator can download it.")
    return back_to_round(request, match_round, reason)


@require_safe
def instance(request: SignedInRequest, pk: int) -> HttpResponse:
    """The frozen input, in the engine's format."""
    match_round = _frozen(request, pk)
    if mentors_in(match_round, request.user):
        return _held_back(request, match_round)
    return file_answer(instance_bytes(match_round.snapshot), f"round-{pk}-instance.json", _JSON)


@require_safe
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a strategy found, in the engine's format."""
    proposal = _ready(request, pk)
    if mentors_in(proposal.round, request.user):
        return _held_back(request, proposal.round)
    name = f"round-{proposal.round_id}-{proposal.strategy}-result.json"
    return file_answer(zlib.decompress(bytes(proposal.result)), name, _JSON)


@require_safe
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proof alone."""
    proposal = _ready(request, pk)
    if mentors_in(proposal.round, request.user):
        return _held_back(request, proposal.round)
    proof = json.loads(zlib.decompress(bytes(proposal.result)))["certificate"]
    name = f"round-{proposal.round_id}-{proposal.strategy}-certificate.json"
    return file_answer(json.dumps(proof, ensure_ascii=False, sort_keys=True).encode(), name, _JSON)


@require_safe
def verifier(request: SignedInRequest, pk: int) -> HttpResponse:
    """The program that checks a result against its input, to be run anywhere."""
    _frozen(request, pk)
    path = Path(settings.BASE_DIR) / "matching" / "engine" / "verify.py"
    return file_answer(path.read_bytes(), "verify.py", "text/x-python; charset=utf-8")


@require_safe
def matches(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """The pairs with names and addresses, as CSV or Excel."""
    match_round = _frozen(request, pk)
    if form not in FORMATS:
        raise Http404
    proposal = shown_proposal(match_round, request.GET.get("proposal"))
    return file_answer(
        matches_file(proposal, form, reader=request.user), f"{slugify(str(match_round))}.{form}", FORMATS[form]
    )


@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The record of the round for the file, as PDF."""
    match_round = _frozen(request, pk)
    proposal = shown_proposal(match_round, request.GET.get("proposal"))
    with timezone.override(match_round.cycle.program.institution.zone):
        content = record_pdf(match_round, proposal, made_at=timezone.now(), reader=request.user)
    return file_answer(content, f"{slugify(str(match_round))}.pdf", "application/pdf")
