"""One person who is here twice: finding the other record, comparing the two, making them one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.numbers import read_number
from core.refusals import refusals_beside
from people.access import get_person_for, get_two_people_for
from people.forms.merging import MergeForm
from people.policies import can_merge
from people.queries.person import PersonInProgram
from people.queries.twins import others_in, twins_of
from people.services.merging import merge_records, tell_apart
from programs.policies import can_administer

_MOST_FOUND = 25


@form_page
def merge(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Find the other record of a person; once it is named, compare the two and merge them."""
    other = read_number(request.GET.get("with"))
    if other is None or other == pk:
        return _search(request, get_person_for(request.user, slug, pk))
    return _compare(request, *get_two_people_for(request.user, slug, pk, other))


def _search(request: SignedInRequest, who: PersonInProgram) -> HttpResponse:
    search = request.GET.get("q", "")[:100]
    if search.strip():
        found = list(others_in(who.program, who.person, search=search)[:_MOST_FOUND])
    else:
        found = twins_of(who.person, who.program)
    context = {
        "person": who.person,
        "program": who.program,
        "search": search,
        "found": found,
        "searched": bool(search.strip()),
    }
    return render(request, "people/merge_search.html", context)


def _compare(request: SignedInRequest, who: PersonInProgram, twin: PersonInProgram) -> HttpResponse:
    form = MergeForm(posted(request), keepable=_keepable(request.user, who, twin))
    if request.method == "POST" and form.is_valid():
        kept, gone = (who, twin) if form.cleaned_data["keep"] == who.person.pk else (twin, who)
        with refusals_beside(form):
            merge_records(
                kept.person,
                gone.person,
                program=who.program,
                by=request.user,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("The two records are one now."))
            return redirect("people:show-person", slug=who.program.slug, pk=kept.person.pk)
    context = {
        "person": who.person,
        "program": who.program,
        "records": (who, twin),
        "form": form,
        "administers": can_administer(request.user, who.program.institution),
    }
    return render(request, "people/merge.html", context, status=422 if form.errors else 200)


def _keepable(reader: User, who: PersonInProgram, twin: PersonInProgram) -> list[User]:
    """Those of the two into whom `reader` may merge the other; who has signed in first."""
    both = ((who.person, twin.person), (twin.person, who.person))
    able = [kept for kept, gone in both if can_merge(reader, kept=kept, gone=gone, program=who.program)]
    return sorted(able, key=lambda person: person.last_login is None)


@require_POST
def keep_apart(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say that two records which look alike are two people: the page does not ask again."""
    other = read_number(request.POST.get("other"))
    if other is None or other == pk:
        get_person_for(request.user, slug, pk)
    else:
        who, twin = get_two_people_for(request.user, slug, pk, other)
        tell_apart(who.person, twin.person, program=who.program, by=request.user, now=timezone.now())
        messages.success(request, _("Noted: they’re two people."))
    return redirect("people:show-person", slug=slug, pk=pk)
