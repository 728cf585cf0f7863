"""Reads about handbooks: the current version, search, who acknowledged."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from programs.folding import fold
from programs.markdown import plain_text
from programs.models import (
    Acknowledgement,
    Chapter,
    Cycle,
    Enrollment,
    HandbookVersion,
    MentorParticipation,
    Program,
)

_SNIPPET = 160
_MOST_WORDS = 8


def published_handbook(program: Program) -> HandbookVersion | None:
    """Return the version that is in force, or None."""
    published = program.handbook_versions.filter(state=HandbookVersion.State.PUBLISHED)
    return published.select_related("program__institution").first()


def draft_of(program: Program) -> HandbookVersion | None:
    """Return the version that is being written, or None."""
    return program.handbook_versions.filter(state=HandbookVersion.State.DRAFT).first()


def chapter_of(program: Program, pk: int) -> Chapter | None:
    """Return a chapter of any version of the program's handbook with its version, or None."""
    found = Chapter.objects.filter(pk=pk, version__program=program)
    return found.select_related("version__program__institution").first()


def binding_versions(program: Program) -> list[int]:
    """Return the primary keys of the versions of which one acknowledgement is enough today.

    These are the version in force and, while a version does not ask to sign again, the one before it.
    """
    binding = []
    for version in program.handbook_versions.filter(state__in=HandbookVersion.SHOWN).order_by("-number"):
        binding.append(version.pk)
        if version.sign_again:
            break
    return binding


def has_acknowledged(user: User, program: Program) -> bool:
    """Whether `user` has acknowledged the handbook in force, or an earlier version that it does not renew."""
    return Acknowledgement.objects.filter(user=user, version__in=binding_versions(program)).exists()


def neighbours(chapters: list[Chapter], chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """Return the chapters before and after `chapter` in `chapters`, which are in order."""
    place = next(index for index, each in enumerate(chapters) if each.pk == chapter.pk)
    before = chapters[place - 1] if place else None
    after = chapters[place + 1] if place + 1 < len(chapters) else None
    return before, after


@dataclass(frozen=True, slots=True)
class Found:
    """A chapter in which every word of the search begins some word; `snippet` is the text around the first."""

    chapter: Chapter
    snippet: str


def search_chapters(version: HandbookVersion, query: str) -> list[Found]:
    """Return the chapters that hold all words of `query`, without regard to case and accents, best first.

    A handbook is a few thousand words, so its chapters are read and searched here, the same on every
    database. A word matches the beginning of a word. A chapter with a match in its title comes first,
    then the one with the most matches.
    """
    words = re.findall(r"\w+", fold(query))[:_MOST_WORDS]
    if not words:
        return []
    patterns = [re.compile(rf"\b{re.escape(word)}") for word in words]
    ranked = []
    for chapter in version.chapters.all():
        text = plain_text(chapter.body)
        title, folded = fold(chapter.title), fold(text)
        counts = [(len(p.findall(title)), len(p.findall(folded))) for p in patterns]
        if all(in_title or in_text for in_title, in_text in counts):
            rank = (-sum(t for t, _ in counts), -sum(b for _, b in counts), chapter.position)
            ranked.append((rank, Found(chapter, _snippet(text, patterns))))
    return [found for _rank, found in sorted(ranked, key=lambda pair: pair[0])]


def _snippet(text: str, patterns: list[re.Pattern[str]]) -> str:
    """The sentence part around the first match. Folding may change lengths, so words are matched one by one."""
    words = text.split()
    first = next((i for i, word in enumerate(words) if any(p.search(fold(word)) for p in patterns)), 0)
    start = max(0, first - 8)
    snippet = " ".join(words[start : first + 22])[:_SNIPPET].rstrip()
    return f"{'… ' if start else ''}{snippet} …" if snippet else ""


@dataclass(frozen=True, slots=True)
class AcknowledgementRow:
    """Whether somebody who takes part has acknowledged the version in force, and when."""

    person: User
    role: str
    acknowledged_at: datetime | None


def acknowledgement_rows(version: HandbookVersion) -> list[AcknowledgementRow]:
    """Return everybody who takes part in a cycle that is not closed, those who have not acknowledged first."""
    binding = Acknowledgement.objects.filter(version__in=binding_versions(version.program))
    signed = dict(binding.order_by("acknowledged_at").values_list("user", "acknowledged_at"))
    rows = []
    for role, people in participants(version.program).items():
        rows += [AcknowledgementRow(person, role, signed.get(person.pk)) for person in people]
    return sorted(rows, key=lambda r: (r.acknowledged_at is not None, r.person.family_name, r.person.given_name))


def participants(program: Program) -> dict[str, list[User]]:
    """Return the mentees and mentors of the program's cycles that are not closed, by role."""
    mentees, mentors = _taking_part(program.cycles.exclude(state="closed"))
    return {"mentee": list(User.objects.filter(mentees)), "mentor": list(User.objects.filter(mentors))}


def _taking_part(cycles: QuerySet[Cycle]) -> tuple[Q, Q]:
    """Conditions on people: a mentee of one of `cycles` who has not left it, and a mentor."""
    gone = (Enrollment.State.WITHDRAWN, Enrollment.State.COMPLETED)
    left = (MentorParticipation.State.DECLINED, MentorParticipation.State.ENDED)
    mentees = Enrollment.objects.filter(cycle__in=cycles).exclude(state__in=gone)
    mentors = MentorParticipation.objects.filter(cycle__in=cycles).exclude(state__in=left)
    return Q(pk__in=mentees.values("mentee")), Q(pk__in=mentors.values("mentor"))


def members_without_acknowledgement(cycle: Cycle) -> QuerySet[User]:
    """Return those who take part in the cycle and have not acknowledged the handbook that binds today, by name."""
    binding = binding_versions(cycle.program)
    if not binding:
        return User.objects.none()
    mentees, mentors = _taking_part(Cycle.objects.filter(pk=cycle.pk))
    signed = Acknowledgement.objects.filter(version__in=binding)
    return User.objects.filter(mentees | mentors).exclude(pk__in=signed.values("user"))
