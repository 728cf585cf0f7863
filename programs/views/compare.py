"""Two versions of the handbook compared, as a whole and chapter by chapter."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.versions.choice import Choice, chosen_versions
from programs.access import get_program_for
from programs.models import HandbookVersion, Program
from programs.queries.handbooks import comparable_versions, last_acknowledgement


@login_not_required
@require_safe
def compare_handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between two versions: the passages that did, chapter by chapter."""
    program = get_program_for(request.user, slug)
    choice = _choice(request, program)
    if choice is None:
        return render(request, "programs/compare_empty.html", {"program": program})
    return render(request, "programs/compare.html", {"program": program, **choice.context()})


@login_not_required
@require_safe
def compare_chapter(request: HttpRequest, slug: str, chapter_slug: str) -> HttpResponse:
    """The whole of one chapter in two versions; its address is that of the newer, or of the older where it is gone."""
    program = get_program_for(request.user, slug)
    choice = _choice(request, program)
    context = choice.context() if choice else {"changes": ()}
    change = next((each for each in context["changes"] if each.part.address == chapter_slug), None)
    if change is None:
        raise Http404
    return render(request, "programs/compare_chapter.html", {"program": program, "change": change, **context})


def _choice(request: HttpRequest, program: Program) -> Choice[HandbookVersion] | None:
    """The versions to compare; the earlier is the one that the reader acknowledged last where none is named."""
    signed = last_acknowledgement(request.user, program)
    versions = comparable_versions(request.user, program)
    return chosen_versions(request.GET, versions, usual=signed.version_id if signed else None)
