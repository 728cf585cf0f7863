"""Records of a program that may be one person twice: nearly the same name, or the same address at another domain."""

import re

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Greatest, Least, Replace

from accounts.models import User
from core.folding import fold
from core.search import narrowed
from people.models import Enrollment, MentorParticipation
from programs.models import Program, StaffStep

_MOST_COMPARED = 50
_WORD = re.compile(r"\w+")


def subject_of_twins(one: int, other: int) -> str:
    """How a step names two records that were found to be two people."""
    return f"twins:{min(one, other)}-{max(one, other)}"


def people_in(program: Program) -> QuerySet[User]:
    """Return everybody who takes or took part in the program."""
    enrolled = Enrollment.objects.filter(cycle__program=program, mentee=OuterRef("pk"))
    mentoring = MentorParticipation.objects.filter(cycle__program=program, mentor=OuterRef("pk"))
    return User.objects.filter(Exists(enrolled) | Exists(mentoring))


def others_in(program: Program, person: User, *, search: str) -> QuerySet[User]:
    """Return whom of the program `search` finds by name or address, apart from `person`."""
    return narrowed(people_in(program).exclude(pk=person.pk), search, "given_name", "family_name", "email")


def twins_of(person: User, program: Program) -> list[User]:
    """Return who in the program may be `person` once more, without those who were told apart. One query."""
    local = _local_part(person.email)
    alike = Q(sort_name__istartswith=(person.family_name or person.given_name)[:4]) | Q(bare__istartswith=f"{local}@")
    if person.family_name:
        alike |= Q(given_name__iexact=person.family_name)
    rows = people_in(program).exclude(pk=person.pk).annotate(bare=Replace("email", Value("."), Value("")))
    rows = rows.filter(alike).annotate(
        pair=_subject_with(person), apart=Exists(_told_apart().filter(subject=OuterRef("pair")))
    )
    return [other for other in rows[:_MOST_COMPARED] if not other.apart and _same_person(person, other)]


def _told_apart() -> QuerySet[StaffStep]:
    return StaffStep.objects.filter(kind="told_apart", undone_at=None)


def _subject_with(person: User) -> Concat:
    """`subject_of_twins` of a row and `person`, as the database writes it."""
    lower = Cast(Least("pk", Value(person.pk)), CharField())
    upper = Cast(Greatest("pk", Value(person.pk)), CharField())
    return Concat(Value("twins:"), lower, Value("-"), upper)


def _same_person(one: User, other: User) -> bool:
    if _local_part(one.email) == _local_part(other.email):
        return True
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return len(fewer) > 1 and fewer <= more


def _words(person: User) -> set[str]:
    return set(_WORD.findall(fold(f"{person.given_name} {person.family_name}")))


def _local_part(email: str) -> str:
    return email.partition("@")[0].partition("+")[0].replace(".", "").lower()
