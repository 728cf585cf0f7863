"""Whether the pairs of a program write an agreement, and what it asks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.forms.agreements import QuestionsForm
from pairs.queries.agreements import question_rows
from pairs.services.agreement_questions import set_agreement
from programs.access import get_configurable_program_for
from programs.presentation.setup_steps import step_of


@form_page
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """The rule and the questions: added, reworded, put in another order, retired."""
    program = get_configurable_program_for(request.user, slug)
    form = QuestionsForm(posted(request), rule=program.agreement_rule, questions=question_rows(program))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            began_from, now = form.began_from, timezone.now()
            set_agreement(program, form.wanted, by=request.user, now=now, began_from=began_from)
            messages.success(request, _("Agreement saved. What pairs have signed already stays as it is."))
            return redirect("programs:edit-program", slug=slug)
    context = {"program": program, "step": step_of("agreement"), "form": form}
    return render(request, "programs/step.html", context, status=422 if form.errors else 200)
