"""The rows from which overlap is computed: what one mentee seeks, who has it, and how many of a year hold it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from accounts.models import User
from people.models import Enrollment, PersonalInterest, SupportNeed, SupportOffer
from programs.models import Cycle


class FeatureKind(StrEnum):
    """What a wish is about."""

    INTEREST = "interest"
    SUPPORT = "support"
    LANGUAGE = "language"


Feature = tuple[FeatureKind, int | str]
_EVERYBODY = "everybody"
_SOUGHT, _OFFERED, _HELD = "sought", "offered", "held"
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


@dataclass(slots=True)
class MenteeRows:
    """What there is about one mentee: what they seek (support in their order), which mentors (user ids) have some of
    it, and how many of the cycle hold it.
    """

    sought: list[Feature] = field(default_factory=list)
    offered: dict[int, set[Feature]] = field(default_factory=dict)
    holders: Holders = field(default_factory=Holders)


def rows_of_mentee(enrollment: Enrollment) -> MenteeRows:
    """Read all of it in one query."""
    found, sought = MenteeRows(), []
    for fact, part, person, key, number, pk in _union(_facts(enrollment)):
        if fact == _HELD:
            found.holders.count(part, key, number)
        elif fact == _SOUGHT:
            sought.append((number, pk, _feature(part, key)))
        else:
            found.offered.setdefault(person, set()).add(_feature(part, key))
    found.sought = [feature for _number, _pk, feature in sorted(sought)]
    return found


def holders_in(cycle: Cycle, *, spoken_by: int | None = None) -> Holders:
    """Read how many of the cycle hold each interest and language, in one query.

    With `spoken_by`, a user id, only the languages of that person.
    """
    found = Holders()
    only = None if spoken_by is None else User.languages.through.objects.filter(user=spoken_by)
    for part, key, number in _union(_holder_rows(cycle, languages=only, interests=only is None)):
        found.count(part, key, number)
    return found


def _facts(enrollment: Enrollment) -> Iterator[_Rows]:
    """Rows of (fact, kind, user id, key, number, primary key)."""
    cycle, mentee = enrollment.cycle, enrollment.mentee_id
    mentoring = cycle.participations.order_by()
    terms = PersonalInterest.objects.of_program(cycle.program).filter(user=mentee).order_by()
    needs = SupportNeed.objects.filter(enrollment=enrollment).order_by()
    spoken = User.languages.through.objects.filter(user=mentee)
    mentors = mentoring.values("mentor")
    of_mentors = PersonalInterest.objects.filter(user__in=mentors, term__in=terms.values("term"))
    offers = SupportOffer.objects.filter(
        participation__in=mentoring.values("pk"), function__in=needs.values("function")
    )
    by_mentors = User.languages.through.objects.filter(user__in=mentors, language__in=spoken.values("language"))
    yield _fact(_SOUGHT, FeatureKind.INTEREST, terms, "user_id", "term_id")
    yield _fact(_SOUGHT, FeatureKind.SUPPORT, needs, "enrollment__mentee_id", "function", number=F("priority"))
    yield _fact(_SOUGHT, FeatureKind.LANGUAGE, spoken, "user_id", "language_id")
    yield _fact(_OFFERED, FeatureKind.INTEREST, of_mentors, "user_id", "term_id")
    yield _fact(_OFFERED, FeatureKind.SUPPORT, offers, "participation__mentor_id", "function")
    yield _fact(_OFFERED, FeatureKind.LANGUAGE, by_mentors, "user_id", "language_id")
    for rows in _holder_rows(cycle, terms=terms, languages=spoken):
        yield rows.values_list(Value(_HELD), "part", _NOTHING, "key", "number", _NOTHING)


def _fact(fact: str, part: FeatureKind, rows: _Rows, person: str, key: str, *, number: Combinable = _NOTHING) -> _Rows:
    values = Value(fact), Value(part.value), F(person), Cast(key, CharField()), number, F("pk")
    return rows.order_by().values_list(*values)


def _holder_rows(
    cycle: Cycle, *, terms: _Rows | None = None, languages: _Rows | None = None, interests: bool = True
) -> Iterator[_Rows]:
    """Rows of (kind, key, number of holders) and one of everybody; of those in `terms` and `languages`, if given."""
    people = _people(cycle)
    held = PersonalInterest.objects.of_program(cycle.program).filter(user__in=people).order_by()
    spoken = User.languages.through.objects.filter(user__in=people)
    if terms is not None:
        held = held.filter(term__in=terms.values("term"))
    if languages is not None:
        spoken = spoken.filter(language__in=languages.values("language"))
    yield _counted(people.order_by(), _EVERYBODY, Value(""))
    if interests:
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
