"""Who takes part, for those who run the program, and bringing in a school's own list."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.bodies import takes_files
from core.paging import page_of
from programs.access import get_configurable_program_for
from programs.errors import UnreadableFile
from programs.forms.people import ImportForm
from programs.models import CycleState, Enrollment, MentorParticipation, PendingImport, Program
from programs.roster.columns import COLUMNS
from programs.roster.reading import read_people
from programs.roster.template import csv_template, xlsx_template
from programs.selectors import Filters, current_cycle, intake_cycle, mentees_of, mentors_of
from programs.selectors.imports import forecast
from programs.selectors.invitations import Record, show_invitations
from programs.services.imports import content_of, forget_file, keep_file
from programs.services.people import import_people as import_rows
from programs.views.requests import SignedInRequest, posted

_PER_PAGE = 50
_PROBLEMS_SHOWN = 200
_ROWS_SHOWN = 20
_TEMPLATES = {
    "csv": (csv_template, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
def list_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Mentees or mentors of the year, narrowed by state and words."""
    program = get_configurable_program_for(request.user, slug)
    cycle = current_cycle(program)
    role = "mentor" if request.GET.get("role") == "mentor" else "mentee"
    states = MentorParticipation.State if role == "mentor" else Enrollment.State
    state = request.GET.get("state", "")
    filters = Filters(state=state if state in states.values else "", words=request.GET.get("q", "")[:100])
    page = None
    if cycle:
        rows = mentors_of(cycle, filters) if role == "mentor" else mentees_of(cycle, filters)
        page = page_of(request, rows, _PER_PAGE)
        show_invitations(cast(Iterable[Record], page.object_list))
    context = {
        "program": program,
        "cycle": cycle,
        "role": role,
        "states": states.choices,
        "filters": filters,
        "page": page,
        "inviting": cycle and cycle.state != CycleState.PLANNING,
    }
    return render(request, "programs/people.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file. A file that can be read leads to its preview."""
    program = get_configurable_program_for(request.user, slug)
    cycle = intake_cycle(program)
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and cycle and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            _rows, problems = read_people(content, cycle=cycle)
        except UnreadableFile as error:
            form.add_error("file", error.message)
        else:
            if problems:
                return _upload_page(request, program, form, problems=problems[:_PROBLEMS_SHOWN], total=len(problems))
            pending = keep_file(program, content=content, file_name=file.name, by=request.user, now=timezone.now())
            return redirect("programs:confirm-import", slug=slug, token=pending.pk)
    return _upload_page(request, program, form)


def _upload_page(request: SignedInRequest, program: Program, form: ImportForm, **more: object) -> HttpResponse:
    failed = bool(form.errors) or "problems" in more
    context = {"program": program, "cycle": intake_cycle(program), "form": form, "columns": COLUMNS, **more}
    return render(request, "programs/import.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """What the file would do; a post does it. The file is checked again: the school may have changed meanwhile."""
    program = get_configurable_program_for(request.user, slug)
    cycle = intake_cycle(program)
    pending = get_object_or_404(PendingImport, pk=token, program=program, uploaded_by=request.user)
    if cycle is None:
        raise Http404
    rows, problems = read_people(content_of(pending), cycle=cycle)
    if problems:
        return _upload_page(request, program, ImportForm(), problems=problems[:_PROBLEMS_SHOWN], total=len(problems))
    if request.method == "POST":
        result = import_rows(cycle, rows=rows, now=timezone.now())
        forget_file(pending)
        messages.success(
            request,
            _("Imported: %(mentees)d new mentees, %(mentors)d new mentors, %(known)d people who were known.")
            % {"mentees": result.new_mentees, "mentors": result.new_mentors, "known": result.known_people},
        )
        return redirect("programs:list-people", slug=slug)
    context = {
        "program": program,
        "cycle": cycle,
        "pending": pending,
        "forecast": forecast(cycle, rows),
        "first_rows": rows[:_ROWS_SHOWN],
    }
    return render(request, "programs/import_confirm.html", context)


@require_POST
def cancel_import(request: SignedInRequest, slug: str, token: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    program = get_configurable_program_for(request.user, slug)
    forget_file(get_object_or_404(PendingImport, pk=token, program=program, uploaded_by=request.user))
    messages.success(request, _("Nothing was imported. The file is deleted."))
    return redirect("programs:import-people", slug=slug)


@require_safe
def download_template(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """An empty list to fill in."""
    get_configurable_program_for(request.user, slug)
    if kind not in _TEMPLATES:
        raise Http404
    build, content_type = _TEMPLATES[kind]
    return HttpResponse(
        build(), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="people.{kind}"'}
    )
