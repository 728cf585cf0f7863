"""Reads about handbooks: the current version, search, who acknowledged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Reader, User
from core.among import Among
from core.prepared import prepared
from programs.models import Acknowledgement, Chapter, Cycle, CycleState, HandbookImage, HandbookVersion, Program
from programs.models.handbooks import image_keys
from programs.models.participants import participants


def published_handbook(program: Program) -> HandbookVersion | None:
    """Return the version of `program`, which it takes along, that is in force, or None."""
    for version in _published(program):
        version.program = program
        return version
    return None


@prepared
def _published(program: Program) -> QuerySet[HandbookVersion]:
    return HandbookVersion.objects.filter(program=program, state=HandbookVersion.State.PUBLISHED)


@prepared
def chapters_of(version: HandbookVersion) -> QuerySet[Chapter]:
    """Return the chapters of a version in their order."""
    return Chapter.objects.filter(version=version)


def has_published_handbook(program: Program) -> bool:
    """Whether a version is in force."""
    return HandbookVersion.objects.filter(program=program, state=HandbookVersion.State.PUBLISHED).exists()


def draft_of(program: Program) -> HandbookVersion | None:
    """Return the version that is being written, or None."""
    return program.handbook_versions.filter(state=HandbookVersion.State.DRAFT).first()


def chapter_of(program: Program, pk: int) -> Chapter | None:
    """Return a chapter of any version of the program's handbook with its version, or None."""
    found = Chapter.objects.filter(pk=pk, version__program=program)
    return found.select_related("version__program__institution", "edited_by").first()


def is_public_image(image: HandbookImage) -> bool:
    """Whether every visitor may see a picture of the handbook."""
    return HandbookImage.objects.visible_to(AnonymousUser()).filter(pk=image.pk).exists()


def binding_versions(program: Program) -> list[int]:
    """Return the primary keys of the versions of which one acknowledgement is enough today.

    These are the version in force and, while a version does not ask to sign again, the one before it.
    """
    return _binding(_shown_of(program))


@prepared
def _shown_of(program: Program) -> QuerySet[HandbookVersion]:
    shown = HandbookVersion.objects.filter(program=program, state__in=HandbookVersion.SHOWN)
    return shown.order_by("-number")


def _binding(latest_first: Iterable[HandbookVersion]) -> list[int]:
    binding = []
    for version in latest_first:
        binding.append(version.pk)
        if version.ask_again:
            break
    return binding


def binding_acknowledgements(program: Program) -> QuerySet[Acknowledgement]:
    """Return the acknowledgements of `binding_versions`, which the database finds by itself."""
    shown = HandbookVersion.objects.filter(program=program, state__in=HandbookVersion.SHOWN)
    renewed = shown.filter(ask_again=True).order_by("-number").values("number")[:1]
    return Acknowledgement.objects.filter(
        version__program=program,
        version__state__in=HandbookVersion.SHOWN,
        version__number__gte=Coalesce(Subquery(renewed), 0),
    )


@dataclass(frozen=True, slots=True)
class ReadVersions:
    """The versions of a handbook and one person's acknowledgements of them.

    Attributes:
        keys: of all versions.
        number, acknowledged_at: of the last version that the person acknowledged; None without one.
        binds: whether no other version needs to be acknowledged today.
    """

    keys: list[int]
    number: int | None
    acknowledged_at: datetime | None
    binds: bool


def versions_read_by(user: User, program: Program) -> ReadVersions:
    """Return the versions of the program's handbook with what `user` acknowledged, in one query."""
    own = Acknowledgement.objects.filter(user=user, version=OuterRef("pk"))
    rows = HandbookVersion.objects.filter(program=program).order_by("-number")
    versions = list(rows.annotate(acknowledged_at=Subquery(own.values("acknowledged_at")[:1])))
    keys = [each.pk for each in versions]
    binding = _binding(each for each in versions if each.state in HandbookVersion.SHOWN)
    for each in versions:
        if day := each.acknowledged_at:  # type: ignore[attr-defined]
            return ReadVersions(keys, each.number, day, each.pk in binding)
    return ReadVersions(keys, None, None, False)


def comparable_versions(user: Reader, program: Program) -> list[HandbookVersion]:
    """Return the versions that `user` may read and were not withdrawn, the newest first; drafts for administrators."""
    shown = HandbookVersion.objects.visible_to(user).filter(program=program)
    return list(shown.exclude(state=HandbookVersion.State.WITHDRAWN).select_related("program__institution"))


def pictures_of(chapters: Iterable[Chapter], program: Program) -> dict[str, HandbookImage]:
    """Key → picture for those of the program that the chapters show; no query where they show none."""
    keys = {key for chapter in chapters for key in image_keys(chapter.body)}
    if not keys:
        return {}
    return {image.key: image for image in HandbookImage.objects.filter(program=program, key__in=keys).order_by("key")}


def last_acknowledgement(user: Reader, program: Program) -> Acknowledgement | None:
    """Return what `user` acknowledged last of the program's handbook, with its version, or None."""
    signed = _acknowledgements(user, program) if isinstance(user, User) else []
    return signed[0] if signed else None


