"""Pairs that are settled before a round: chosen while lists are taken, frozen with the round's input."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound
from matching.models.fixed_pairs import FixedPair
from matching.queries.eligibility import disclosed_exclusions, unpaired_mentees
from matching.queries.places import mentors_with_a_place
from matching.services.locks import lock_round
from matching.services.round_steps import keep_step
from pairs.errors import NotEligible, OwnPair
from pairs.queries.eligibility import is_avoided
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import StaffStep

# (enrollment, participation), by key.
Keys = set[tuple[int, int]]


@transaction.atomic
def fix_pair(
    match_round: MatchRound,
    *,
    enrollment: Enrollment,
    participation: MentorParticipation,
    by: User,
    reason: str,
    now: datetime,
) -> FixedPair:
    """Settle that a mentee gets a mentor in this round, whatever the lists say. Settling it again changes nothing.

    Args:
        match_round: a draft, or open.
        enrollment: of a mentee of its year who looks for a mentor.
        participation: of a mentor with a place.
        by: who coordinates the program and is neither of the two.
        reason: for those who run the program.
        now: the instant.

    Raises:
        WrongState: lists are closed, or the mentee has as many fixed mentors as the round gives.
        NotEligible: the two may not be paired, or one of them is not in the round.
        PlacesTaken: every place of the mentor is taken or fixed already.
        OwnPair: `by` is one of the two.
    """
    match_round = lock_round(match_round)
    _require_open(match_round)
    if by.pk in (enrollment.mentee_id, participation.mentor_id):
        raise OwnPair
    known = {pair.place: pair for pair in match_round.fixed_pairs.filter(enrollment=enrollment)}
    for pair in known.values():
        if pair.participation_id == participation.pk:
            return pair
    place = next((place for place in range(1, match_round.places_each + 1) if place not in known), None)
    if place is None:
        raise WrongState(
            ngettext(
                "They have a fixed mentor in this round. Release that pair first.",
                "They have %(n)s fixed mentors in this round. Release one of these pairs first.",
                len(known),
            )
            % {"n": len(known)}
        )
    _require_possible(match_round, enrollment, participation, now)
    pair = FixedPair.objects.create(round=match_round, enrollment=enrollment, participation=participation, place=place)
    before = {"enrollment": enrollment.pk, "participation": participation.pk}
    people = {"person": enrollment.mentee, "other": participation.mentor}
    keep_step(match_round, "pair_fixed", **people, by=by, reason=reason, now=now, before=before)
    return pair


@transaction.atomic
def release_pair(pair: FixedPair, *, by: User, now: datetime) -> None:
    """Let the round decide about the two again.

    Raises:
        WrongState: lists are closed.
    """
    match_round = lock_round(pair.round)
    _require_open(match_round)
    if match_round.fixed_pairs.filter(pk=pair.pk).exists():
        mentee, mentor = pair.enrollment.mentee, pair.participation.mentor
        keep_step(match_round, "pair_released", mentee, other=mentor, by=by, now=now)
        match_round.fixed_pairs.filter(pk=pair.pk).delete()


def settle_fixed_pairs(match_round: MatchRound, possible: Keys, places: Counter[int]) -> Keys:
    """Note which fixed pairs the frozen input keeps, and return them, inside the transaction that closes the lists.

    Args:
        match_round: locked by the caller.
        possible: (enrollment, participation) that nothing rules out.
        places: participation → places that it has.
    """
    pairs = list(match_round.fixed_pairs.order_by("pk"))
    left, own = places.copy(), Counter[int]()
    for pair in pairs:
        has_place = left[pair.participation_id] > 0 and own[pair.enrollment_id] < match_round.places_each
        pair.kept = has_place and (pair.enrollment_id, pair.participation_id) in possible
        left[pair.participation_id] -= pair.kept
        own[pair.enrollment_id] += pair.kept
    FixedPair.objects.bulk_update(pairs, ["kept"])
    return {(pair.enrollment_id, pair.participation_id) for pair in pairs if pair.kept}


def _require_open(match_round: MatchRound) -> None:
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Pairs are fixed before lists close. Now you can change pairs of a proposal by hand."))


def _require_possible(
    match_round: MatchRound, enrollment: Enrollment, mentor: MentorParticipation, now: datetime
) -> None:
    cycle = match_round.cycle
    there = mentors_with_a_place(cycle, day=cycle.local_day(now)).filter(pk=mentor.pk).first()
    if there is None or not unpaired_mentees(cycle).filter(pk=enrollment.pk).exists():
        raise NotEligible
    people = (enrollment.mentee_id, mentor.mentor_id)
    if people in disclosed_exclusions(cycle, now=now) or is_avoided(mentee=people[0], mentor=people[1]):
        raise NotEligible
    fixed = match_round.fixed_pairs.filter(participation=mentor).count()
    limit = match_round.department_limits.get(mentor.department)
    of_department = match_round.fixed_pairs.filter(participation__department=mentor.department).count()
    if fixed >= there.places_free or (limit is not None and of_department >= limit):
        raise PlacesTaken


def round_page(step: StaffStep) -> str:
    """The page of the fixed pairs of the round that a step is about."""
    return reverse("matching:list-fixed-pairs", kwargs={"pk": step.subject_pk})


def undo_fixing(step: StaffStep, _by: User, _now: datetime) -> None:
    """The round decides about the two again.

    Raises:
        WrongState: lists are closed.
    """
    mentee, mentor = step.key("enrollment"), step.key("participation")
    rows = FixedPair.objects.filter(round=step.subject_pk, enrollment=mentee, participation=mentor)
    for pair in rows.select_related("round__cycle__program", "enrollment__mentee", "participation__mentor"):
        _require_open(lock_round(pair.round))
        pair.delete()
