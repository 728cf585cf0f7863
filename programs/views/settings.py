"""Running a program: settings, opening, help contacts, the team."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_administered_program_for, get_configurable_program_for
from programs.errors import NotReadyToOpen
from programs.forms.programs import NewProgramForm, ProgramForm
from programs.models import Institution, Program
from programs.policies import can_administer, can_create_programs
from programs.queries.programs import current_cycle
from programs.services import programs as program_services


@form_page
def create_program(request: SignedInRequest) -> HttpResponse:
    """Create a program in draft."""
    institution = Institution.objects.order_by("pk").first()
    if institution is None or not can_create_programs(request.user, institution):
        raise Http404
    form = NewProgramForm(posted(request))
    if request.method == "POST" and form.is_valid():
        program = program_services.create_program(institution, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is a draft. Next, say why it exists.") % {"name": program.name})
        return redirect("programs:edit-program", slug=program.slug)
    return render(request, "programs/new.html", {"form": form}, status=422 if form.errors else 200)


@form_page
def edit_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """The settings, and what is missing before the program can open."""
    program = get_configurable_program_for(request.user, slug)
    # The form writes into its instance; the page shows what is stored.
    fresh = copy(program)
    form = ProgramForm(posted(request), instance=program, preview_url=reverse("programs:show-program", args=[slug]))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            program_services.update_program(fresh, fields=form.cleaned_data, began_from=form.began_from)
            messages.success(request, _("Settings saved."))
            return redirect("programs:edit-program", slug=slug)
    return _settings_page(request, fresh, form)


def _settings_page(request: SignedInRequest, program: Program, form: ProgramForm) -> HttpResponse:
    is_draft = program.status == Program.Status.DRAFT
    context = {
        "program": program,
        "form": form,
        "cycle": current_cycle(program),
        "administers": can_administer(request.user, program),
        "missing": program_services.missing_before_opening(program) if is_draft else [],
        "is_draft": is_draft,
        "cycles": program.cycles.all(),
    }
    return render(request, "programs/settings.html", context, status=422 if form.errors else 200)


@require_POST
def open_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the program public, or say what is missing."""
    program = get_administered_program_for(request.user, slug)
    try:
        program_services.open_program(program)
    except NotReadyToOpen as error:
        for sentence in error.missing:
            messages.error(request, sentence)
        form = ProgramForm(instance=program, preview_url=reverse("programs:show-program", args=[slug]))
        response = _settings_page(request, program, form)
        response.status_code = 422
        return response
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("programs:edit-program", slug=slug)
    messages.success(request, _("%(name)s is open. Everyone can read its page.") % {"name": program.name})
    return redirect("programs:show-program", slug=slug)
