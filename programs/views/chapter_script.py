"""What the script of a chapter's page asks while somebody writes: save, show, and say who else is here."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from core.errors import DomainError
from core.presence import opened_by_others, say_open
from core.revised_forms import REVISION
from programs.access import get_administered_program_for
from programs.errors import ChapterGone
from programs.models import Chapter
from programs.queries.handbooks import chapter_of, draft_of
from programs.services.chapters import edit_chapter
from programs.views.chapter_page import chapter_form, opened_name, opened_words, preview_of


@require_POST
def autosave_chapter(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Save the text as it stands, if nobody has saved another meanwhile.

    The answer says what happened in `said`. Where it was refused (422), saving by the form shows what there is to
    decide: both texts, or that the draft is gone.
    """
    program = get_administered_program_for(request.user, slug)
    chapter = chapter_of(program, pk)
    form = chapter_form(program, request.POST, chapter)
    now = timezone.now()
    try:
        if chapter is None or not chapter.version.is_draft:
            raise ChapterGone(_("This chapter was published or deleted meanwhile. Save to put your text elsewhere."))
        if not form.is_valid():
            return _refused(" ".join(str(error) for errors in form.errors.values() for error in errors), may_save=False)
        saved = edit_chapter(chapter, began_from=form.began_from, by=request.user, now=now, **form.cleaned_data)
    except DomainError as error:
        return _refused(error.message, may_save=True)
    said = _("Saved in the draft at %(time)s.") % {"time": f"{timezone.localtime(now):%H:%M}"}
    return JsonResponse({"said": said, "revision": saved.revision})


def _refused(said: str, *, may_save: bool) -> JsonResponse:
    return JsonResponse({"said": said, "decide": may_save}, status=422)


@require_POST
def say_chapter_open(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Note that the reader has the chapter open; answer who else has, and whether another text was saved meanwhile."""
    program = get_administered_program_for(request.user, slug)
    chapter = chapter_of(program, pk)
    if chapter is None:
        return JsonResponse({"opened": ""})
    now = timezone.now()
    say_open(opened_name(chapter), user_pk=request.user.pk, name=str(request.user), now=now)
    others = opened_words(opened_by_others(opened_name(chapter), user_pk=request.user.pk, now=now))
    return JsonResponse({"opened": " ".join(filter(None, [others, _saved_by(request, chapter)]))})


def _saved_by(request: SignedInRequest, chapter: Chapter) -> str:
    by = chapter.edited_by
    if by is None or by == request.user or request.POST.get(REVISION, "") == chapter.revision:
        return ""
    time = f"{timezone.localtime(chapter.edited_at):%H:%M}"
    return _("%(name)s saved another text at %(time)s.") % {"name": by, "time": time}


@require_POST
def live_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The text as readers would see it. Nothing is saved."""
    program = get_administered_program_for(request.user, slug)
    draft = draft_of(program)
    if draft is None:
        return JsonResponse({"html": ""}, status=422)
    chapters = list(draft.chapters.only("slug", "title", "version"))
    return JsonResponse({"html": preview_of(draft, chapters, request.POST.get("body", ""))})
