"""The mentors of a cycle for one mentee: most overlap first, by search, and who cannot be ranked."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from core.search import Search, found
from matching.models import ShortlistEntry
from matching.queries.eligibility import IneligibilityReason, available_mentors, ineligible_pairs, out_of_live_rounds
from matching.queries.overlap import OverlapInput, overlap_with_mentors
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, SupportFunction

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


def by_overlap(
    enrollment: Enrollment, mentors: QuerySet[MentorParticipation], overlap_input: OverlapInput
) -> list[int]:
    """Primary keys of `mentors`, most overlap with the mentee first, equal ones by name."""
    people = list(mentors.values_list("pk", "mentor_id"))
    overlaps = overlap_with_mentors(enrollment, [mentor for _pk, mentor in people], overlap_input)
    ranked = sorted(zip(people, overlaps, strict=True), key=lambda row: -row[1])
    return [pk for (pk, _mentor), _overlap in ranked]


def shortlisted_by(enrollment: Enrollment) -> set[int]:
    """The participations that the mentee keeps in mind."""
    return set(ShortlistEntry.objects.filter(enrollment=enrollment).values_list("participation_id", flat=True))


def ineligibility_by_mentor(
    enrollment: Enrollment, mentors: Iterable[MentorParticipation], *, now: datetime
) -> dict[int, str]:
    """Participation → why the mentee cannot rank it: an `IneligibilityReason`, "away" or "out" of the round."""
    cycle, people = enrollment.cycle, {mentor.pk: mentor.mentor_id for mentor in mentors}
    present = _present(cycle, people, now)
    between = ineligible_pairs(cycle, now=now, mentee=enrollment.mentee)
    missing = [pk for pk in people if pk not in present]
    reasons: dict[int, str] = dict.fromkeys(missing, AWAY)
    if missing:
        out = out_of_live_rounds(cycle).filter(participation__in=missing)
        reasons |= dict.fromkeys(out.values_list("participation", flat=True), OUT)
    for pk, person in people.items():
        if ineligibility := between.get((enrollment.mentee_id, person)):
            reasons[pk] = IneligibilityReason(ineligibility)
    return reasons


def _present(cycle: Cycle, pks: Collection[int], now: datetime) -> set[int]:
    present = available_mentors(cycle, day=cycle.local_day(now)).filter(pk__in=pks)
    return set(present.order_by().values_list("pk", flat=True))
