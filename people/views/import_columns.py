"""Second step of an import: where the list begins, and what its columns mean."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from people.forms.imports import ColumnsForm
from people.forms.participation import ImportForm
from people.imports.waiting import KIND, open_waiting
from people.queries.pending_imports import waiting_file
from people.services.pending_imports import content_of, mapping_of
from people.views.columns_step import ColumnsStep, ask_columns, mapping_file
from people.views.imports import gone_page, upload_page
from programs.access import get_configurable_program_for
from programs.queries.programs import intake_cycle


@form_page
def import_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean; then it is shown what would change."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    if pending is None:
        return gone_page(request, program)
    try:
        file = open_waiting(content_of(pending), program=program, mapping=mapping_of(pending))
    except DomainError as error:
        return upload_page(request, program, ImportForm(), refusal=error.message)
    step = ColumnsStep(
        program=program,
        pending=pending,
        file=file,
        form=ColumnsForm(posted(request), file=file),
        kind=KIND,
        here=reverse("people:import-columns", args=[slug, token]),
        onward=reverse("people:confirm-import", args=[slug, token]),
        template="people/import_columns.html",
        context={"cycle": intake_cycle(program)},
    )
    return ask_columns(request, step)


@require_safe
def download_mapping(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What was said of the columns, as a file for the command line."""
    program = get_configurable_program_for(request.user, slug)
    pending = waiting_file(program, token, by=request.user, now=timezone.now())
    mapping = mapping_of(pending) if pending else None
    if mapping is None:
        raise Http404
    return mapping_file(mapping)
