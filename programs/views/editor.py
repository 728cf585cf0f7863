"""Writing the handbook: the draft and its publication."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.refusals import refusals_said
from core.revised_forms import REVISION, refuse
from core.versions.drafts import discard_draft as discard
from core.versions.errors import NotInADraft
from programs.access import get_administered_program_for, get_version_for
from programs.forms.handbooks import PublishForm
from programs.models import HandbookVersion, Program
from programs.presentation.chapter_text import amiss_in
from programs.queries.handbooks import draft_of, people_of, published_handbook
from programs.services import handbooks as handbook_services


@require_safe
def edit_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The draft with its chapters, or the way to begin one."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        context = {"program": program, "published": published_handbook(program)}
        return render(request, "programs/editor_start.html", context)
    return _editor(request, draft, PublishForm(instance=draft))


def _editor(request: SignedInRequest, draft: HandbookVersion, form: PublishForm, status: int = 200) -> HttpResponse:
    people = {person.pk for group in people_of(draft.program).values() for person in group}
    chapters = list(draft.chapters.select_related("edited_by"))
    context = {
        "program": draft.program,
        "draft": draft,
        "chapters": chapters,
        "amiss": amiss_in(draft, chapters),
        "people_count": len(people),
        "form": form,
    }
    return render(request, "programs/editor.html", context, status=status)


@require_POST
def start_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the next version with the chapters of the one in force."""
    program = get_administered_program_for(request.user, slug)
    handbook_services.start_draft(program)
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def discard_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """Throw the draft away; what is in force stays."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    with refusals_said(request):
        if draft is not None:
            discard(draft, began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("Draft discarded. The published handbook hasn’t changed."))
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def publish_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the draft in force."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        return _nothing_to_publish(request, program)
    form = PublishForm(request.POST, instance=draft)
    if form.is_valid():
        try:
            version = handbook_services.publish_handbook(
                draft, by=request.user, now=timezone.now(), began_from=form.began_from, **form.cleaned_data
            )
        except NotInADraft:
            return _nothing_to_publish(request, program)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Version %(n)d is published.") % {"n": version.number})
            return redirect("programs:show-handbook", slug=slug)
    return _editor(request, draft, form, status=422)


def _nothing_to_publish(request: SignedInRequest, program: Program) -> HttpResponse:
    """Somebody has published or discarded the draft; the note that was typed can be copied."""
    context = {
        "program": program,
        "published": published_handbook(program),
        "draft_is_gone": True,
        "change_note": request.POST.get("change_note", ""),
    }
    return render(request, "programs/editor_start.html", context, status=409)


@require_POST
def withdraw_handbook(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a version that has been replaced out of sight."""
    program = get_administered_program_for(request.user, slug)
    version = get_version_for(request.user, program, number)
    with refusals_said(request):
        handbook_services.withdraw_handbook(version)
        messages.success(request, _("Version %(n)d is withdrawn.") % {"n": number})
    return redirect("programs:show-handbook", slug=slug)
