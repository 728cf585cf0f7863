"""The list of interests of a school, for its administrators."""

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from core.revisions import revision_of
from people.forms.interests import MergeTermForm, NewTermForm, TermForm
from people.queries.interests import counted_terms, number_with_both
from people.services.interests import merge_terms
from programs.access import get_administered_school_for
from programs.models import Facet, Institution, InterestTerm
from programs.services import interests

_PER_PAGE = 100


@require_safe
def list_interests(request: SignedInRequest, school: str) -> HttpResponse:
    """Every interest by facet, with how many people chose it."""
    return _list(request, get_administered_school_for(request.user, school), NewTermForm())


def _list(request: SignedInRequest, school: Institution, form: NewTermForm) -> HttpResponse:
    words = request.GET.get("q", "")
    terms = counted_terms(school, words=words)
    context = {"school": school, "page": page_of(request, terms, per_page=_PER_PAGE), "words": words, "form": form}
    return render(request, "people/interests.html", context, status=422 if form.errors else 200)


@require_POST
def add_interest(request: SignedInRequest, school: str) -> HttpResponse:
    """Add an interest to the list."""
    place = get_administered_school_for(request.user, school)
    form = NewTermForm(request.POST)
    if form.is_valid():
        with refusals_beside(form, field="name"):
            name = interests.add_term(place, facet=Facet(form.cleaned_data["facet"]), name=form.cleaned_data["name"])
            messages.success(request, _("%(name)s is on the list.") % {"name": name})
            return redirect("people:list-interests", school=school)
    return _list(request, place, form)


def _term_for(request: SignedInRequest, school: str, pk: int) -> InterestTerm:
    terms = counted_terms(get_administered_school_for(request.user, school)).select_related("institution")
    return get_object_or_404(terms, pk=pk)


@form_page
def edit_interest(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """One interest: its name and facet, and the ways to merge it or take it out of use."""
    term = _term_for(request, school, pk)
    # The form writes into its instance; the page shows what is stored.
    form = TermForm(posted(request), instance=copy(term))
    if request.method == "POST" and form.is_valid():
        fields = {"facet": Facet(form.cleaned_data["facet"]), "name": form.cleaned_data["name"]}
        with refusals_beside(form, field="name"):
            interests.rename_term(term, began_from=form.began_from, **fields)
            messages.success(request, _("Interest saved. Everyone who chose it has it under this name."))
            return redirect("people:edit-interest", school=school, pk=pk)
    context = {
        "school": term.institution,
        "term": term,
        "form": form,
        "merge_form": MergeTermForm(term=term),
        "aliases": term.aliases.all(),
    }
    return render(request, "people/interest.html", context, status=422 if form.errors else 200)


@form_page
def merge_interest(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Say what making two interests one does; a post does it."""
    term = _term_for(request, school, pk)
    asked = request.POST if request.method == "POST" else request.GET or None
    form = MergeTermForm(asked, term=term)
    if not form.is_valid():
        refused = bool(asked and asked.get("into"))
        context = {
            "school": term.institution,
            "term": term,
            "form": TermForm(instance=term),
            "merge_form": form,
            "aliases": term.aliases.all(),
        }
        return render(request, "people/interest.html", context, status=422 if refused else 200)
    into = get_object_or_404(counted_terms(term.institution), pk=form.cleaned_data["into"].pk)
    both = number_with_both(term, into)
    revision = revision_of({"names": [term.name, into.name]})
    changed = request.method == "POST" and request.POST.get("revision") != revision
    if request.method == "POST" and not changed:
        with refusals_said(request):
            number = merge_terms(term.pk, into_pk=into.pk)
            _say_merged(request, term, into, number)
        return redirect("people:list-interests", school=school)
    context = {
        "school": term.institution,
        "term": term,
        "into": into,
        "both": both,
        "revision": revision,
        "changed": changed,
    }
    return render(request, "people/interest_merge.html", context, status=422 if changed else 200)


def _say_merged(request: SignedInRequest, term: InterestTerm, into: InterestTerm, number: int) -> None:
    text = ngettext(
        "%(old)s is now part of %(new)s, for %(n)s person.", "%(old)s is now part of %(new)s, for %(n)s people.", number
    )
    messages.success(request, text % {"old": term.name, "new": into.name, "n": number})


@require_POST
def retire_interest(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Offer an interest no longer, or again."""
    term = _term_for(request, school, pk)
    with refusals_said(request):
        if request.POST.get("offered") == "no":
            interests.retire_term(term, now=timezone.now())
            messages.success(
                request, _("%(name)s isn’t offered any more. People who chose it keep it.") % {"name": term}
            )
        elif request.POST.get("offered") == "yes":
            interests.bring_back_term(term)
            messages.success(request, _("%(name)s is offered again.") % {"name": term})
        else:
            raise Http404
    return redirect("people:edit-interest", school=school, pk=pk)
