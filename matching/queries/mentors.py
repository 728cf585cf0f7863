"""The mentors of a cycle for one mentee: most overlap first, by search, and who cannot be ranked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value

from core.search import Search, found
from matching.models import ShortlistEntry
from matching.queries.eligibility import available_mentors, ineligible_pairs, out_of_live_rounds
from matching.queries.overlap import OverlapInput, overlap_with_mentors
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
    *("headline", "about", "ask_me_about", "working_style", "wish_known", "languages__name"),
)
_BLANK = Value("", output_field=TextField())


def _shown_texts(mentors: QuerySet[MentorParticipation]) -> Iterator[tuple[int, str]]:
    """(participation, text) for everything that is shown of the mentors; one query."""
    paths = (*(f"mentor__{field}" for field in _FIELDS), "usual_times")
    of_school = mentors.filter(mentor__interests__term__institution=F("cycle__program__institution"))
    rows = [
        of_school.values_list("pk", "mentor__interests__term__name", _BLANK),
        *(mentors.values_list("pk", path, _BLANK) for path in paths),
    ]
    functions = dict(SupportFunction.choices)
    offered = mentors.values_list("pk", "support_offers__note", "support_offers__function")
    for pk, text, function in offered.union(*rows, all=True):
        yield pk, f"{functions.get(function, '')} {text or ''}"


def by_overlap(
    enrollment: Enrollment,
    mentors: QuerySet[MentorParticipation],
    overlap_input: OverlapInput,
    *,
    free_first: bool = False,
) -> list[int]:
    """Primary keys of `mentors`, most overlap with the mentee first, equal ones by name.

    With `free_first` those who have a free place come before all others.
    """
    people = list(mentors.values_list("pk", "mentor_id", "places_taken", "capacity"))
    overlaps = overlap_with_mentors(enrollment, [mentor for _pk, mentor, *_places in people], overlap_input)
    order = sorted(
        (free_first and taken >= capacity, -overlap, place)
        for place, ((_pk, _mentor, taken, capacity), overlap) in enumerate(zip(people, overlaps, strict=True))
    )
    return [people[place][0] for *_key, place in order]


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
    between = ineligible_pairs(enrollment.cycle, now=now, mentee=enrollment.mentee)
    found = {one.pk: between.get((enrollment.mentee_id, one.mentor_id)) or _missing(one) for one in mentors}
    return {pk: reason for pk, reason in found.items() if reason}


def _missing(participation: MentorParticipation) -> str:
    if participation.is_present:  # type: ignore[attr-defined]
        return ""
    return OUT if participation.is_out else AWAY  # type: ignore[attr-defined]