def acknowledged(user: User, program: Program) -> tuple[bool, Acknowledgement | None]:
    """Return what `has_acknowledged` and `last_acknowledgement` say, in two queries."""
    signed = _acknowledgements(user, program)
    binding = binding_versions(program)
    return any(one.version_id in binding for one in signed), signed[0] if signed else None


@prepared
def _acknowledgements(user: User, program: Program) -> QuerySet[Acknowledgement]:
    signed = Acknowledgement.objects.filter(user=user, version__program=program).select_related("version")
    return signed.order_by("-version__number")


def acknowledgements_of(user: User) -> list[Acknowledgement]:
    """Return what `user` has acknowledged in all programs, with versions and schools, the latest first."""
    own = Acknowledgement.objects.filter(user=user).select_related("version__program__institution")
    return list(own.order_by("-acknowledged_at", "-pk"))


def compared_version(version: HandbookVersion, signed: Acknowledgement | None) -> HandbookVersion | None:
    """Return the version from which the changes of `version` are told, or None where it has nothing before it.

    It is the one that the reader has acknowledged (`signed`, their last), else the one before; never one that was
    withdrawn.
    """
    shown = HandbookVersion.SHOWN
    if signed and signed.version.number < version.number and signed.version.state in shown:
        return signed.version
    earlier = HandbookVersion.objects.filter(program=version.program_id, state__in=shown, number__lt=version.number)
    return earlier.first()


def has_acknowledged(user: User, program: Program) -> bool:
    """Whether `user` has acknowledged the handbook in force, or an earlier version that it does not renew."""
    return Acknowledgement.objects.filter(user=user, version__in=binding_versions(program)).exists()


@dataclass(frozen=True, slots=True)
class UnreadHandbook:
    """The version in force of a program, which the reader has still to acknowledge.

    `changed`: the reader acknowledged an earlier version of it.
    """

    version: HandbookVersion
    changed: bool


def unread_handbooks(user: User, programs: Iterable[int]) -> list[UnreadHandbook]:
    """Return what `has_acknowledged` denies, for many programs (by primary key) in one query."""
    keys = list(programs)
    versions = _shown_versions(user, keys) if keys else []
    signed = {version.pk for version in versions if vars(version)["signed"]}
    unread = []
    for _program, of_program in groupby(versions, key=lambda version: version.program_id):
        ordered = list(of_program)
        in_force = next((one for one in ordered if one.state == HandbookVersion.State.PUBLISHED), None)
        if in_force and not any(pk in signed for pk in _binding(ordered)):
            unread.append(UnreadHandbook(in_force, any(one.pk in signed for one in ordered)))
    return unread


@prepared
def _shown_versions(user: User, programs: list[int]) -> QuerySet[HandbookVersion]:
    shown = HandbookVersion.objects.filter(Among("program", programs), state__in=HandbookVersion.SHOWN)
    own = Exists(Acknowledgement.objects.filter(user=user, version=OuterRef("pk")))
    return shown.annotate(signed=own).select_related("program__institution").order_by("program", "-number")


def neighbours(chapters: list[Chapter], chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """Return the chapters before and after `chapter` in `chapters`, which are in order."""
    place = next(index for index, each in enumerate(chapters) if each.pk == chapter.pk)
    before = chapters[place - 1] if place else None
    after = chapters[place + 1] if place + 1 < len(chapters) else None
    return before, after


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
    for role, people in people_of(version.program).items():
        rows += [AcknowledgementRow(person, role, signed.get(person.pk)) for person in people]
    return sorted(rows, key=lambda r: (r.acknowledged_at is not None, r.person.sort_name, r.person.given_name))


def people_of(program: Program) -> dict[str, list[User]]:
    """Return the mentees and mentors of the program's cycles that are not closed, by role."""
    mentees, mentors = participants().mentees_and_mentors(_open_cycles(program).values_list("pk", flat=True), False)
    return {"mentee": list(mentees), "mentor": list(mentors)}


def _open_cycles(program: Program) -> QuerySet[Cycle]:
    return Cycle.objects.filter(program=program).exclude(state=CycleState.CLOSED)


def asked_to_acknowledge(program: Program) -> QuerySet[User]:
    """Return whom the handbook that binds today still waits for, whatever way they came into the program.

    They take part in a cycle that is not closed, have answered their invitation or needed none, and have not
    acknowledged. Who has not answered yet is reminded of the invitation instead.
    """
    asked = _people_in(_open_cycles(program), answered=True).filter(is_active=True)
    signed = Acknowledgement.objects.filter(version__in=binding_versions(program))
    return asked.exclude(pk__in=signed.values("user"))


def _people_in(cycles: QuerySet[Cycle], *, answered: bool) -> QuerySet[User]:
    mentees, mentors = participants().mentees_and_mentors(cycles.values_list("pk", flat=True), answered)
    return User.objects.filter(Q(pk__in=mentees.values("pk")) | Q(pk__in=mentors.values("pk")))


def members_without_acknowledgement(cycle: Cycle) -> QuerySet[User]:
    """Return those who take part in the cycle and have not acknowledged the handbook that binds today, by name."""
    shown = HandbookVersion.objects.filter(program=cycle.program_id, state__in=HandbookVersion.SHOWN)
    people = _people_in(Cycle.objects.filter(pk=cycle.pk), answered=False).filter(Exists(shown))
    return people.exclude(pk__in=binding_acknowledgements(cycle.program).values("user"))
