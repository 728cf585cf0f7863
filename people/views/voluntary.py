"""The page of the program's voluntary question, for the mentee who answers it and nobody else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from people.forms.voluntary import VoluntaryForm
from people.models import Enrollment
from people.queries.voluntary import own_answer
from people.services.voluntary import answer_question
from programs.access import get_program_for
from programs.queries.programs import current_cycle


@form_page
def answer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the question, with what was answered before; who does not take part finds no such page."""
    program = get_program_for(request.user, slug)
    own = Enrollment.objects.current().filter(cycle=current_cycle(program), mentee=request.user)
    enrollment = own.select_related("cycle__program").first()
    if enrollment is None or not program.voluntary_question:
        raise Http404
    form = VoluntaryForm(
        posted(request),
        question=program.voluntary_question,
        choices=program.voluntary_choice_list,
        stored=own_answer(enrollment),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["answer"]
        with refusals_beside(form):
            answer_question(enrollment, answer=given, now=timezone.now(), began_from=form.began_from)
            messages.success(request, _("Answer saved.") if given else _("There’s no answer of yours now."))
            return redirect("people:enroll", slug=slug)
    context = {"program": program, "form": form}
    return render(request, "people/voluntary.html", context, status=422 if form.errors else 200)
