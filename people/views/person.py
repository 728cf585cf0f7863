"""One person in a program, for those who run it: what is known, and what can be put right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from people.access import get_person_for, get_record_for
from people.forms.person import PersonForm, ReturnForm, WithdrawForm
from people.models import Enrollment, MentorParticipation
from people.policies import can_change_address, is_under_way
from people.presentation.invitations import show_invitations
from people.presentation.person_page import sections_of, subjects_of
from people.queries.form_values import person_values
from people.queries.person import messages_about
from people.queries.twins import twins_of
from people.services.person_steps import subject_of_person
from people.services.persons import correct_person, remove_record
from people.services.returns import readmit_mentee, readmit_mentor
from people.services.withdrawals import withdraw_enrollment
from programs.models import WordList
from programs.policies import can_administer
from programs.presentation.roles import role_label
from programs.presentation.staff_steps import show_steps
from programs.queries.handbooks import versions_read_by
from programs.queries.listed_words import offered_words
from programs.queries.staff_steps import steps_about

_MESSAGES = 20


@require_safe
def show_person(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Contact, roles, invitation, and what the other apps know: dates and states, no content."""
    who = get_person_for(request.user, slug, pk)
    now = timezone.now()
    show_invitations(who.records)
    sections = sections_of(who, request.user, now=now)
    handbook = versions_read_by(who.person, who.program)
    context = {
        "who": who,
        "person": who.person,
        "program": who.program,
        "cycle": who.records[0].cycle,
        "sections": sections,
        "standing": " ".join(section.standing for section in sections if section.standing),
        "removable": [record for record in who.records if who.person.last_login is None and not is_under_way(record)],
        "twins": twins_of(who.person, who.program),
        "steps": show_steps(
            steps_about(subject_of_person(pk), request.user).filter(program=who.program), request.user, now=now
        ),
        "sent": messages_about(who.person, subjects_of(who, sections, handbook.keys))[:_MESSAGES],
        "handbook": handbook,
    }
    return render(request, "people/person.html", context)


@form_page
def edit_person(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Correct names, address and group."""
    who = get_person_for(request.user, slug, pk)
    enrollment = next(iter(who.enrollments), None)
    stored = person_values(who.person, enrollment)
    may_move = can_change_address(request.user, who.person, who.program)
    if not may_move:
        del stored["email"]
    titles = offered_words([who.program.institution_id]).get(WordList.TITLE, [])
    form = PersonForm(posted(request), stored=stored, titles=titles)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            correct_person(
                who.person,
                program=who.program,
                enrollment=enrollment,
                fields=form.cleaned_data,
                by=request.user,
                now=timezone.now(),
                began_from=form.began_from,
            )
            messages.success(request, _("Saved."))
            return redirect("people:show-person", slug=slug, pk=pk)
    context = {
        "form": form,
        "who": who,
        "person": who.person,
        "program": who.program,
        "may_move": may_move,
        "administers": can_administer(request.user, who.program.institution),
    }
    return render(request, "people/edit_person.html", context, status=422 if form.errors else 200)


@form_page
def withdraw_mentee(request: SignedInRequest, slug: str, pk: int, record: int) -> HttpResponse:
    """Say what it means that a mentee leaves, and do it."""
    enrollment = get_record_for(request.user, slug, pk, role=Role.MENTEE, record=record)
    if not isinstance(enrollment, Enrollment):
        raise Http404
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            withdraw_enrollment(enrollment, by=request.user, now=timezone.now())
            name = enrollment.mentee.display_name
            messages.success(request, _("%(name)s no longer takes part.") % {"name": name})
            return redirect("people:show-person", slug=slug, pk=pk)
    context = {
        "form": form,
        "person": enrollment.mentee,
        "program": enrollment.cycle.program,
        "cycle": enrollment.cycle,
    }
    return render(request, "people/withdraw_mentee.html", context, status=422 if form.errors else 200)


@form_page
def readmit(request: SignedInRequest, slug: str, pk: int, role: str, record: int) -> HttpResponse:
    """Say what it means that somebody who left is back, and take them back."""
    row = get_record_for(request.user, slug, pk, role=role, record=record)
    form = ReturnForm(posted(request))
    person = row.mentee if isinstance(row, Enrollment) else row.mentor
    if request.method == "POST" and form.is_valid():
        asked = {"by": request.user, "reason": form.cleaned_data["reason"], "now": timezone.now()}
        with refusals_beside(form):
            readmit_mentee(row, **asked) if isinstance(row, Enrollment) else readmit_mentor(row, **asked)
            messages.success(request, _("%(name)s is back, and will get an email.") % {"name": person.display_name})
            return redirect("people:show-person", slug=slug, pk=pk)
    context = {"form": form, "person": person, "program": row.cycle.program, "cycle": row.cycle, "row": row}
    return render(request, "people/readmit.html", context, status=422 if form.errors else 200)


@form_page
def remove(request: SignedInRequest, slug: str, pk: int, role: str, record: int) -> HttpResponse:
    """Say what goes with a row that came by mistake, and delete it where it has no history."""
    row = get_record_for(request.user, slug, pk, role=role, record=record)
    person = row.mentee if isinstance(row, Enrollment) else row.mentor
    if request.method == "POST":
        with refusals_said(request):
            remove_record(row, by=request.user, now=timezone.now())
            messages.success(request, _("%(name)s was removed from this year.") % {"name": person.display_name})
        return _after_removal(slug, pk, type(row), record)
    program = row.cycle.program
    context = {"person": person, "program": program, "cycle": row.cycle, "role": role_label(Role(role), program)}
    return render(request, "people/remove_record.html", context)


def _after_removal(slug: str, pk: int, kind: type[Enrollment | MentorParticipation], key: int) -> HttpResponse:
    """Back to the person while there is one, else to the list."""
    if kind._default_manager.filter(pk=key).exists():
        return redirect("people:show-person", slug=slug, pk=pk)
    return redirect("people:list-people", slug=slug)
