"""The program's own entries of “Get help now”."""

from collections.abc import Sequence
from itertools import zip_longest

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.revised_forms import REVISION, Difference
from core.revisions import EditedMeanwhile, revision_of
from programs.access import get_configurable_program_for
from programs.forms.programs import HelpContactFormSet
from programs.queries.contacts import CONTACT, contacts_of
from programs.services.programs import set_help_contacts


@form_page
def edit_contacts(request: SignedInRequest, slug: str) -> HttpResponse:
    """All entries on one page; an entry without a heading is left out."""
    program = get_configurable_program_for(request.user, slug)
    present = contacts_of(program)
    if request.method != "POST":
        formset = HelpContactFormSet(initial=present)
        context = {"program": program, "formset": formset, "revision": revision_of({"contacts": present})}
        return render(request, "programs/contacts.html", context)
    # Without initial values, so that an entry which is posted as it stands is not taken for an empty one.
    formset = HelpContactFormSet(request.POST)
    for form in formset:
        form.empty_permitted = True
    context = {"program": program, "formset": formset, "revision": request.POST.get(REVISION, ""), "failed": True}
    if formset.is_valid():
        contacts = [form.cleaned_data for form in formset if form.cleaned_data.get("heading")]
        try:
            set_help_contacts(program, contacts=contacts, began_from=request.POST.get(REVISION, ""))
        except EditedMeanwhile as error:
            context |= {"refusal": error.message, "revision": revision_of(error.stored)}
            context["differences"] = _differences(contacts_of(program), contacts)
        except DomainError as error:
            context["refusal"] = error.message
        else:
            messages.success(request, _("Contacts saved. They’re at the bottom of every page."))
            return redirect("programs:edit-program", slug=slug)
    return render(request, "programs/contacts.html", context, status=422)


def _differences(stored: Sequence[dict[str, str]], typed: Sequence[dict[str, str]]) -> list[Difference]:
    nothing: dict[str, str] = {}
    both = enumerate(zip_longest(stored, typed, fillvalue=nothing), start=1)
    words = [Difference(_("Entry %(n)d") % {"n": n}, _in_words(one), _in_words(other)) for n, (one, other) in both]
    return [difference for difference in words if difference.stored != difference.typed]


def _in_words(entry: dict[str, str]) -> str:
    return "\n".join(entry[name] for name in CONTACT if entry.get(name))
