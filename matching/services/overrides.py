"""Changes one pair of a proposal by hand, with a reason and with what it costs in the metrics."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from matching.engine import Instance, Options
from matching.engine.report.metrics import metrics
from matching.errors import NotInSnapshot
from matching.models import MatchRound, PairOverride, PreferenceItem, PreferenceList, Proposal, ProposedPair
from matching.models.names import Names
from matching.models.stored import MetricChanges
from matching.queries.current_pairs import current_match, current_pairs, stored_pairs
from matching.queries.eligibility import available_mentors, excluded_in, unpaired_mentees
from matching.services.engine_results import stored_metrics
from matching.services.locks import lock_round
from matching.services.round_steps import keep_step
from matching.services.served import keep_served_by_hand
from matching.services.snapshots import load_snapshot
from pairs.errors import NotEligible, OwnPair
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation


@transaction.atomic
def change_pair(
    proposal: Proposal,
    *,
    enrollment: Enrollment,
    place: int = 1,
    participation: MentorParticipation | None,
    reason: str,
    by: User,
    now: datetime,
    began_from: str = "",
) -> PairOverride:
    """Give a mentee another mentor, or none, and record why and at what cost.

    `place` says which of the mentee's places, where the round gives more than one mentor; `began_from` is the revision
    that the form carried.

    Raises:
        EditedMeanwhile: somebody has changed a pair since the form was opened.
        WrongState: the round is not proposed, the proposal is not ready, or nothing would change.
        PlacesTaken: the proposal uses every place of the new mentor.
        NotInSnapshot: the new mentor was not in the round when the lists closed.
        OwnPair: `by` is one of the people of the pair.
        NotEligible: the two may not be paired, the new mentor is away, or the mentee looks for nobody any more.
    """
    match_round, proposal = _locked_changeable(proposal)
    pair = _locked_pair(proposal, enrollment, place)
    _require_impartial(pair, participation, by)
    before, place = pair.participation_id, pair.place
    if before == (participation.pk if participation else None):
        raise WrongState(_("That’s how it is already. Choose another mentor."))
    message = _("Someone changed a pair after you opened this page. Look at the changes below, then decide.")
    refuse_stale(began_from, stored=stored_pairs(proposal), message=message)
    instance = load_snapshot(match_round.snapshot)
    _require_possible(proposal, pair, participation, instance, now)
    _move(pair, participation, match_round, instance)
    return PairOverride.objects.create(
        proposal=proposal,
        enrollment=enrollment,
        place=place,
        before_id=before,
        after=participation,
        reason=reason.strip(),
        cost=_recount(proposal, instance),
        made_by=by,
        made_at=now,
    )


def repeat_changes(proposal: Proposal, instance: Instance, *, now: datetime) -> None:
    """Make the changes by hand again after a new run, inside the transaction that stores its result.

    Of the changes of one place the last counts, in place of the mentor whom the first took away. One that is not
    possible any more, as when the new run gave the place to somebody else, is dropped; that is kept among the steps of
    staff.
    """
    last: dict[tuple[int, int], PairOverride] = {}
    for change in proposal.overrides.select_related("after", "made_by"):
        earlier = last.get((change.enrollment_id, change.place), change)
        change.before_id = earlier.before_id
        last[change.enrollment_id, change.place] = change
    proposal.overrides.all().delete()
    for changes in _with_their_halves(sorted(last.values(), key=lambda one: (one.made_at, one.pk))):
        try:
            with transaction.atomic():
                _repeat(proposal, changes, instance, now)
        except (NotInSnapshot, NotEligible, PlacesTaken):
            for change in changes:
                _keep_loss(change, now)


def _with_their_halves(changes: Sequence[PairOverride]) -> list[list[PairOverride]]:
    """Each change by itself, and the two halves of a swap together where neither mentee was changed since."""
    together: dict[tuple[datetime, frozenset[int], int], list[PairOverride]] = {}
    for change in changes:
        two = frozenset((change.enrollment_id, change.swapped_with_id or change.enrollment_id))
        by_itself = 0 if change.swapped_with_id else change.pk
        together.setdefault((change.made_at, two, by_itself), []).append(change)
    return list(together.values())


def _repeat(proposal: Proposal, changes: Sequence[PairOverride], instance: Instance, now: datetime) -> None:
    """Make the changes in one step: the place that one mentee leaves is free for the other."""
    found = [(pair, change) for change in changes if (pair := _pair_to_change_again(proposal, change))]
    moving = [(pair, change, pair.participation_id) for pair, change in found]
    for pair, _change, _before in moving:
        _move(pair, None, proposal.round, instance)
    for pair, change, _before in moving:
        if change.after:
            _require_possible(proposal, pair, change.after, instance, now)
            _move(pair, change.after, proposal.round, instance)
    cost = _recount(proposal, instance) if moving else {}
    moves = {(before, change.after_id) for _pair, change, before in moving}
    is_swap = moves == {(after, before) for before, after in moves}
    for pair, change, before in moving:
        PairOverride.objects.create(
            proposal=proposal,
            enrollment=change.enrollment,
            place=pair.place,
            before_id=before,
            after=change.after,
            swapped_with_id=change.swapped_with_id if is_swap else None,
            reason=change.reason,
            cost=cost,
            made_by=change.made_by,
            made_at=change.made_at,
        )


def _pair_to_change_again(proposal: Proposal, change: PairOverride) -> ProposedPair | None:
    """The mentee's pair with the mentor whom the change took away, else the one in its place; None if nothing moves."""
    rows = proposal.pairs.filter(enrollment=change.enrollment_id).values_list("participation_id", "place")
    own: dict[int | None, int] = dict(rows)
    place = own.get(change.before_id, change.place)
    if change.after_id in own or (change.after_id is None and place not in own.values()):
        return None
    return _locked_pair(proposal, change.enrollment, place)


