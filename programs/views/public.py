"""Pages that anybody may read: the programs of the school."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from programs.access import get_program_for
from programs.models import Program
from programs.models.participants import participants
from programs.policies import can_configure, enrollment_is_open, founding_schools
from programs.presentation.preview_image import preview_image
from programs.queries.handbooks import published_handbook
from programs.queries.programs import coordinators_of, current_cycle, help_contacts_of

# Characters that search engines show of a page's description.
_SUMMARY = 155
_QUOTES = 4


@login_not_required
@require_safe
def list_programs(request: HttpRequest) -> HttpResponse:
    """The programs that the reader may see."""
    programs = Program.objects.visible_to(request.user).select_related("institution")
    context = {
        "programs": programs,
        "founding_schools": founding_schools(request.user),
        "of_many_schools": len({program.institution_id for program in programs}) > 1,
    }
    return render(request, "programs/list.html", context)


@login_not_required
@require_safe
def show_program(request: HttpRequest, slug: str) -> HttpResponse:
    """Why the program exists, what each side gains, what it costs, how pairing works, when."""
    program = get_program_for(request.user, slug)
    cycle = current_cycle(program)
    handbook = published_handbook(program)
    enrollment = participants().own_enrollment(request.user, cycle.pk) if cycle else None
    context: dict[str, Any] = {
        "program": program,
        "cycle": cycle,
        "places": participants().places_offered(cycle.pk) if cycle else 0,
        "handbook": handbook,
        "chapter_count": handbook.chapters.count() if handbook else 0,
        "coordinators": coordinators_of(program),
        "help_contacts": help_contacts_of(program),
        "quotes": program.quotes.shown().select_related("person", "program")[:_QUOTES],
        "runs_it": can_configure(request.user, program),
        "enrollment": enrollment,
        "enrollment_open": bool(cycle and enrollment_is_open(cycle, invited=enrollment is not None)),
        "summary": program.lead or program.tagline or program.purpose[:_SUMMARY],
        "page_url": request.build_absolute_uri(reverse("programs:show-program", args=[slug])),
        "image_url": request.build_absolute_uri(reverse("programs:show-preview-image", args=[slug])),
    }
    return render(request, "programs/program.html", context)


@login_not_required
@require_safe
def show_preview_image(_request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that messengers show beside a link to an open program."""
    program = get_object_or_404(Program.objects.open().select_related("institution"), slug=slug)
    response = HttpResponse(preview_image(program), content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response
