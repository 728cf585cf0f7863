"""Writing the handbook: the draft, its chapters, publishing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import RuleBroken
from programs.access import get_administered_program_for, get_draft_for, get_version_for
from programs.forms.handbooks import ChapterForm, PublishForm
from programs.markdown import render as render_markdown
from programs.models import Chapter, HandbookVersion
from programs.selectors import published_handbook
from programs.selectors.handbooks import participants
from programs.services import chapters as chapter_services
from programs.services import handbooks as handbook_services
from programs.views.requests import SignedInRequest, posted, refuse


@require_GET
def edit_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """The draft with its chapters, or the way to begin one."""
    program = get_administered_program_for(request.user, slug)
    draft = program.handbook_versions.filter(state=HandbookVersion.State.DRAFT).first()
    if draft is None:
        context = {"program": program, "published": published_handbook(program)}
        return render(request, "programs/editor_start.html", context)
    return _editor(request, draft, PublishForm(instance=draft))


def _editor(request: SignedInRequest, draft: HandbookVersion, form: PublishForm, status: int = 200) -> HttpResponse:
    people = {person.pk for group in participants(draft.program).values() for person in group}
    context = {
        "program": draft.program,
        "draft": draft,
        "chapters": list(draft.chapters.all()),
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
    handbook_services.discard_draft(get_draft_for(request.user, slug))
    messages.success(request, _("The draft is gone. The handbook in force has not changed."))
    return redirect("programs:edit-handbook", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def add_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new chapter at the end of the draft."""
    draft = get_draft_for(request.user, slug)
    form = ChapterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        chapter = chapter_services.add_chapter(draft, **form.cleaned_data)
        messages.success(request, _("“%(title)s” is in the draft.") % {"title": chapter.title})
        return redirect("programs:edit-handbook", slug=slug)
    return _chapter_page(request, draft, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One chapter of the draft."""
    draft = get_draft_for(request.user, slug)
    chapter = get_object_or_404(draft.chapters, pk=pk)
    form = ChapterForm(posted(request), instance=chapter)
    if request.method == "POST" and form.is_valid():
        chapter_services.edit_chapter(chapter, **form.cleaned_data)
        messages.success(request, _("“%(title)s” is saved in the draft.") % {"title": chapter.title})
        return redirect("programs:edit-handbook", slug=slug)
    return _chapter_page(request, draft, chapter, form)


@require_POST
def preview_chapter(request: SignedInRequest, slug: str) -> HttpResponse:
    """The chapter as readers will see it, above the form with the unsaved text. Nothing is saved."""
    draft = get_draft_for(request.user, slug)
    pk = request.POST.get("chapter", "")
    chapter = draft.chapters.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 16 else None
    form = ChapterForm(request.POST)
    preview = render_markdown(request.POST.get("body", "")) if form.is_valid() else None
    return _chapter_page(request, draft, chapter, form, preview=preview)


def _chapter_page(
    request: SignedInRequest,
    draft: HandbookVersion,
    chapter: Chapter | None,
    form: ChapterForm,
    preview: str | None = None,
) -> HttpResponse:
    context = {"program": draft.program, "draft": draft, "chapter": chapter, "form": form, "preview": preview}
    return render(request, "programs/editor_chapter.html", context, status=422 if form.errors else 200)


@require_POST
def move_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    chapter = get_object_or_404(get_draft_for(request.user, slug).chapters, pk=pk)
    chapter_services.move_chapter(chapter, direction="up" if request.POST.get("direction") == "up" else "down")
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def delete_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a chapter out of the draft."""
    chapter = get_object_or_404(get_draft_for(request.user, slug).chapters, pk=pk)
    chapter_services.delete_chapter(chapter)
    messages.success(request, _("“%(title)s” is out of the draft.") % {"title": chapter.title})
    return redirect("programs:edit-handbook", slug=slug)


@require_POST
def publish_handbook(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the draft in force."""
    draft = get_draft_for(request.user, slug)
    form = PublishForm(request.POST, instance=draft)
    if form.is_valid():
        try:
            version = handbook_services.publish_handbook(
                draft, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except RuleBroken as error:
            refuse(form, error)
        else:
            messages.success(request, _("Version %(n)d is in force.") % {"n": version.number})
            return redirect("programs:show-handbook", slug=slug)
    return _editor(request, draft, form, status=422)


@require_POST
def withdraw_handbook(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a version that has been replaced out of sight."""
    program = get_administered_program_for(request.user, slug)
    version = get_version_for(request.user, program, number)
    try:
        handbook_services.withdraw_handbook(version)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Version %(n)d is withdrawn.") % {"n": number})
    return redirect("programs:show-handbook", slug=slug)