def _keep_loss(change: PairOverride, now: datetime) -> None:
    other = change.after.mentor if change.after else None
    keep_step(change.proposal.round, "change_lost", change.enrollment.mentee, other=other, by=change.made_by, now=now)


@transaction.atomic
def swap_pairs(
    proposal: Proposal,
    *,
    enrollment: Enrollment,
    place: int = 1,
    other: Enrollment,
    other_place: int = 1,
    reason: str,
    by: User,
    now: datetime,
    began_from: str = "",
) -> tuple[PairOverride, PairOverride]:
    """Give each of two mentees the other's mentor, in one step, and record why and at what cost.

    No place is needed for it: each mentor keeps as many mentees. `place` and `other_place` say which mentor, where the
    round gives more than one; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has changed a pair since the form was opened.
        WrongState: the round is not proposed, the proposal is not ready, or there is nothing to swap.
        NotInSnapshot, NotEligible, OwnPair: as `change_pair`, for either pair.
    """
    match_round, proposal = _locked_changeable(proposal)
    message = _("Someone changed a pair after you opened this page. Look at the changes below, then decide.")
    refuse_stale(began_from, stored=stored_pairs(proposal), message=message)
    pairs = _locked_pair(proposal, enrollment, place), _locked_pair(proposal, other, other_place)
    mentors = [pair.participation for pair in reversed(pairs)]
    if None in mentors or mentors[0] == mentors[1]:
        raise WrongState(_("Choose two mentees with different mentors. To give someone a free place, change one pair."))
    instance = load_snapshot(match_round.snapshot)
    for pair, mentor in zip(pairs, mentors, strict=True):
        _require_impartial(pair, mentor, by)
        _require_eligible(proposal, pair, mentor, instance, now)
    for pair, mentor in zip(pairs, mentors, strict=True):
        _move(pair, mentor, match_round, instance)
    cost = _recount(proposal, instance)
    about = {"proposal": proposal, "reason": reason.strip(), "cost": cost, "made_by": by, "made_at": now}
    one, two = (
        PairOverride.objects.create(
            enrollment=pair.enrollment,
            place=pair.place,
            before=before,
            after=after,
            swapped_with=with_.enrollment,
            **about,
        )
        for pair, with_, before, after in zip(pairs, reversed(pairs), reversed(mentors), mentors, strict=True)
    )
    return one, two


def _locked_changeable(proposal: Proposal) -> tuple[MatchRound, Proposal]:
    """The round and the proposal as they stand now, both locked. Raises WrongState as `check_changeable`."""
    match_round = lock_round(proposal.round)
    check_changeable(match_round, proposal)  # a round that was opened again has no proposals to lock
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    check_changeable(match_round, proposal)
    return match_round, proposal


def _locked_pair(proposal: Proposal, enrollment: Enrollment, place: int) -> ProposedPair:
    """The pair in one of the mentee's places; where it is empty beside another one, a new row that nobody has saved."""
    people = ("enrollment__cycle__program", "enrollment__mentee", "participation__mentor")
    rows = proposal.pairs.select_for_update(of=("self",)).select_related(*people).filter(enrollment=enrollment)
    pairs = {pair.place: pair for pair in rows}
    if not 1 <= place <= max(proposal.round.places_each, *pairs, 1):
        raise NotEligible
    if place in pairs:
        return pairs[place]
    beside = next(iter(pairs.values()), None)
    if beside is None:
        raise NotEligible
    if beside.participation is None:
        return beside
    return ProposedPair(proposal=proposal, enrollment=beside.enrollment, place=place, reason=beside.reason)


