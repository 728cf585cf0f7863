"""Who may be paired with whom: the one home of that rule, for rankings, rounds and changes by hand."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet, Value

from accounts.models import User
from matching.models import MatchRound, MentorAbsence, MentorListItem, Offer, RoundAbsence
from pairs.models import Mentorship
from pairs.queries.eligibility import Pair, avoidances_in, barring_conflicts
from pairs.queries.mentoring_rules import MENTOR, against_the_rules, keeps_the_rules
from people.models import Enrollment, MentorParticipation
from people.models.participations import MentorParticipationQuerySet
from programs.models import Cycle

FEWEST_MENTORS = 4  # among fewer there is no room to hide whom somebody avoids


def available_mentors(cycle: Cycle, *, day: date) -> MentorParticipationQuerySet:
    """Ready mentors who are there when pairs start to meet, and are not out of a live round.

    Pairs start on `day`, or on the first day of the cycle.
    """
    out = out_of_live_rounds(cycle).values("participation")
    return cycle.participations.could_begin_on(cycle.first_meeting_day(day)).exclude(pk__in=out)


def out_of_live_rounds(cycle: Cycle) -> QuerySet[MentorAbsence]:
    """The mentors whom coordinators have taken out of a round that is not over."""
    return MentorAbsence.objects.filter(round__cycle=cycle, round__state__in=MatchRound.LIVE)


def has_few_mentors(cycle: Cycle, *, day: date) -> bool:
    """Whether a round on `day` would have too few mentors to hide whom somebody avoids."""
    some = available_mentors(cycle, day=day).order_by().values_list("pk", flat=True)[:FEWEST_MENTORS]
    return len(some) < FEWEST_MENTORS


def unpaired_mentees(cycle: Cycle) -> QuerySet[Enrollment]:
    """Mentees who take part and have neither a formal mentor nor an open offer, and are not out of a live round."""
    out = RoundAbsence.objects.filter(round__cycle=cycle, round__state__in=MatchRound.LIVE)
    paired = Mentorship.objects.live_and_formal().filter(cycle=cycle, primary=True)
    offered = Offer.objects.pending().filter(enrollment__cycle=cycle)
    return (
        cycle.enrollments.awaiting_match()
        .filter(mentee__is_active=True)
        .exclude(mentee_id__in=paired.values("mentee_id"))
        .exclude(pk__in=offered.values("enrollment_id"))
        .exclude(pk__in=out.values("enrollment_id"))
    )


class IneligibilityReason(StrEnum):
    """Why two people must not be paired. Only a mentee's own doing is ever told to anybody."""

    ROLE = "role"
    RULE = "rule"
    ANSWERED = "answered"
    AVOIDED = "avoided"
    PAIRED = "paired"
    SELF = "self"


def disclosed_exclusions(cycle: Cycle, *, now: datetime) -> set[Pair]:
    """(mentee's user id, mentor's user id) who must not be paired in the cycle for a cause that coordinators may see.

    Conflicts that rule a pairing out, rules of who may mentor whom, live pairs, and offers that came to nothing.
    Mentees' avoidances are not among them: what coordinators meet goes by this set, and by what the round froze
    (`excluded_in`).
    """
    rows = zip(_REASONS, _ineligible_rows(cycle, day=cycle.local_day(now), mentee=None), strict=True)
    return {pair for _reason, pair in _read(found for reason, found in rows if reason != IneligibilityReason.AVOIDED)}


def excluded_in(match_round: MatchRound, *, now: datetime) -> set[Pair]:
    """(mentee's user id, mentor's user id) who must not be paired by a round whose lists are closed.

    Avoidances count as they were frozen, among others drawn at random: were a later one to show, it would be told.
    """
    refused = _refused_pairs(match_round) if match_round.mentors_rank else set()
    return disclosed_exclusions(match_round.cycle, now=now) | match_round.snapshot.undisclosed_pairs | refused


def _refused_pairs(match_round: MatchRound) -> set[Pair]:
    """Whom mentors would rather not take in this round."""
    refused = MentorListItem.objects.filter(mentor_list__round=match_round, rank=None)
    return set(refused.values_list("enrollment__mentee_id", "mentor_list__participation__mentor_id"))


def ineligible_pairs(cycle: Cycle, *, now: datetime, mentee: User | None = None) -> dict[Pair, IneligibilityReason]:
    """What stands between people of the cycle, or between `mentee` and its mentors; of two barriers the later named.

    One query, and one more where the program has rules of who may mentor whom.
    """
    return {pair: reason for reason, pair in _read(_ineligible_rows(cycle, day=cycle.local_day(now), mentee=mentee))}


def ineligible_mentors(
    enrollment: Enrollment, mentors: Iterable[MentorParticipation], *, now: datetime
) -> dict[int, IneligibilityReason]:
    """Mentor's user id → what stands between the mentee and those of `mentors`; of two barriers the later named.

    One query: the rules are asked of the mentors at hand, whose `mentor` was read.
    """
    cycle = enrollment.cycle
    rows = _ineligible_rows(cycle, day=cycle.local_day(now), mentee=enrollment.mentee, rules=False)
    barred = [(reason, mentor) for reason, (_mentee, mentor) in _read(rows)]
    barred += [(IneligibilityReason.RULE, one.mentor_id) for one in mentors if not keeps_the_rules(enrollment, one)]
    return {mentor: reason for reason, mentor in sorted(barred, key=lambda one: _REASONS.index(one[0]))}


_Rows = QuerySet[Any, tuple[int, int, int]]
_REASONS = list(IneligibilityReason)


def _read(rows: Iterable[_Rows]) -> list[tuple[IneligibilityReason, Pair]]:
    """Read the rows at once, in the order of `IneligibilityReason`."""
    first, *others = rows
    found = sorted(first.union(*others))
    return [(_REASONS[place], (mentee, mentor)) for place, mentee, mentor in found]


def _ineligible_rows(cycle: Cycle, *, day: date, mentee: User | None, rules: bool = True) -> Iterator[_Rows]:
    """Rows of (place of the reason, mentee's user id, mentor's user id), of one mentee or of all; a set a reason.

    Without `rules`, no rows of those who the rules keep apart.
    """

    def rows(reason: IneligibilityReason, found: QuerySet[Any], mentee_id: str, mentor_id: str) -> _Rows:
        own = found if mentee is None else found.filter(**{mentee_id: mentee.pk})
        return own.order_by().values_list(Value(_REASONS.index(reason)), F(mentee_id), F(mentor_id))

    people = "mentee_id", "mentor_id"
    answered = Offer.objects.filter(enrollment__cycle=cycle, state__in=(Offer.State.DECLINED, Offer.State.EXPIRED))
    both = cycle.enrollments.filter(mentee__participations__cycle=cycle)
    yield rows(IneligibilityReason.ROLE, barring_conflicts(cycle, day=day), *people)
    if rules:
        yield rows(IneligibilityReason.RULE, against_the_rules(cycle), "mentee_id", MENTOR)
    yield rows(IneligibilityReason.ANSWERED, answered, "enrollment__mentee_id", "participation__mentor_id")
    yield rows(IneligibilityReason.AVOIDED, avoidances_in(cycle), *people)
    yield rows(IneligibilityReason.PAIRED, Mentorship.objects.filter(cycle=cycle), *people)
    yield rows(IneligibilityReason.SELF, both, "mentee_id", "mentee_id")
