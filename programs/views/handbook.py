"""Reading the handbook, searching it, printing it, acknowledging it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.markdown import render as render_markdown
from core.numbers import read_number
from core.paging import page_of
from core.refusals import refusals_beside
from programs.access import get_configurable_program_for, get_program_for, get_version_for
from programs.forms.handbooks import AcknowledgeForm
from programs.models import HandbookVersion, Program, ReminderKind
from programs.models.participants import participants
from programs.policies import can_acknowledge, can_administer, can_configure
from programs.presentation.chapter_changes import change_of, changes_since
from programs.presentation.chapter_text import references_for, shown_text
from programs.presentation.crisis_terms import has_crisis_term
from programs.presentation.handbook_search import search_chapters, words_besides
from programs.presentation.readers import chosen_side, select, side_of
from programs.queries.handbooks import (
    acknowledged,
    acknowledgement_rows,
    chapters_of,
    compared_version,
    neighbours,
    published_handbook,
)
from programs.queries.programs import help_contacts_of
from programs.services.handbooks import acknowledge_handbook as acknowledge
from programs.views.reading_place import keep_place, last_place

_LAST_VERSION = 9999


def _number(request: HttpRequest) -> int | None:
    return read_number(request.GET.get("version"), at_most=_LAST_VERSION)


def _asked(request: HttpRequest, program: Program) -> dict[str, Any]:
    """Whether the reader is asked to acknowledge, and what they have acknowledged so far."""
    if not (request.user.is_authenticated and can_acknowledge(request.user, program)):
        return {"asked": False}
    done, last = acknowledged(request.user, program)
    return {"asked": True, "acknowledged": done, "last_acknowledgement": last}


@login_not_required
@require_safe
def show_handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """The contents of the version in force, or of an earlier one."""
    program = get_program_for(request.user, slug)
    if _number(request) is None and published_handbook(program) is None:
        context = {"program": program, "writer": can_administer(request.user, program)}
        return render(request, "programs/handbook_empty.html", context)
    version = get_version_for(request.user, program, _number(request))
    return render(request, "programs/handbook.html", _contents(request, version, AcknowledgeForm()))


def _contents(request: HttpRequest, version: HandbookVersion, form: AcknowledgeForm) -> dict[str, Any]:
    program = version.program
    chapters = list(version.chapters.all())
    selection = select(chapters, side_of(request.user, program))
    asked = _asked(request, program)
    since = changes_since(asked.get("last_acknowledgement"), version, chapters)
    return {
        "program": program,
        "version": version,
        "selection": selection,
        "contents": [(chapter, since.get(chapter.pk)) for chapter in selection.own],
        "other_contents": [(chapter, since.get(chapter.pk)) for chapter in selection.others],
        "changed_since": bool(since),
        "last_place": last_place(request, chapters),
        "versions": HandbookVersion.objects.visible_to(request.user).filter(program=program).exclude(state="draft"),
        "form": form,
        "help_contacts": help_contacts_of(program),
        "writer": can_administer(request.user, program),
        "runs_it": can_configure(request.user, program),
        **asked,
    }


@login_not_required
@require_safe
def show_chapter(request: HttpRequest, slug: str, chapter_slug: str) -> HttpResponse:
    """One chapter; what is new since the reader acknowledged it, or since the version before, is marked."""
    program = get_program_for(request.user, slug)
    version = get_version_for(request.user, program, _number(request))
    chapters = chapters_of(version)
    for each in chapters:
        each.version = version
    chapter = next((each for each in chapters if each.slug == chapter_slug), None)
    if chapter is None:
        raise Http404
    selection = select(chapters, side_of(request.user, program))
    order = selection.own if chapter in selection.own else chapters
    before, after = neighbours(order, chapter)
    asked = _asked(request, program)
    signed = asked.get("last_acknowledgement")
    base = compared_version(version, signed)
    change = change_of(chapter, base, chapters)
    context = {
        "program": program,
        "version": version,
        "selection": selection,
        "order": order,
        "place": order.index(chapter) + 1,
        "chapter": chapter,
        "before": before,
        "after": after,
        "base": base,
        "change": change,
        "since_signed": bool(base and signed and signed.version_id == base.pk),
        **shown_text(version, chapters, chapter, before=change.old.body if change and change.old else None),
        "form": AcknowledgeForm(),
        "help_contacts": help_contacts_of(program),
        **asked,
    }
    response = render(request, "programs/chapter.html", context)
    keep_place(request, response, program, chapter)
    return response


@login_not_required
@require_safe
def print_handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """The chapters of the reader's side, or of the one that the address names, on one page that is made for paper."""
    program = get_program_for(request.user, slug)
    version = get_version_for(request.user, program, _number(request))
    selection = select(list(version.chapters.all()), chosen_side(request.user, program, request.GET.get("for")))
    known = references_for(version, selection.own, on_one_page=True)
    context = {
        "program": program,
        "version": version,
        "selection": selection,
        "chapters": [
            (chapter, render_markdown(chapter.body, references=known, anchors=f"{chapter.slug}--"))
            for chapter in selection.own
        ],
        "help_contacts": help_contacts_of(program),
    }
    return render(request, "programs/handbook_print.html", context)


@login_not_required
@require_safe
def search_handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """Chapters that hold all words, those for the reader first."""
    program = get_program_for(request.user, slug)
    version = get_version_for(request.user, program, _number(request))
    query = request.GET.get("q", "").strip()[:100]
    selection = select(list(version.chapters.all()), side_of(request.user, program))
    found = search_chapters(selection, query)
    context = {
        "program": program,
        "version": version,
        "query": query,
        "found": found,
        "besides": words_besides(query),
        "distress": has_crisis_term(query),
    }
    return render(request, "programs/handbook_search.html", context)


@require_POST
def acknowledge_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """Record that the reader has read the version in force; lead on to what waits for them."""
    program = get_program_for(request.user, slug)
    if not can_acknowledge(request.user, program):
        raise PermissionDenied
    version = get_version_for(request.user, program, None)
    form = AcknowledgeForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            acknowledge(version, by=request.user, now=timezone.now())
            messages.success(request, _("Thank you. You’ve acknowledged version %(n)d.") % {"n": version.number})
            return redirect(_next_step(request, program), slug=slug)
    return render(request, "programs/handbook.html", _contents(request, version, form), status=422)


def _next_step(request: SignedInRequest, program: Program) -> str:
    """The name of the page on which somebody was about to enrol, or of the handbook."""
    return "people:enroll" if participants().is_enrolling(request.user, program.pk) else "programs:show-handbook"


@require_safe
def list_acknowledgements(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who has acknowledged, for those who run the program: the state alone."""
    program = get_configurable_program_for(request.user, slug)
    version = get_version_for(request.user, program, None)
    rows = acknowledgement_rows(version)
    page = page_of(request, rows)
    signed = sum(row.acknowledged_at is not None for row in rows)
    context = {
        "program": program,
        "version": version,
        "page": page,
        "signed": signed,
        "asked_count": len(rows),
        "reminders": ", ".join(map(str, program.reminder_days(ReminderKind.HANDBOOK))),
    }
    return render(request, "programs/acknowledgements.html", context)
