"""Conflicts of interest: the coordinators' list, and what one of two people declares."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_files
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.tables.cells import csv_file
from pairs.access import get_conflict_for, get_own_mentorship_for
from pairs.forms.conflicts import ConflictForm, DeclareForm, RosterForm
from pairs.imports.roster_columns import HEADINGS
from pairs.imports.rosters import Kind, read_roster
from pairs.queries.conflicts import Recusal, conflicts_of, declarations, open_cases, recusals
from pairs.queries.eligibility import blocks_conflicts
from pairs.services import conflicts
from pairs.services.rosters import import_roster as save_roster
from pairs.views.rosters import keep_for_later, roster_place, what_was_imported
from people.access import get_mentor_to_choose_for
from programs.access import get_coordinated_program_for
from programs.models import Program


@require_safe
def list_conflicts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The conflicts of a program, first the pairs that one came upon."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    search = request.GET.get("q", "")[:100]
    day = program.institution.local_day(timezone.now())
    page = page_of(request, conflicts_of(program, user, search=search))
    context = {
        "program": program,
        "page": page,
        "search": search,
        "cases": open_cases(program, day=day),
        "blocks": blocks_conflicts(program),
        "today": day,
    }
    return render(request, "pairs/conflicts.html", context)


@form_page
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter one conflict by hand."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    form = ConflictForm(posted(request), institution=program.institution)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            conflicts.add_conflict(program.institution, by=user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Conflict added."))
            return redirect("pairs:list-conflicts", slug=slug)
    context = {"program": program, "form": form}
    return render(request, "pairs/conflict_add.html", context, status=422 if form.errors else 200)


@takes_files
@form_page
def import_roster(request: SignedInRequest, slug: str) -> HttpResponse:
    """Import a roster at once where every row is good; else its columns or its rows need somebody first."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    form, place = RosterForm(posted(request), request.FILES or None), roster_place(program)
    if request.method == "POST" and form.is_valid():
        file, skip = form.cleaned_data["file"], form.cleaned_data["leave_out_unknown"]
        with refusals_beside(form, field="file"):
            content = read_upload(file, by=user, now=timezone.now())
            if place.asks(content):
                return redirect(place.columns, slug=slug, token=place.keep(request, content, file.name).pk)
            roster = read_roster(content, program=program, leave_out_unknown=skip)
            if roster.counts[Kind.ATTENTION]:
                pending = keep_for_later(request, place, content, file.name, skip_strangers=skip)
                return redirect(place.confirm, slug=slug, token=pending.pk)
            new = save_roster(program, rows=roster.good, by=user, now=timezone.now())
            messages.success(request, what_was_imported(new, roster))
            return redirect("pairs:list-conflicts", slug=slug)
    return place.start_page(request, form)


@require_safe
def download_template(request: SignedInRequest, slug: str) -> HttpResponse:
    """The header of a roster, to fill in."""
    get_coordinated_program_for(request.user, slug)
    return _csv_response("roster.csv", csv_file(HEADINGS, []))


@require_safe
def download_recusals(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who steps back from assessing whom, course by course, as CSV."""
    program = get_coordinated_program_for(request.user, slug)
    day = program.institution.local_day(timezone.now())
    header = ["course", "assessor", "assessor_email", "mentee", "mentee_email", "starts_on", "ends_on"]
    rows = [_recusal_row(recusal) for recusal in recusals(program, day=day)]
    return _csv_response(f"recusals-{program.slug}-{day}.csv", csv_file(header, rows))


def _recusal_row(recusal: Recusal) -> list[object]:
    mentor, mentee = recusal.mentor, recusal.mentee
    people = [mentor.display_name, mentor.email, mentee.display_name, mentee.email]
    return [recusal.course, *people, recusal.starts_on, recusal.ends_on]


def _csv_response(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def settle(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The coordinator has spoken with the pair; the case is closed."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    conflicts.settle_conflict(get_conflict_for(user, program, pk), program=program, by=user, now=timezone.now())
    messages.success(request, _("Case closed. The pair, or its open offer, continues as it is."))
    return redirect("pairs:list-conflicts", slug=slug)


@require_POST
def delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a conflict off the list."""
    user = request.user
    program = get_coordinated_program_for(user, slug)
    conflicts.delete_conflict(get_conflict_for(user, program, pk))
    messages.success(request, _("Conflict deleted."))
    return redirect("pairs:list-conflicts", slug=slug)


@form_page
def declare(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mentee says that there is a role between them and a mentor."""
    enrollment, participation = get_mentor_to_choose_for(request.user, pk)
    back = reverse("matching:show-mentor", kwargs={"pk": pk})
    program = enrollment.cycle.program
    return declare_page(request, program, mentor=participation.mentor, mentee=enrollment.mentee, back=back)


@form_page
def declare_in_pair(request: SignedInRequest, mentorship_pk: int) -> HttpResponse:
    """One of a pair says that there is a role between the two."""
    mentorship = get_own_mentorship_for(request.user, mentorship_pk)
    back = reverse("sessions:show-pair", kwargs={"pk": mentorship_pk})
    program = mentorship.cycle.program
    return declare_page(request, program, mentor=mentorship.mentor, mentee=mentorship.mentee, back=back)


def declare_page(request: SignedInRequest, program: Program, *, mentor: User, mentee: User, back: str) -> HttpResponse:
    """The page on which the reader, one of the two, declares or takes back a conflict; it leads to `back`."""
    user = request.user
    form = DeclareForm(request.POST if "declare" in request.POST else None)
    if "withdraw" in request.POST:
        conflicts.withdraw_declarations(mentor=mentor, mentee=mentee, by=user)
        messages.success(request, _("Taken back. You no longer report a conflict of interest."))
        return redirect(back)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        conflicts.declare_conflict(
            program.institution, mentor=mentor, mentee=mentee, kind=kind, by=user, now=timezone.now()
        )
        messages.success(request, _("Thank you. The coordinator will see this. The other person isn’t told."))
        return redirect(back)
    context = {
        "form": form,
        "other": mentor if user == mentee else mentee,
        "program": program,
        "declared": declarations(mentor=mentor, mentee=mentee, by=user),
        "back": back,
        "blocks": blocks_conflicts(program),
    }
    invalid = request.method == "POST"
    return render(request, "pairs/conflict_declare.html", context, status=422 if invalid else 200)
