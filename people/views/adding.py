"""Adding one person by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from people.errors import NamesakeKnown
from people.forms.adding import AddPersonForm
from people.services.adding import add_person
from programs.access import get_configurable_program_for
from programs.models import Cycle, Program, WordList
from programs.policies import enrollment_is_open
from programs.queries.listed_words import offered_words
from programs.queries.programs import intake_cycle


@form_page
def add_one(request: SignedInRequest, slug: str) -> HttpResponse:
    """A form for one person; a name that is known under another address is asked about first."""
    program = get_configurable_program_for(request.user, slug)
    cycle = intake_cycle(program)
    form = _form(request, program, namesake="someone_else" in request.POST)
    if request.method == "POST" and cycle is not None and form.is_valid():
        with refusals_beside(form):
            try:
                return _added(request, cycle, form)
            except NamesakeKnown:
                form.ask_about_namesake()
                raise
    context = {"program": program, "cycle": cycle, "form": form}
    return render(request, "people/add_person.html", context, status=422 if form.errors else 200)


def _form(request: SignedInRequest, program: Program, *, namesake: bool) -> AddPersonForm:
    departments = offered_words([program.institution_id]).get(WordList.DEPARTMENT, [])
    initial = {"role": request.GET.get("role", "")}
    return AddPersonForm(posted(request), initial=initial, program=program, departments=departments, namesake=namesake)


def _added(request: SignedInRequest, cycle: Cycle, form: AddPersonForm) -> HttpResponse:
    person = add_person(
        cycle,
        cells=form.cells,
        someone_else=bool(form.cleaned_data.get("someone_else")),
        by=request.user,
        now=timezone.now(),
    )
    words = {"name": person.display_name, "year": cycle.name}
    if enrollment_is_open(cycle, invited=True):
        said = _("Added to %(year)s: %(name)s. They’ll get an email.")
    else:
        said = _("Added to %(year)s: %(name)s. They’ll get an email when enrolling opens.")
    messages.success(request, said % words)
    return redirect("people:show-person", slug=cycle.program.slug, pk=person.pk)
