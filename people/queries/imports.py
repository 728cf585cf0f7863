"""What an import compares its rows with: the people whom it names, as they are now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import User
from core.among import Among
from core.folding import fold
from people.models import (
    Enrollment,
    MentoringOptOut,
    MentorParticipation,
    PersonalInterest,
    SupportNeed,
    SupportOffer,
)
from people.models.schools import beyond_schools
from programs.models import Cycle

_BATCH = 2000
# What no file says of anybody is not read for thousands of people.
_NOT_IN_FILES = (
    "password", "about", "working_style", "sort_name", "is_active", "is_staff", "is_superuser", "merged_into",
    "date_joined",
)  # fmt: skip
_LANGUAGE, _INTEREST, _NEED, _OFFER = "language", "interest", "need", "offer"


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The people of a file who are known, and their lists, by primary key.

    Attributes:
        users: by address.
        enrollments, participations: of the cycle, by person.
        languages: names.
        interests: names of terms.
        needs, offers: kinds of support, by person.
    """

    users: dict[str, User]
    enrollments: dict[int, Enrollment]
    participations: dict[int, MentorParticipation]
    languages: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    interests: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    needs: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    offers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))


def with_known_elsewhere(people: QuerySet[User], cycle: Cycle) -> QuerySet[User]:
    """Let each of `people` say whether another school than the cycle's knows them."""
    elsewhere = beyond_schools({cycle.program.institution_id})
    return people.annotate(known_elsewhere=ExpressionWrapper(elsewhere, BooleanField()))


def profile_follows_files(user: User) -> bool:
    """Whether a file may say what the profile holds: before the first sign-in, and of nobody whom another school knows.

    `user` is new, or comes `with_known_elsewhere`.
    """
    return user.last_login is None and not getattr(user, "known_elsewhere", False)


def known_people(cycle: Cycle, emails: Iterable[str]) -> KnownPeople:
    """Read the people with these addresses and what the cycle has of them: four queries, however many they are.

    Each of them says whether they have `opted_out` of being invited to mentor by the cycle's school, and whether
    another school knows them (`known_elsewhere`).
    """
    opted_out = MentoringOptOut.objects.filter(user=OuterRef("pk"), institution=cycle.program.institution_id)
    people = with_known_elsewhere(User.objects.filter(Among("email", emails)), cycle).annotate(
        opted_out=Exists(opted_out)
    )
    users: dict[str, User] = {user.email: user for user in people.defer(*_NOT_IN_FILES).order_by().iterator(_BATCH)}
    if not users:
        return KnownPeople({}, {}, {})
    mentees = Enrollment.objects.filter(cycle=cycle).defer("introduction", "late").order_by()
    mentors = MentorParticipation.objects.filter(cycle=cycle).defer("decline_reason").order_by()
    known = KnownPeople(
        users,
        {each.mentee_id: each for each in mentees.iterator(_BATCH)},
        {each.mentor_id: each for each in mentors.iterator(_BATCH)},
    )
    texts = {_INTEREST: known.interests, _NEED: known.needs, _OFFER: known.offers}
    # Only the lists of those who have not signed in follow a file.
    followed = [user.pk for user in users.values() if user.last_login is None]
    for kind, person, value in _listed(cycle, followed) if followed else ():
        if kind == _LANGUAGE:
            known.languages[person].add(int(value))
        else:
            texts[kind][person].add(value)
    return known


def _listed(cycle: Cycle, people: list[int]) -> QuerySet[Any, tuple[str, int, str]]:
    """Rows of (kind of list, person, what is on it)."""
    of_mentees = SupportNeed.objects.filter(Among("enrollment__mentee_id", people), enrollment__cycle=cycle)
    of_mentors = SupportOffer.objects.filter(Among("participation__mentor_id", people), participation__cycle=cycle)
    chosen = PersonalInterest.objects.of_program(cycle.program)
    rows = [
        (_LANGUAGE, User.languages.through.objects.filter(Among("user_id", people)), "user_id", "language_id"),
        (_INTEREST, chosen.filter(Among("user_id", people)), "user_id", "term__name"),
        (_NEED, of_mentees, "enrollment__mentee_id", "function"),
        (_OFFER, of_mentors, "participation__mentor_id", "function"),
    ]
    first, *others = (
        found.order_by().values_list(Value(kind), F(person), Cast(value, CharField()))
        for kind, found, person, value in rows
    )
    together: QuerySet[Any, tuple[str, int, str]] = first.union(*others, all=True)
    return together


@dataclass(frozen=True, slots=True)
class ProgramPeople:
    """Those who take part in a program in any year.

    Attributes:
        by_name: addresses by `name_key`. Of other programs whoever imports may know nothing.
        taken: address of a mentor of the cycle → places taken there, where there are any.
    """

    by_name: dict[tuple[str, ...], list[str]]
    taken: dict[str, int]


def program_people(cycle: Cycle) -> ProgramPeople:
    """Read those who take part in the cycle's program, in one query."""
    mentees = Enrollment.objects.filter(cycle__program=cycle.program_id).values("mentee")
    mentors = MentorParticipation.objects.filter(cycle__program=cycle.program_id).values("mentor")
    places = MentorParticipation.objects.filter(cycle=cycle, mentor=OuterRef("pk")).values("places_taken")
    people = User.objects.filter(Q(pk__in=mentees) | Q(pk__in=mentors)).annotate(taken=Subquery(places))
    found = ProgramPeople(defaultdict(list), {})
    for given, family, email, taken in people.order_by().values_list("given_name", "family_name", "email", "taken"):
        found.by_name[name_key(f"{given} {family}")].append(email)
        if taken:
            found.taken[email] = taken
    return found


def name_key(name: str) -> tuple[str, ...]:
    """Return a name without case, accents, hyphens and order."""
    return tuple(sorted(fold(name).replace("-", " ").split()))
