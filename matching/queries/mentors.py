"""The mentors of a cycle for one mentee: most overlap first, by search, and who cannot be ranked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value

from core.search import Search, found
from matching.models import ShortlistEntry
from matching.queries.eligibility import available_mentors, ineligible_mentors, out_of_live_rounds
from matching.queries.overlap import mentee_overlap
from people.models import Enrollment, MentorParticipation
from programs.models import SupportFunction

AWAY, OUT = "away", "out"


def ready_mentors(enrollment: Enrollment) -> QuerySet[MentorParticipation]:
    """The mentors whom the mentee can read about, by name: ready, and not the mentee themself."""
    return enrollment.cycle.participations.ready().exclude(mentor=enrollment.mentee_id)


def search_mentors(mentors: QuerySet[MentorParticipation], query: str) -> QuerySet[MentorParticipation]:
    """Those of `mentors` who hold every word of `query` in what their card and page show of them."""
    if not Search(query):
        return mentors
    return mentors.filter(pk__in=found(query, _shown_texts(mentors.order_by())))


_FIELDS = (
    *("given_name", "family_name", "credentials", "profession", "specialty", "campus"),
    *("headline", "about", "ask_me_about", "working_style", "wish_known"),
)
_BLANK = Value("", output_field=TextField())


def _shown_texts(mentors: QuerySet[MentorParticipation]) -> Iterator[tuple[int | str, ...]]:
    """(participation, texts) for everything that is shown of the mentors; two queries."""
    yield from mentors.values_list("pk", *(f"mentor__{field}" for field in _FIELDS), "usual_times")
    of_school = mentors.filter(mentor__interests__term__institution=F("cycle__program__institution"))
    interests = of_school.values_list("pk", "mentor__interests__term__name", _BLANK)
    languages = mentors.values_list("pk", "mentor__languages__name", _BLANK)
    offered = mentors.values_list("pk", "support_offers__note", "support_offers__function")
    functions = dict(SupportFunction.choices)
    for pk, text, function in offered.union(interests, languages, all=True):
        yield pk, f"{functions.get(function, '')} {text or ''}"


class MentorLine(NamedTuple):
    """What is read of every mentor of a year, however many are shown."""

    pk: int
    user: int
    profession: str
    is_full: bool


def lines_of(mentors: QuerySet[MentorParticipation]) -> list[MentorLine]:
    """Read the lines of `mentors`, in their order; one query."""
    rows = mentors.values_list("pk", "mentor_id", "mentor__profession", "places_taken", "capacity")
    return [MentorLine(pk, user, profession, taken >= places) for pk, user, profession, taken, places in rows]


def by_overlap(enrollment: Enrollment, mentors: Sequence[MentorLine], *, free_first: bool = False) -> list[int]:
    """Primary keys of `mentors`, most overlap with the mentee first, equal ones in their order.

    With `free_first` those who have a free place come before all others.
    """
    users = [mentor.user for mentor in mentors]
    overlaps = mentee_overlap(enrollment, users).with_mentors(users)
    order = sorted(
        (free_first and mentor.is_full, -overlap, place)
        for place, (mentor, overlap) in enumerate(zip(mentors, overlaps, strict=True))
    )
    return [mentors[place].pk for *_key, place in order]


def read_mentors(enrollment: Enrollment, pks: Sequence[int], *, now: datetime) -> dict[int, MentorParticipation]:
    """Read mentors of the mentee's year.

    Each says whether it `is_present` when pairs start to meet, and whether it `is_out` of a round that is not over.
    """
    out = out_of_live_rounds(enrollment.cycle).filter(participation=OuterRef("pk"))
    present = available_mentors(enrollment.cycle, day=enrollment.cycle.local_day(now)).order_by()
    rows = MentorParticipation.objects.select_related("mentor").annotate(
        is_present=Exists(present.filter(pk=OuterRef("pk"))), is_out=Exists(out)
    )
    return rows.in_bulk(pks)


def shortlisted_by(enrollment: Enrollment) -> set[int]:
    """The participations that the mentee keeps in mind."""
    return set(ShortlistEntry.objects.filter(enrollment=enrollment).values_list("participation_id", flat=True))


def ineligibility_by_mentor(
    enrollment: Enrollment, mentors: Iterable[MentorParticipation], *, now: datetime
) -> dict[int, str]:
    """Participation → why the mentee cannot rank it: an `IneligibilityReason`, "away" or "out" of the round.

    `mentors` are read by `read_mentors`. One query.
    """
    mentors = list(mentors)
    between = ineligible_mentors(enrollment, mentors, now=now)
    found = {one.pk: between.get(one.mentor_id) or _missing(one) for one in mentors}
    return {pk: reason for pk, reason in found.items() if reason}


def _missing(participation: MentorParticipation) -> str:
    if participation.is_present:  # type: ignore[attr-defined]
        return ""
    return OUT if participation.is_out else AWAY  # type: ignore[attr-defined]
