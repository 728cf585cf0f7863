"""What somebody has acknowledged: their list, and a receipt of each to print or to keep."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from programs.access import get_acknowledgement_for
from programs.models import HandbookVersion
from programs.queries.handbooks import acknowledgements_of


@require_safe
def list_receipts(request: SignedInRequest) -> HttpResponse:
    """Every handbook that the reader has acknowledged, in whatever program, the latest first."""
    return render(request, "programs/receipts.html", {"acknowledgements": acknowledgements_of(request.user)})


@require_safe
def show_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who acknowledged which exact text and when. Whether the stored text is still that one is counted now."""
    acknowledgement = get_acknowledgement_for(request.user, pk)
    version = acknowledgement.version
    context = {
        "acknowledgement": acknowledgement,
        "version": version,
        "program": version.program,
        "unchanged": version.text_digest() == acknowledgement.sha256,
        "readable": HandbookVersion.objects.visible_to(request.user).filter(pk=version.pk).exists(),
    }
    return render(request, "programs/receipt.html", context)
