"""What an import compares its rows with: the people whom it names, as they are now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Q

from accounts.models import User
from core.folding import fold
from people.models import Enrollment, MentorParticipation, PersonalInterest, SupportNeed, SupportOffer
from programs.models import Cycle, Program

_BATCH = 500
_T = TypeVar("_T")


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


def known_people(cycle: Cycle, emails: Iterable[str]) -> KnownPeople:
    """Read the people with these addresses and what the cycle has of them."""
    users = {user.email: user for some in _chunks(emails) for user in User.objects.filter(email__in=some)}
    if not users:
        return KnownPeople({}, {}, {})
    known = KnownPeople(
        users,
        {each.mentee_id: each for each in Enrollment.objects.filter(cycle=cycle)},
        {each.mentor_id: each for each in MentorParticipation.objects.filter(cycle=cycle)},
    )
    # Only the lists of those who have not signed in follow a file.
    for some in _chunks(user.pk for user in users.values() if user.last_login is None):
        spoken = User.languages.through.objects.filter(user__in=some)
        for person, language in spoken.values_list("user_id", "language_id"):
            known.languages[person].add(language)
        for person, term in PersonalInterest.objects.filter(user__in=some).values_list("user_id", "term__name"):
            known.interests[person].add(term)
        needs = SupportNeed.objects.filter(enrollment__cycle=cycle, enrollment__mentee__in=some)
        for person, function in needs.values_list("enrollment__mentee_id", "function"):
            known.needs[person].add(function)
        offers = SupportOffer.objects.filter(participation__cycle=cycle, participation__mentor__in=some)
        for person, function in offers.values_list("participation__mentor_id", "function"):
            known.offers[person].add(function)
    return known


def addresses_by_name(program: Program) -> dict[tuple[str, ...], list[str]]:
    """Return the addresses of those who take part in the program in any year, by `name_key`.

    Of other programs whoever imports may know nothing.
    """
    mentees = Enrollment.objects.filter(cycle__program=program).values("mentee")
    mentors = MentorParticipation.objects.filter(cycle__program=program).values("mentor")
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    people = User.objects.filter(Q(pk__in=mentees) | Q(pk__in=mentors))
    for given, family, email in people.values_list("given_name", "family_name", "email"):
        found[name_key(f"{given} {family}")].append(email)
    return found


def name_key(name: str) -> tuple[str, ...]:
    """Return a name without case, accents, hyphens and order."""
    return tuple(sorted(fold(name).replace("-", " ").split()))


def _chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    everything = list(items)
    for start in range(0, len(everything), _BATCH):
        yield everything[start : start + _BATCH]
