"""Bringing in a school's own list of people: choosing the file, and what its columns mean. Then what it would do."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.body_limit import takes_files
from core.methods import form_page
from people.forms.imports import ColumnsForm, PeerColumnsForm
from people.forms.participation import ImportForm
from people.imports.columns import columns_of, layout_for
from people.imports.template import csv_template, xlsx_template
from people.imports.waiting import KIND
from people.services.pending_imports import mapping_of
from people.views.columns_step import mapping_file
from people.views.import_place import ImportPlace
from programs.access import get_configurable_program_for
from programs.models import Cycle
from programs.queries.programs import intake_cycle

_TEMPLATES = {
    "csv": (csv_template, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def people_place(request: SignedInRequest, slug: str) -> tuple[ImportPlace, Cycle | None]:
    """Return the pages on which people come in, and the year that takes them in."""
    program = get_configurable_program_for(request.user, slug)
    cycle = intake_cycle(program)
    place = ImportPlace(
        kind=KIND,
        program=program,
        layout=layout_for(program),
        form=PeerColumnsForm if program.is_peer else ColumnsForm,
        start="people:import-people",
        columns="people:import-columns",
        confirm="people:confirm-import",
        args=(slug,),
        start_template="people/import.html",
        columns_template="people/import_columns.html",
        context={"cycle": cycle, "columns": columns_of(program)},
    )
    return place, cycle


@takes_files
@form_page
def import_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file. It leads to its columns, or straight to its preview when its headings are ours."""
    place, cycle = people_place(request, slug)
    if cycle is None:
        return place.start_page(request, ImportForm(posted(request), request.FILES or None))
    return place.choose(request)


@form_page
def import_columns(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Say what the columns of a waiting file mean; then it is shown what would change."""
    place, _cycle = people_place(request, slug)
    return place.ask_columns(request, token)


@require_POST
def cancel_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    place, _cycle = people_place(request, slug)
    return place.cancel(request, token)


@require_safe
def download_mapping(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What was said of the columns, as a file for the command line."""
    place, _cycle = people_place(request, slug)
    pending = place.waiting(request, token)
    mapping = mapping_of(pending) if pending else None
    if mapping is None:
        raise Http404
    return mapping_file(mapping)


@require_safe
def download_template(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """An empty list to fill in."""
    program = get_configurable_program_for(request.user, slug)
    if kind not in _TEMPLATES:
        raise Http404
    build, content_type = _TEMPLATES[kind]
    headers = {"Content-Disposition": f'attachment; filename="people.{kind}"'}
    return HttpResponse(build(columns_of(program)), content_type=content_type, headers=headers)
