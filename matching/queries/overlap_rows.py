"""The rows from which overlap is computed on pages: what one mentee seeks, and how many of a year hold it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from accounts.models import User
from people.models import Enrollment, PersonalInterest, SupportNeed
from programs.models import Cycle


class FeatureKind(StrEnum):
    """What a wish is about."""

    INTEREST = "interest"
    SUPPORT = "support"
    LANGUAGE = "language"


Feature = tuple[FeatureKind, int | str]
_EVERYBODY = "everybody"
_NOTHING = Value(0)
_Rows = QuerySet[Any, Any]


@dataclass(slots=True)
class Holders:
    """How many people of a cycle there are, and how many of them hold each feature."""

    everybody: int = 0
    of: dict[Feature, int] = field(default_factory=dict)

    def count(self, part: str, key: str, number: int) -> None:
        """Take in one row of `_holder_rows`."""
        if part == _EVERYBODY:
            self.everybody = number
        else:
            self.of[_feature(part, key)] = number


def sought_by(enrollment: Enrollment) -> list[Feature]:
    """What one mentee looks for, support in the mentee's order; one query."""
    program, mentee = enrollment.cycle.program, enrollment.mentee_id
    terms = PersonalInterest.objects.of_program(program).filter(user=mentee)
    needs = SupportNeed.objects.filter(enrollment=enrollment)
    spoken = User.languages.through.objects.filter(user=mentee)
    rows = _union(
        (
            _sought(FeatureKind.INTEREST, terms, "term_id"),
            _sought(FeatureKind.SUPPORT, needs, "function", number=F("priority")),
            _sought(FeatureKind.LANGUAGE, spoken, "language_id"),
        )
    )
    return [_feature(part, key) for _number, _pk, part, key in sorted(rows)]


def _sought(part: FeatureKind, rows: _Rows, key: str, *, number: Combinable = _NOTHING) -> _Rows:
    return rows.order_by().values_list(number, F("pk"), Value(part.value), Cast(key, CharField()))


def holders_in(cycle: Cycle) -> Holders:
    """Read how many of the cycle hold each interest and language, in one query."""
    found = Holders()
    for part, key, number in _union(_holder_rows(cycle)):
        found.count(part, key, number)
    return found


def _holder_rows(cycle: Cycle) -> Iterator[_Rows]:
    """Rows of (kind, key, number of holders) and one of everybody."""
    people = _people(cycle)
    held = PersonalInterest.objects.of_program(cycle.program).filter(user__in=people).order_by()
    spoken = User.languages.through.objects.filter(user__in=people)
    yield _counted(people.order_by(), _EVERYBODY, Value(""))
    yield _counted(held, FeatureKind.INTEREST, F("term_id"))
    yield _counted(spoken, FeatureKind.LANGUAGE, F("language_id"))


def _people(cycle: Cycle) -> QuerySet[User]:
    mentees = cycle.enrollments.not_withdrawn()
    mentors = cycle.participations.not_declined()
    return User.objects.filter(Q(pk__in=mentees.values("mentee")) | Q(pk__in=mentors.values("mentor")))


def _counted(rows: _Rows, part: str, key: Combinable) -> _Rows:
    of_each: _Rows = rows.values(part=Value(str(part)), key=Cast(key, CharField())).annotate(number=Count("pk"))
    return of_each.values_list("part", "key", "number")


def _union(rows: Iterable[_Rows]) -> _Rows:
    first, *others = rows
    together: _Rows = first.union(*others, all=True)
    return together


def _feature(part: str, key: str) -> Feature:
    kind = FeatureKind(part)
    return kind, key if kind == FeatureKind.SUPPORT else int(key)
