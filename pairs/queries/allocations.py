"""What stands of the people whom an allocation made elsewhere may name, read once for the whole file."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from pairs.models import Mentorship
from pairs.queries.eligibility import Pair, avoided_people, barring_conflicts
from pairs.queries.mentoring_rules import MENTOR, against_the_rules
from pairs.queries.open_offers import open_offers
from people.imports.finding import Known
from people.models import Enrollment
from programs.models import Cycle


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may be paired in a year. People are named by their keys, records of the year by theirs.

    Attributes:
        mentees: `key` is their enrollment.
        mentors: who are ready and there; `key` is their participation.
        waiting: enrollments that await a mentor, or may have one beside the first.
        paired: mentee → mentors of their live formal pairs.
        each: how many mentors a mentee may have.
        offered: mentees with an open offer.
        barred: (mentee, mentor) who may not be paired, for whatever reason.
        room: participation → places left.
    """

    mentees: list[Known]
    mentors: list[Known]
    waiting: set[int]
    paired: dict[int, set[int]]
    offered: set[int]
    barred: set[Pair]
    room: dict[int, int]
    each: int


def standing_in(cycle: Cycle, *, now: datetime) -> Standing:
    """Return what stands in a year."""
    day, each = cycle.local_day(now), cycle.program.mentors_each
    takes_more = Enrollment.TAKING_PART if each > 1 else Enrollment.AWAITING_MATCH
    enrollments = list(cycle.enrollments.not_withdrawn().select_related("mentee").order_by("pk"))
    there = cycle.participations.ready().not_away_on(cycle.first_meeting_day(day))
    mentors = list(there.select_related("mentor").defer("decline_reason").order_by("pk"))
    paired: dict[int, set[int]] = defaultdict(set)
    for mentee, mentor in Mentorship.objects.live_and_formal().filter(cycle=cycle).values_list("mentee", "mentor"):
        paired[mentee].add(mentor)
    offers = open_offers().filter(offered_in=cycle.program_id)
    conflicts = barring_conflicts(cycle, day=day).values_list("mentee_id", "mentor_id")
    return Standing(
        [_known(row.pk, row.mentee, row.cohort) for row in enrollments],
        [_known(row.pk, row.mentor, row.department) for row in mentors],
        {row.pk for row in enrollments if row.state in takes_more},
        paired,
        set(offers.values_list("offered_to", flat=True)),
        set(conflicts) | avoided_people(cycle) | set(against_the_rules(cycle).values_list("mentee_id", MENTOR)),
        {row.pk: row.capacity - row.places_taken for row in mentors},
        each,
    )


def _known(key: int, person: User, group: str) -> Known:
    return Known(key, person.pk, person.email, f"{person.given_name} {person.family_name}".strip(), group)
