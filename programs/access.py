"""Objects by address for a person: what is invisible is not found, what is visible but not theirs is refused."""

from copy import copy
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Reader, User
from core.prepared import prepared
from programs.models import (
    Acknowledgement,
    Cycle,
    HandbookImage,
    HandbookImport,
    HandbookVersion,
    Institution,
    Program,
    Quote,
)
from programs.policies import (
    administered_schools,
    can_administer,
    can_configure,
    can_coordinate,
    can_create_programs,
    can_manage_mail,
    held_appointments,
)
from programs.queries.handbooks import published_handbook


def get_program_for(user: Reader, slug: str) -> Program:
    """Return the program whose public page `user` may see."""
    if isinstance(user, User) and user.is_active:
        found = _visible(user, slug)
    else:
        found = list(_open_to_anybody(slug))
    if not found:
        raise Http404
    return found[0]


def _open_to_anybody(slug: str) -> QuerySet[Program]:
    return Program.objects.open().filter(slug=slug).select_related("institution")[:1]


@prepared
def _visible(user: User, slug: str) -> QuerySet[Program]:
    return Program.objects.visible_to(user).filter(slug=slug).select_related("institution")[:1]


def _run_by(user: Reader, slug: str) -> Program | None:
    """A program of the appointments of `user`, which every page reads anyway; a copy, as a form may write into it."""
    programs = (held.program for held in held_appointments(user) if held.program)
    return next((copy(program) for program in programs if program.slug == slug), None)


def get_configurable_program_for(user: Reader, slug: str) -> Program:
    """Return the program for those who coordinate or administer it."""
    program = _run_by(user, slug) or get_program_for(user, slug)
    if not can_configure(user, program):
        raise PermissionDenied
    return program


def get_configurable_years_for(user: Reader, slug: str) -> tuple[Program, list[Cycle]]:
    """Return the program for those who coordinate or administer it, and its years, the newest first. One query."""
    visible = Cycle.objects.filter(program__slug=slug, program__in=Program.objects.visible_to(user))
    cycles = list(visible.select_related("program__institution").order_by("-planning_from", "-pk"))
    if not cycles:
        return get_configurable_program_for(user, slug), []
    if not can_configure(user, cycles[0].program):
        raise PermissionDenied
    return cycles[0].program, cycles


def get_administered_program_for(user: Reader, slug: str) -> Program:
    """Return the program for its administrators."""
    program = get_program_for(user, slug)
    if not can_administer(user, program):
        raise PermissionDenied
    return program


def get_configurable_cycle_for(user: Reader, pk: int) -> Cycle:
    """Return the cycle for those who coordinate or administer its program."""
    visible = Program.objects.visible_to(user)
    cycle = get_object_or_404(Cycle.objects.filter(program__in=visible).select_related("program__institution"), pk=pk)
    if not can_configure(user, cycle.program):
        raise PermissionDenied
    return cycle


def get_administered_school_for(user: Reader, slug: str) -> Institution:
    """Return the school, for those who administer it as a whole; for others there is no such page."""
    held = (each.institution for each in held_appointments(user))
    # A copy, as a form may write into it.
    school = next((copy(each) for each in held if each.slug == slug and can_administer(user, each)), None)
    if school is None:
        raise Http404
    return school


def get_founding_school_for(user: Reader, slug: str) -> Institution:
    """Return the school, for those who create programs and keep templates there; for others there is no such page."""
    school = get_administered_school_for(user, slug)
    if not can_create_programs(user, school):
        raise Http404
    return school


def get_mailed_schools_for(user: Reader) -> frozenset[int]:
    """Return the keys of the schools whose mail `user` looks after; for others there is no such page."""
    if not can_manage_mail(user):
        raise Http404
    return administered_schools(user)


def get_version_for(user: Reader, program: Program, number: int | None) -> HandbookVersion:
    """Return the version with this number, or the published one when `number` is None.

    `program` is visible to `user`, and so what it has published is.
    """
    if number is None:
        version = published_handbook(program)
        if version is None:
            raise Http404
        return version
    versions = HandbookVersion.objects.visible_to(user).filter(program=program).select_related("program__institution")
    return get_object_or_404(versions, number=number)


def get_acknowledgement_for(user: User, pk: int) -> Acknowledgement:
    """Return an acknowledgement, with its version, to who gave it; for others there is none."""
    own = Acknowledgement.objects.filter(user=user).select_related("version__program__institution")
    return get_object_or_404(own, pk=pk)


def get_coordinated_program_for(user: Reader, slug: str) -> Program:
    """Return the program for those who coordinate it."""
    program = _run_by(user, slug) or get_program_for(user, slug)
    if not can_coordinate(user, program):
        raise PermissionDenied
    return program


def get_image_for(user: Reader, slug: str, key: str) -> HandbookImage:
    """Return a picture of the program's handbook, where a chapter shows it that `user` may read."""
    images = HandbookImage.objects.visible_to(user).filter(program__in=Program.objects.visible_to(user))
    return get_object_or_404(images, program__slug=slug, key=key)


def get_import_for(user: Reader, slug: str, pk: UUID) -> HandbookImport:
    """Return a text that waits to become chapters, for the administrators of the program."""
    program = get_administered_program_for(user, slug)
    return get_object_or_404(HandbookImport.objects.select_related("program__institution"), pk=pk, program=program)


def get_own_quote_for(user: Reader, pk: int) -> Quote:
    """Return the words of `user`; those who run the program know of them and get 403."""
    quote = get_object_or_404(Quote.objects.visible_to(user).select_related("program__institution", "person"), pk=pk)
    if quote.person_id != user.pk:
        raise PermissionDenied
    return quote


def get_quote_to_remove_for(user: Reader, pk: int) -> Quote:
    """Return somebody's words for those who coordinate or administer the program; their person gets 403."""
    quote = get_object_or_404(Quote.objects.visible_to(user).select_related("program"), pk=pk)
    if not can_configure(user, quote.program):
        raise PermissionDenied
    return quote
