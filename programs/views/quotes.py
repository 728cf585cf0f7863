"""What people say about a program: those who run it ask, each person answers for their own words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_configurable_program_for, get_own_quote_for, get_quote_to_remove_for
from programs.forms.quotes import ConsentForm, QuoteForm
from programs.services import quotes


@form_page
def list_quotes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whose words were asked for and what came of it, and a form to ask somebody else."""
    program = get_configurable_program_for(request.user, slug)
    form = QuoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            asked = quotes.ask_to_quote(program, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("%(name)s will be asked.") % {"name": asked.person.display_name})
            return redirect("programs:list-quotes", slug=slug)
    context = {"program": program, "quotes": program.quotes.select_related("person"), "form": form}
    return render(request, "programs/quotes.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take words off the list, and off the public page."""
    quote = get_quote_to_remove_for(request.user, pk)
    quotes.remove_quote(quote)
    messages.success(request, _("Quote removed."))
    return redirect("programs:list-quotes", slug=quote.program.slug)


@form_page
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read one's own words, agree to them, or not."""
    quote = get_own_quote_for(request.user, pk)
    declines = request.POST.get("answer") == "no"
    form = ConsentForm(None if declines else posted(request), initial={"words": quote.words, "named": quote.named})
    if declines:
        quotes.decline_quote(quote, now=timezone.now())
        messages.success(request, _("Your words won’t be used."))
        return redirect("programs:answer-quote", pk=pk)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            quotes.agree_to_quote(quote, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Thank you. Your words are on the public page."))
            return redirect("programs:show-program", slug=quote.program.slug)
    context = {"quote": quote, "program": quote.program, "form": form}
    return render(request, "programs/quote.html", context, status=422 if form.errors else 200)
