"""“Get help now”: the entries of the school, and a program's own."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.methods import form_page
from core.revised_forms import REVISION, Difference
from core.revisions import EditedMeanwhile, revision_of
from programs.access import get_administered_school_for, get_configurable_program_for
from programs.forms.programs import HelpContactFormSet
from programs.models import Institution, Program
from programs.queries.contacts import CONTACT, contacts_of
from programs.services.programs import set_help_contacts


@form_page
def edit_contacts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The program's own entries."""
    program = get_configurable_program_for(request.user, slug)
    return _edit(request, program, {"program": program, "back": reverse("programs:edit-program", args=[slug])})


@form_page
def edit_school_contacts(request: SignedInRequest, school: str) -> HttpResponse:
    """The school's entries, which come first on the pages of all its programs."""
    place = get_administered_school_for(request.user, school)
    return _edit(request, place, {"school": place, "back": reverse("programs:edit-school", args=[school])})


def _edit(request: SignedInRequest, place: Program | Institution, context: dict[str, Any]) -> HttpResponse:
    """All entries on one page; an entry without a heading is left out."""
    present = contacts_of(place)
    if request.method != "POST":
        context |= {"formset": HelpContactFormSet(initial=present), "revision": revision_of({"contacts": present})}
        return render(request, "programs/contacts.html", context)
    # Without initial values, so that an entry which is posted as it stands is not taken for an empty one.
    formset = HelpContactFormSet(request.POST)
    for form in formset:
        form.empty_permitted = True
    context |= {"formset": formset, "revision": request.POST.get(REVISION, ""), "failed": True}
    if formset.is_valid():
        contacts = [form.cleaned_data for form in formset if form.cleaned_data.get("heading")]
        try:
            set_help_contacts(place, contacts=contacts, began_from=request.POST.get(REVISION, ""))
        except EditedMeanwhile as error:
            context |= {"refusal": error.message, "revision": revision_of(error.stored)}
            context["differences"] = _differences(contacts_of(place), contacts)
        except DomainError as error:
            context["refusal"] = error.message
        else:
            messages.success(request, _("Contacts saved. They’re at the bottom of every page."))
            return redirect(context["back"])
    return render(request, "programs/contacts.html", context, status=422)


def _differences(stored: Sequence[dict[str, str]], typed: Sequence[dict[str, str]]) -> list[Difference]:
    nothing: dict[str, str] = {}
    both = enumerate(zip_longest(stored, typed, fillvalue=nothing), start=1)
    words = [Difference(_("Entry %(n)d") % {"n": n}, _in_words(one), _in_words(other)) for n, (one, other) in both]
    return [difference for difference in words if difference.stored != difference.typed]


def _in_words(entry: dict[str, str]) -> str:
    return "\n".join(entry[name] for name in CONTACT if entry.get(name))
