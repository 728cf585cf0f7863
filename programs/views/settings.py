"""Running a program: creating it, the steps of setting it up, opening it."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from programs.access import get_administered_program_for, get_configurable_program_for, get_founding_school_for
from programs.errors import NotReadyToOpen
from programs.forms.programs import NewProgramForm
from programs.forms.setup import STEP_FORMS
from programs.models import Cycle, Program
from programs.policies import can_administer, can_create_programs
from programs.presentation.setup_page import parts_of, shown_steps
from programs.presentation.setup_steps import missing_of, steps_of
from programs.presentation.year_plan import DatedStep, dated_steps
from programs.queries.days_off import holidays_of
from programs.queries.programs import program_years
from programs.queries.setup import SetupFacts, setup_facts
from programs.services import programs as program_services
from programs.services.setup import save_step
from programs.services.templates import create_from_template, templates_of


@form_page
def create_program(request: SignedInRequest, school: str) -> HttpResponse:
    """Create a program in draft, from a template or from nothing."""
    institution = get_founding_school_for(request.user, school)
    now = timezone.now()
    form = NewProgramForm(
        posted(request),
        templates=templates_of(institution),
        zone=institution.zone,
        now=now,
        initial={"template": request.GET.get("template", "")},
    )
    if request.method == "POST" and form.is_valid():
        name, first_day = form.cleaned_data["name"], form.cleaned_data["first_day"]
        if form.chosen:
            program = create_from_template(
                institution, form.chosen, name=name, first_day=first_day, by=request.user, now=now
            )
            words = _("%(name)s is a draft with all that the template brings. Look at what’s still missing.")
        else:
            program = program_services.create_program(institution, name=name, tagline="", by=request.user)
            words = _("%(name)s is a draft. Next, say why it exists.")
        messages.success(request, words % {"name": program.name})
        return redirect("programs:edit-program", slug=program.slug)
    return render(
        request, "programs/new.html", {"form": form, "school": institution}, status=422 if form.errors else 200
    )


@require_safe
def edit_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """The steps of setting up a program: which are done, which are not, and what it can't open without."""
    program = get_configurable_program_for(request.user, slug)
    return _setup_page(request, program)


def _setup_page(request: SignedInRequest, program: Program) -> HttpResponse:
    facts = setup_facts(program)
    administers = can_administer(request.user, program)
    steps = shown_steps(facts, administers=administers)
    cycle = facts.cycle
    context = {
        "program": program,
        "cycle": cycle,
        "administers": administers,
        "founder": can_create_programs(request.user, program.institution),
        "is_draft": program.status == Program.Status.DRAFT,
        "missing": missing_of(facts),
        "steps": steps,
        "parts": parts_of(steps),
        "done": sum(each.done for each in steps),
        "next": next((each for each in steps if not each.done and each.url), None),
        "years": program_years(program),
        "dates": _dates(cycle, facts) if cycle else [],
    }
    return render(request, "programs/settings.html", context)


def _dates(cycle: Cycle, facts: SetupFacts) -> list[DatedStep]:
    holidays = holidays_of(facts.program.institution)
    return dated_steps(cycle, facts.exams, holidays=holidays, today=cycle.local_day(timezone.now()))


@form_page
def edit_step(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """One step: its settings, and why it matters."""
    program = get_configurable_program_for(request.user, slug)
    step = next((step for step in steps_of(program) if step.key == key), None)
    if step is None or key not in STEP_FORMS:
        raise Http404
    # The form writes into its instance; the page shows what is stored.
    fresh = copy(program)
    form = STEP_FORMS[key](posted(request), instance=program)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_step(
                fresh,
                key,
                fields=form.cleaned_data,
                by=request.user,
                now=timezone.now(),
                began_from=form.began_from,
            )
            messages.success(request, _("Saved: %(step)s.") % {"step": step.title})
            return redirect("programs:edit-program", slug=slug)
    context = {"program": fresh, "step": step, "form": form}
    return render(request, "programs/step.html", context, status=422 if form.errors else 200)


@require_POST
def open_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the program public, or say what is missing."""
    program = get_administered_program_for(request.user, slug)
    try:
        program_services.open_program(program)
    except NotReadyToOpen as error:
        for sentence in error.missing:
            messages.error(request, sentence)
        response = _setup_page(request, program)
        response.status_code = 422
        return response
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("programs:edit-program", slug=slug)
    messages.success(request, _("%(name)s is open. Everyone can read its page.") % {"name": program.name})
    return redirect("programs:show-program", slug=slug)


@require_POST
def archive_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a program out of sight."""
    program = get_administered_program_for(request.user, slug)
    with refusals_said(request):
        program_services.archive_program(program)
        messages.success(request, _("%(name)s is archived. Only people who took part can find it.") % {"name": program})
    return redirect("programs:edit-program", slug=slug)


@require_POST
def restore_program(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make an archived program a draft again."""
    program = get_administered_program_for(request.user, slug)
    with refusals_said(request):
        program_services.restore_program(program)
        messages.success(request, _("%(name)s is a draft again. Open it when it’s ready.") % {"name": program})
    return redirect("programs:edit-program", slug=slug)
