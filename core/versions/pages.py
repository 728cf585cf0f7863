"""What the pages of all texts in versions do: writing a part, with a script or without, moving and deleting one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.json_answers import asks_for_json
from core.presence import opened_by_others, say_open
from core.refusals import refusals_said
from core.revised_forms import REVISION, RevisedForm, RevisedModelForm, refuse
from core.revisions import EditedMeanwhile
from core.versions.errors import NotInADraft, PartIsGone
from core.versions.models import Part
from core.versions.parts import Direction, delete_part, move_part

_P = TypeVar("_P", bound=Part)


@dataclass(frozen=True, slots=True)
class Writing(Generic[_P]):
    """How a part that was posted is saved, and what answers.

    Attributes:
        part: what is stored in the draft; None for a new one.
        save: saves what the form, which is valid, says.
        page: shows the form again.
        back: the address of the draft.
        address, opened: of the page of a part, and what notes who has it open.
    """

    part: _P | None
    save: Callable[[], _P]
    page: Callable[[], HttpResponse]
    back: str
    address: Callable[[_P], str]
    opened: Callable[[_P], str]


def write_part(
    request: HttpRequest,
    form: RevisedForm | RevisedModelForm[_P],
    writing: Writing[_P] | None,
    *,
    show_gone: Callable[[], HttpResponse],
) -> HttpResponse:
    """Answer the page on which a part is written: read, posted by the form, or by its script while somebody writes.

    Args:
        request: the request.
        form: of the part.
        writing: None where the part, or its draft, was published or deleted.
        show_gone: shows what was typed, and how it gets into the draft that there is now.
    """
    if request.method == "POST" and asks_for_json(request):
        return _answer(form, writing)
    if writing is None:
        return show_gone()
    if request.method == "POST" and "preview" not in request.GET and form.is_valid():
        try:
            saved = writing.save()
        except EditedMeanwhile as error:
            refuse(form, error)
        except NotInADraft:
            return show_gone()
        else:
            said = _("“%(title)s” saved to the draft.") if writing.part else _("“%(title)s” added to the draft.")
            messages.success(request, said % {"title": saved.title})
            return redirect(writing.back)
    return writing.page()


def _answer(form: RevisedForm | RevisedModelForm[_P], writing: Writing[_P] | None) -> JsonResponse:
    """Save the text as it stands, if nobody has saved another meanwhile.

    The answer says what happened in `said`. Where it was refused (422), saving by the form shows what there is to
    decide: both texts, or that the draft is gone.
    """
    try:
        if writing is None:
            raise PartIsGone(_("This was published or deleted meanwhile. Save to put your text elsewhere."))
        if not form.is_valid():
            said = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"said": _("Not saved yet: %(why)s") % {"why": said}, "decide": False}, status=422)
        saved = writing.save()
    except DomainError as error:
        return JsonResponse({"said": error.message, "decide": True}, status=422)
    said = _("Saved in the draft at %(time)s.") % {"time": f"{timezone.localtime(saved.edited_at):%H:%M}"}
    where = {"part": saved.pk, "address": writing.address(saved), "opened": writing.opened(saved)}
    return JsonResponse({"said": said, "revision": saved.revision, **where})


def note_open(request: HttpRequest, part: Part | None) -> JsonResponse:
    """Note that the reader has a part open; answer who else has, and whether another text was saved meanwhile."""
    if part is None:
        return JsonResponse({"opened": ""})
    now = timezone.now()
    say_open(_thing(part), user_pk=request.user.pk or 0, name=str(request.user), now=now)
    said = [opened_words(request, part, now=now), _saved_by(request, part)]
    return JsonResponse({"opened": " ".join(filter(None, said))})


def _thing(part: Part) -> str:
    return f"{part._meta.label_lower}:{part.pk}"


def opened_words(request: HttpRequest, part: Part, *, now: datetime) -> str:
    """Return who else has the part open and since when, and that nothing gets lost; nothing where nobody has."""
    opened = opened_by_others(_thing(part), user_pk=request.user.pk or 0, now=now)
    if not opened:
        return ""
    words = [
        _("%(name)s has this open too, since %(time)s.")
        % {"name": each.name, "time": f"{timezone.localtime(each.since):%H:%M}"}
        for each in opened
    ]
    return " ".join([*words, _("Nothing gets lost: if you both save, you’ll see both texts.")])


def _saved_by(request: HttpRequest, part: Part) -> str:
    by = part.edited_by
    if by is None or by == request.user or request.POST.get(REVISION, "") == part.revision:
        return ""
    time = f"{timezone.localtime(part.edited_at):%H:%M}"
    return _("%(name)s saved another text at %(time)s.") % {"name": by, "time": time}


def script_words() -> dict[str, str]:
    """Return what the script of a part's page says by itself."""
    return {
        "unsaved": _("Not saved yet."),
        "signedOut": _(
            "You’re signed out. Your text is kept in this window: sign in in another tab, and saving goes on."
        ),
        "away": _("The site can’t be reached. Your text is kept in this window, and saving is tried again."),
        "large": _("This picture is larger than 10 MB. Save it smaller, then choose it again."),
        "words": _("words"),
    }


def move_posted(request: HttpRequest, part: Part | None) -> None:
    """Move a part one place up or down, as the button says that was pressed; a refusal is said on the next page."""
    direction: Direction = "up" if request.POST.get("direction") == "up" else "down"
    with refusals_said(request):
        move_part(_still_there(part), direction=direction)


def delete_posted(request: HttpRequest, part: Part | None) -> None:
    """Delete a part of the draft; a refusal is said on the next page."""
    with refusals_said(request):
        found = _still_there(part)
        delete_part(found, began_from=request.POST.get(REVISION, ""))
        messages.success(request, _("“%(title)s” deleted from the draft.") % {"title": found.title})


def _still_there(part: Part | None) -> Part:
    if part is None:
        raise PartIsGone(_("This was deleted from the draft."))
    return part
