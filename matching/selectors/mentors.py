"""The mentors of a cycle as one mentee sees them: most overlap first, each with the reason."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from core.search import Search, found
from matching.models import ShortlistEntry
from matching.selectors.eligibility import Barrier, available_mentors, barriers
from matching.selectors.explanations import (
    OF_A_MENTOR,
    Explanation,
    explain,
    taste_of_mentee,
    taste_of_mentor,
)
from matching.selectors.overlap import Interests, overlap_with_mentors
from matching.selectors.preferences import Ranking
from pairs.selectors.conflicts import disclosed_mentors
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, SupportFunction

AWAY = "away"


@dataclass(frozen=True, slots=True)
class MentorRow:
    """A mentor on a mentee's page.

    Attributes:
        why: the overlap in words.
        rank: on the mentee's list, if the mentor is there.
        barrier: why the mentor cannot be ranked: a `Barrier`, "away", or nothing.
        disclosed: a conflict stands between the two and the program warns instead of ruling the pairing out.
    """

    participation: MentorParticipation
    why: Explanation
    rank: int | None
    shortlisted: bool
    barrier: str
    disclosed: bool


def ready_mentors(enrollment: Enrollment) -> QuerySet[MentorParticipation]:
    """The mentors whom the mentee can read about, by name: ready, and not the mentee themself."""
    ready = enrollment.cycle.participations.filter(state=MentorParticipation.State.READY, mentor__is_active=True)
    return ready.exclude(mentor=enrollment.mentee_id)


def search_mentors(mentors: QuerySet[MentorParticipation], query: str) -> QuerySet[MentorParticipation]:
    """Those of `mentors` who hold every word of `query` in what their card and page show of them."""
    if not Search(query):
        return mentors
    return mentors.filter(pk__in=found(query, _shown_texts(mentors.order_by())))


_FIELDS = (
    *("given_name", "family_name", "credentials", "profession", "specialty", "campus"),
    *("headline", "about", "working_style"),
)


def _shown_texts(mentors: QuerySet[MentorParticipation]) -> Iterator[tuple[int, str]]:
    """(participation, text) for everything that is shown of the mentors."""
    yield from mentors.values_list("pk", *(f"mentor__{field}" for field in _FIELDS), "usual_times")
    yield from mentors.values_list("pk", "mentor__interests__term__name")
    yield from mentors.values_list("pk", "mentor__languages__name")
    functions = dict(SupportFunction.choices)
    for pk, function, note in mentors.values_list("pk", "support_offers__function", "support_offers__note"):
        yield pk, f"{functions.get(function, '')} {note or ''}"


def by_overlap(enrollment: Enrollment, mentors: QuerySet[MentorParticipation], interests: Interests) -> list[int]:
    """Primary keys of `mentors`, most overlap with the mentee first, equal ones by name."""
    people = list(mentors.values_list("pk", "mentor_id"))
    overlaps = overlap_with_mentors(enrollment, [mentor for _pk, mentor in people], interests)
    ranked = sorted(zip(people, overlaps, strict=True), key=lambda row: -row[1])
    return [pk for (pk, _mentor), _overlap in ranked]


def shortlisted_by(enrollment: Enrollment) -> set[int]:
    """The participations that the mentee keeps in mind."""
    return set(ShortlistEntry.objects.filter(enrollment=enrollment).values_list("participation_id", flat=True))


def mentor_rows(
    enrollment: Enrollment,
    pks: Sequence[int],
    *,
    telling: Collection[int],
    ranking: Ranking,
    shortlist: Collection[int],
    now: datetime,
) -> list[MentorRow]:
    """The mentors of one page, in the order of `pks`; `telling` are the languages worth a word."""
    related = MentorParticipation.objects.select_related("mentor").prefetch_related(*OF_A_MENTOR)
    mentors = related.in_bulk(pks)
    mentee = taste_of_mentee(enrollment)
    barred = barriers_by_mentor(enrollment, mentors.values(), now=now)
    disclosed = disclosed_mentors(enrollment, day=enrollment.cycle.local_day(now))
    ranks = {item.participation_id: item.rank for item in ranking.items}
    return [
        MentorRow(
            participation=mentor,
            why=explain(mentee, taste_of_mentor(mentor), name=mentor.mentor.formal_name, telling=telling),
            rank=ranks.get(mentor.pk),
            shortlisted=mentor.pk in shortlist,
            barrier=barred.get(mentor.pk, ""),
            disclosed=mentor.mentor_id in disclosed,
        )
        for mentor in (mentors[pk] for pk in pks)
    ]


def barriers_by_mentor(
    enrollment: Enrollment, mentors: Iterable[MentorParticipation], *, now: datetime
) -> dict[int, str]:
    """Participation → why the mentee cannot rank it: a `Barrier`, or "away"."""
    cycle, people = enrollment.cycle, {mentor.pk: mentor.mentor_id for mentor in mentors}
    present = _present(cycle, people, now)
    between = barriers(cycle, now=now, mentee=enrollment.mentee)
    reasons: dict[int, str] = {pk: AWAY for pk in people if pk not in present}
    for pk, person in people.items():
        if barrier := between.get((enrollment.mentee_id, person)):
            reasons[pk] = Barrier(barrier)
    return reasons


def _present(cycle: Cycle, pks: Collection[int], now: datetime) -> set[int]:
    present = available_mentors(cycle, day=cycle.local_day(now)).filter(pk__in=pks)
    return set(present.order_by().values_list("pk", flat=True))
