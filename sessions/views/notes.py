"""Private notes: one about a session, all of one's own, files of them, and deleting one."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from sessions.access import get_own_note_for, get_own_session_for
from sessions.forms import DeleteNoteForm, NoteForm
from sessions.presentation.note_prompts import prompts_for
from sessions.presentation.own_notes import as_json, as_markdown, by_month
from sessions.presentation.stored import note_of
from sessions.queries.notes import note_about, own_notes, with_open_pages
from sessions.services.notes import delete_note, write_note

# A page is what its browser can search: some years of notes, each of which has to be decrypted.
NOTES_PER_PAGE = 100


@form_page
def write(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The reader's private note about a session; nobody else has this page."""
    user = request.user
    session = get_own_session_for(user, pk)
    note = note_about(session, user)
    form = NoteForm(posted(request), stored=note_of(note))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            kept = write_note(session, by=user, text=form.cleaned_data["text"], began_from=form.began_from)
            messages.success(request, _("Note saved.") if kept else _("Note deleted."))
            return redirect("sessions:show-session", pk=session.pk)
    context = {"form": form, "session": session, "note": note, "prompts": prompts_for(session, user)}
    return render(request, "sessions/note.html", context, status=422 if form.errors else 200)


@require_safe
def list_own(request: SignedInRequest) -> HttpResponse:
    """All notes of the reader by month, whole, so that their browser can search them and the server does not."""
    user = request.user
    page = page_of(request, own_notes(user), per_page=NOTES_PER_PAGE)
    months = by_month(page, user, open_sessions=with_open_pages(page, user))
    return render(request, "sessions/notes.html", {"page": page, "months": months})


@require_safe
def download_text(request: SignedInRequest) -> HttpResponse:
    """All notes of the reader as one text in Markdown."""
    return _file(as_markdown(own_notes(request.user), request.user), "my-notes.md", "text/markdown; charset=utf-8")


@require_safe
def download_json(request: SignedInRequest) -> HttpResponse:
    """All notes of the reader as JSON."""
    content = as_json(own_notes(request.user), request.user, now=timezone.now())
    return _file(content, "my-notes.json", "application/json")


@form_page
def delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask whether a note is to go for good, and delete it."""
    note = get_own_note_for(request.user, pk)
    form = DeleteNoteForm(posted(request), stored=note_of(note))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            delete_note(note, by=request.user, began_from=form.began_from)
            messages.success(request, _("Note deleted for good."))
            return redirect("sessions:list-notes")
    context = {"form": form, "note": note, "session": note.session}
    return render(request, "sessions/delete_note.html", context, status=422 if form.errors else 200)


def _file(content: str, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
