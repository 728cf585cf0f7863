"""Answers for researchers, of those who consented."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.numbers import read_number
from reports.access import get_research_release_for
from reports.errors import TooFewConsented
from reports.presentation.research import research_zip
from surveys.services.instruments import instruments_of

_LARGEST_SEED = 10**9


@require_safe
def download_research(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The file of one survey; another seed in the address gives other pseudonyms."""
    release = get_research_release_for(request.user, slug, pk)
    cycle = release.wave.cycle
    seed = read_number(request.GET.get("seed"), at_most=_LARGEST_SEED) or 1
    known = {key: held.instrument for key, held in instruments_of(cycle.program.institution).items()}
    try:
        content = research_zip(release, known, seed=seed)
    except TooFewConsented as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('reports:show-report', kwargs={'slug': slug})}?year={cycle.pk}")
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-research-{release.wave_id}-{seed}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