def _require_impartial(pair: ProposedPair, asked: MentorParticipation | None, by: User) -> None:
    """Nobody moves their own pair: neither the mentee nor the mentor who has the mentee or would get one."""
    mentors = {mentor.mentor_id for mentor in (pair.participation, asked) if mentor}
    if by.pk in mentors or by.pk == pair.enrollment.mentee_id:
        raise OwnPair


def check_changeable(match_round: MatchRound, proposal: Proposal) -> None:
    """Raise WrongState unless pairs of the proposal can be changed by hand."""
    if match_round.state != MatchRound.State.PROPOSED or not proposal.is_candidate:
        raise WrongState(_("You can change pairs by hand once the methods have run and until the round is published."))


def _require_possible(
    proposal: Proposal, pair: ProposedPair, asked: MentorParticipation | None, instance: Instance, now: datetime
) -> None:
    """Raise NotInSnapshot, NotEligible or PlacesTaken unless the mentee can get the mentor; nobody always can."""
    if asked:
        _require_place(proposal, pair, _require_eligible(proposal, pair, asked, instance, now))


def _require_eligible(
    proposal: Proposal, pair: ProposedPair, asked: MentorParticipation | None, instance: Instance, now: datetime
) -> MentorParticipation:
    """Return the mentor as stored now. Raises NotInSnapshot or NotEligible unless the two may be paired.

    Figures and files speak of the frozen input: who came later belongs to the next round.
    """
    if asked is None:
        raise NotEligible
    if proposal.pairs.filter(enrollment=pair.enrollment_id, participation=asked).exclude(pk=pair.pk).exists():
        raise WrongState(_("This mentor is theirs already. Choose another one."))
    if Names(proposal.round.names_secret).mentor(asked.pk) not in instance.mentors:
        raise NotInSnapshot
    cycle = proposal.round.cycle
    if not unpaired_mentees(cycle).filter(pk=pair.enrollment_id).exists():
        raise NotEligible
    mentor = available_mentors(cycle, day=cycle.local_day(now)).filter(pk=asked.pk).first()
    if mentor is None or (pair.enrollment.mentee_id, mentor.mentor_id) in excluded_in(proposal.round, now=now):
        raise NotEligible
    return mentor


def _require_place(proposal: Proposal, pair: ProposedPair, mentor: MentorParticipation) -> None:
    if proposal.pairs.filter(participation=mentor).count() >= mentor.places_free:
        raise PlacesTaken(_("This proposal already uses all of that mentor’s places."))
    limit = proposal.round.department_limits.get(mentor.department)
    of_department = proposal.pairs.filter(participation__department=mentor.department).exclude(pk=pair.pk)
    if limit is not None and of_department.count() >= limit:
        raise PlacesTaken(_("This proposal already uses all of that mentor’s department’s places."))


def _move(pair: ProposedPair, mentor: MentorParticipation | None, match_round: MatchRound, instance: Instance) -> None:
    """Point the pair at its new mentor, with the rank and the overlap of the two.

    A mentee without any mentor keeps one row, in the first place; an empty place beside a mentor has none.
    """
    pair.participation, pair.overridden = mentor, True
    if mentor is None:
        beside = ProposedPair.objects.filter(proposal=pair.proposal_id, enrollment=pair.enrollment_id)
        if beside.exclude(pk=pair.pk).exists():
            if pair.pk:
                pair.delete()
            return
        pair.place = 1
    pair.rank = pair.overlap = None
    if mentor:
        item = PreferenceItem.objects.filter(
            preference_list__round=match_round,
            preference_list__enrollment=pair.enrollment_id,
            preference_list__state=PreferenceList.State.LOCKED,
            participation=mentor,
        ).first()
        pair.rank = item.rank if item else None
        pair.overlap = _overlap(instance, Names(match_round.names_secret), pair.enrollment_id, mentor.pk)
    pair.save()


def _overlap(instance: Instance, names: Names, enrollment: int, participation: int) -> float | None:
    """The frozen similarity of the two, where the input has any."""
    mentee, mentor = names.mentee(enrollment), names.mentor(participation)
    if instance.overlap is None:
        return None
    at = np.array([instance.mentees.index(mentee)]), np.array([instance.mentors.index(mentor)])
    return round(float(instance.overlap.pairs(*at)[0]), 4)


def _recount(proposal: Proposal, instance: Instance) -> MetricChanges:
    """Store the figures of the pairs as they stand now; returns [before, after] of each metric that changed."""
    match, pairs = current_match(proposal, instance), current_pairs(proposal)
    counted = metrics(match, Options.from_json(proposal.options).priority_for(instance))
    old: Mapping[str, object] = proposal.metrics
    kept = {key: old[key] for key in ("placed_later", "without_aims") if key in old}
    proposal.metrics = stored_metrics(counted | kept, instance, pairs)
    proposal.save(update_fields=["metrics"])
    keep_served_by_hand(proposal)
    return {key: [old[key], new] for key, new in proposal.metrics.items() if old[key] != new}
