"""Two versions of the handbook compared, as a whole and chapter by chapter."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Reader
from core.numbers import read_number
from programs.access import get_program_for
from programs.models import HandbookVersion, Program
from programs.presentation.comparison import ChapterChange, chapter_changes
from programs.queries.handbooks import chapters_of, comparable_versions, last_acknowledgement

_LAST_VERSION = 9999


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is compared: two versions, the older first, out of all; and whether they stand side by side."""

    versions: list[HandbookVersion]
    old: HandbookVersion
    new: HandbookVersion
    side_by_side: bool

    def changes(self) -> list[ChapterChange]:
        chapters = chapters_of([self.old, self.new])
        return chapter_changes(chapters[self.old.pk], chapters[self.new.pk])


@login_not_required
@require_safe
def compare_handbook(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between two versions: the passages that did, chapter by chapter."""
    program = get_program_for(request.user, slug)
    choice = _choice(request, program)
    if choice is None:
        return render(request, "programs/compare_empty.html", {"program": program})
    changes = choice.changes()
    changed = [change for change in changes if change.marks]
    context = {"changed": changed, "unchanged": len(changes) - len(changed), **_context(program, choice)}
    return render(request, "programs/compare.html", context)


@login_not_required
@require_safe
def compare_chapter(request: HttpRequest, slug: str, chapter_slug: str) -> HttpResponse:
    """The whole of one chapter in two versions; its address is that of the newer, or of the older where it is gone."""
    program = get_program_for(request.user, slug)
    choice = _choice(request, program)
    if choice is None:
        raise Http404
    changes = choice.changes()
    change = next((each for each in changes if each.chapter.slug == chapter_slug), None)
    if change is None:
        raise Http404
    return render(request, "programs/compare_chapter.html", {"change": change, **_context(program, choice)})


def _context(program: Program, choice: _Choice) -> dict[str, Any]:
    query = QueryDict(mutable=True)
    query.update({"from": str(choice.old.number), "to": str(choice.new.number)})
    return {
        "program": program,
        "versions": choice.versions,
        "old": choice.old,
        "new": choice.new,
        "side_by_side": choice.side_by_side,
        "query": query.urlencode(),
    }


def _choice(request: HttpRequest, program: Program) -> _Choice | None:
    """The versions that the address names, else what the reader would ask for; None while there is only one.

    Raises:
        Http404: the reader knows no version of this number.
    """
    versions = comparable_versions(request.user, program)
    if len(versions) < 2:
        return None
    newest = next((each for each in versions if not each.is_draft), versions[0])
    new = _named(request, "to", versions) or (newest if newest is not versions[-1] else versions[0])
    old = _named(request, "from", versions) or _usual_base(request.user, versions, new)
    older, newer = sorted((old, new), key=lambda version: version.number)
    return _Choice(versions, older, newer, request.GET.get("view") == "side")


def _named(request: HttpRequest, name: str, versions: list[HandbookVersion]) -> HandbookVersion | None:
    number = read_number(request.GET.get(name), at_most=_LAST_VERSION)
    if number is None:
        return None
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Http404
    return found


def _usual_base(user: Reader, versions: list[HandbookVersion], new: HandbookVersion) -> HandbookVersion:
    """The version that the reader acknowledged last, else the one before `new`; the next when `new` is the first."""
    others = [version for version in versions if version.pk != new.pk]
    earlier = [version for version in others if version.number < new.number]
    signed = last_acknowledgement(user, new.program)
    return next((each for each in earlier if signed and each.pk == signed.version_id), (earlier or others[-1:])[0])
