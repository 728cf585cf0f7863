"""When a program reminds people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_configurable_program_for
from programs.forms.reminders import RemindersForm
from programs.presentation.setup_steps import step_of
from programs.queries.reminders import reminder_kinds, reminders_of
from programs.services.reminders import set_reminders


@form_page
def edit_reminders(request: SignedInRequest, slug: str) -> HttpResponse:
    """The days of each kind of reminder."""
    program = get_configurable_program_for(request.user, slug)
    form = RemindersForm(posted(request), stored=reminders_of(program), kinds=reminder_kinds(program))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            days, began_from = form.cleaned_data, form.began_from
            set_reminders(program, days=days, by=request.user, now=timezone.now(), began_from=began_from)
            messages.success(request, _("Reminders saved. They hold for what people are asked from now on."))
            return redirect("programs:edit-program", slug=slug)
    context = {"program": program, "step": step_of("reminders"), "form": form}
    return render(request, "programs/step.html", context, status=422 if form.errors else 200)
