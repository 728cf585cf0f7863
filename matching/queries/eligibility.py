"""Who may be paired with whom: the one home of that rule, for rankings, rounds and changes by hand."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from matching.models import MatchRound, MentorAbsence, MentorListItem, Offer, RoundAbsence
from pairs.models import Mentorship
from pairs.queries.eligibility import Pair, avoidances_in, barring_conflicts
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle

FEWEST_MENTORS = 4  # among fewer there is no room to hide whom somebody avoids


def available_mentors(cycle: Cycle, *, day: date) -> QuerySet[MentorParticipation]:
    """Ready mentors who are there when pairs start to meet, and are not out of a live round.

    Pairs start on `day`, or on the first day of the cycle.
    """
    out = out_of_live_rounds(cycle).values("participation")
    return cycle.participations.ready().not_away_on(cycle.first_meeting_day(day)).exclude(pk__in=out)


def out_of_live_rounds(cycle: Cycle) -> QuerySet[MentorAbsence]:
    """The mentors whom coordinators have taken out of a round that is not over."""
    return MentorAbsence.objects.filter(round__cycle=cycle, round__state__in=MatchRound.LIVE)


def has_few_mentors(cycle: Cycle, *, day: date) -> bool:
    """Whether a round on `day` would have too few mentors to hide whom somebody avoids."""
    return available_mentors(cycle, day=day).count() < FEWEST_MENTORS


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
    ANSWERED = "answered"
    AVOIDED = "avoided"
    PAIRED = "paired"
    SELF = "self"


def disclosed_exclusions(cycle: Cycle, *, now: datetime) -> set[Pair]:
    """(mentee's user id, mentor's user id) who must not be paired in the cycle for a cause that coordinators may see.

    Conflicts that rule a pairing out, live pairs, and offers that came to nothing. Mentees' avoidances are
    not among them: what coordinators meet goes by this set, and by what the round froze (`excluded_in`).
    """
    ineligible = _ineligible_rows(cycle, cycle.local_day(now))
    return {pair for reason, rows, _field in ineligible if reason != IneligibilityReason.AVOIDED for pair in rows}


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
    """What stands between people of the cycle, or between `mentee` and its mentors; of two barriers the later named."""
    between: dict[Pair, IneligibilityReason] = {}
    for reason, rows, field in _ineligible_rows(cycle, cycle.local_day(now)):
        pairs = rows if mentee is None else rows.filter(**{field: mentee.pk})
        between |= dict.fromkeys(pairs, reason)
    return between


def _ineligible_rows(cycle: Cycle, day: date) -> Iterator[tuple[IneligibilityReason, QuerySet[Any, Pair], str]]:
    """(reason, rows of pairs, the rows' field that holds the mentee), in the order of `IneligibilityReason`."""
    yield IneligibilityReason.ROLE, barring_conflicts(cycle, day=day).values_list("mentee_id", "mentor_id"), "mentee"
    answered = Offer.objects.filter(enrollment__cycle=cycle, state__in=(Offer.State.DECLINED, Offer.State.EXPIRED))
    yield (
        IneligibilityReason.ANSWERED,
        answered.values_list("enrollment__mentee_id", "participation__mentor_id"),
        "enrollment__mentee",
    )
    yield IneligibilityReason.AVOIDED, avoidances_in(cycle), "mentee"
    yield (
        IneligibilityReason.PAIRED,
        Mentorship.objects.filter(cycle=cycle).values_list("mentee_id", "mentor_id"),
        "mentee",
    )
    both = cycle.enrollments.filter(mentee__participations__cycle=cycle)
    yield IneligibilityReason.SELF, both.values_list("mentee_id", F("mentee_id")), "mentee"
