"""A school’s titles, professions and departments, for its administrators."""

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
from core.refusals import refusals_beside, refusals_said
from people.forms.listed_words import MergeWordForm, NewWordForm, WordForm
from people.presentation.listed_words import word_lists
from people.queries.listed_words import words_in_use
from people.services.listed_words import merge_word, rename_word, settle_word
from programs.access import get_administered_school_for
from programs.models import Institution, ListedWord, WordList
from programs.services import listed_words


@require_safe
def list_words(request: SignedInRequest, school: str) -> HttpResponse:
    """The three lists, each with how many people have a word, and with the words that are not on it."""
    return _list(request, get_administered_school_for(request.user, school), NewWordForm())


def _list(request: SignedInRequest, school: Institution, form: NewWordForm) -> HttpResponse:
    context = {"school": school, "lists": word_lists(school), "form": form}
    return render(request, "people/listed_words.html", context, status=422 if form.errors else 200)


@require_POST
def add_word(request: SignedInRequest, school: str) -> HttpResponse:
    """Add a word to a list."""
    place = get_administered_school_for(request.user, school)
    form = NewWordForm(request.POST)
    if form.is_valid():
        with refusals_beside(form, field="name"):
            kind, name = WordList(form.cleaned_data["kind"]), form.cleaned_data["name"]
            word = listed_words.add_word(place, kind=kind, name=name)
            messages.success(request, _("%(name)s is on the list.") % {"name": word})
            return redirect("people:list-words", school=school)
    return _list(request, place, form)


def _word_for(request: SignedInRequest, school: str, pk: int) -> ListedWord:
    place = get_administered_school_for(request.user, school)
    return get_object_or_404(ListedWord.objects.select_related("institution"), pk=pk, institution=place)


def _others(school: Institution, kind: str, *, apart_from: int = 0) -> list[ListedWord]:
    return list(school.listed_words.filter(kind=kind, retired_at=None).exclude(pk=apart_from))


@form_page
def edit_word(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """One word: how it is written, and the ways to merge it or take it out of use."""
    word = _word_for(request, school, pk)
    # The form writes into its instance; the page shows what is stored.
    form = WordForm(posted(request), instance=copy(word))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="name"):
            rename_word(word, name=form.cleaned_data["name"], began_from=form.began_from)
            messages.success(request, _("Word saved. Everyone who has it has it like this."))
            return redirect("people:edit-word", school=school, pk=pk)
    return _page(request, word, form=form)


def _page(
    request: SignedInRequest, word: ListedWord, *, form: WordForm | None = None, merge_form: MergeWordForm | None = None
) -> HttpResponse:
    form = form or WordForm(instance=copy(word))
    merge_form = merge_form or MergeWordForm(offered=_others(word.institution, word.kind, apart_from=word.pk))
    context = {
        "school": word.institution,
        "word": word,
        "number": words_in_use(word.institution)[word.kind].get(word.name, 0),
        "form": form,
        "merge_form": merge_form,
        "former": word.former_words.all(),
    }
    failed = form.errors or merge_form.errors
    return render(request, "people/listed_word.html", context, status=422 if failed else 200)


@require_POST
def merge_words(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Make two words one, for everybody who has the first."""
    word = _word_for(request, school, pk)
    form = MergeWordForm(request.POST, offered=_others(word.institution, word.kind, apart_from=word.pk))
    if form.is_valid():
        with refusals_beside(form, field="into"):
            into = form.cleaned_data["into"]
            _say_replaced(request, word.name, into.name, merge_word(word, into=into))
            return redirect("people:list-words", school=school)
    return _page(request, word, merge_form=form)


def _say_replaced(request: SignedInRequest, before: str, after: str, number: int) -> None:
    text = ngettext(
        "%(after)s replaces %(before)s, in %(n)s place.", "%(after)s replaces %(before)s, in %(n)s places.", number
    )
    messages.success(request, text % {"before": before, "after": after, "n": number})


@require_POST
def retire_word(request: SignedInRequest, school: str, pk: int) -> HttpResponse:
    """Offer a word no longer, or again."""
    word = _word_for(request, school, pk)
    with refusals_said(request):
        if request.POST.get("offered") == "no":
            listed_words.retire_word(word, now=timezone.now())
            messages.success(
                request, _("%(name)s isn’t offered any more. People who have it keep it.") % {"name": word}
            )
        elif request.POST.get("offered") == "yes":
            listed_words.bring_back_word(word)
            messages.success(request, _("%(name)s is offered again.") % {"name": word})
        else:
            raise Http404
    return redirect("people:edit-word", school=school, pk=pk)


@require_POST
def settle_words(request: SignedInRequest, school: str) -> HttpResponse:
    """A word that people have and the list has not: put it on the list, or give them one of the list instead."""
    place = get_administered_school_for(request.user, school)
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "")
    if kind not in WordList or name not in words_in_use(place)[kind]:
        raise Http404
    with refusals_said(request):
        if request.POST.get("into"):
            form = MergeWordForm(request.POST, offered=_others(place, kind))
            if not form.is_valid():
                raise Http404
            into = form.cleaned_data["into"]
            number = settle_word(place, kind=WordList(kind), name=name, into=into)
            _say_replaced(request, name, into.name, number)
        else:
            word = listed_words.add_word(place, kind=WordList(kind), name=name)
            messages.success(request, _("%(name)s is on the list.") % {"name": word})
    return redirect("people:list-words", school=school)
