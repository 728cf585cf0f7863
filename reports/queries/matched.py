"""Who has a mentor or a group in a year, and whom from their list; what methods gave."""

from collections import Counter
from statistics import fmean

from django.db.models import Exists, OuterRef, Q

from matching.models import MatchRound, PairOverride, PreferenceList, Proposal
from pairs.models import GroupMember, Mentorship, Origin
from people.models import Enrollment
from programs.models import Cycle
from reports.models.figures import MatchFigures, MethodFigures


def formal_pairs(cycle: Cycle) -> "list[Mentorship]":
    """Return the formal pairs of a year, the earliest first; who withdrew at once is left out."""
    pairs = cycle.mentorships.formal().exclude(state=Mentorship.State.WITHDRAWN)
    return list(pairs.order_by("started_on", "pk"))


def match_figures(cycle: Cycle, pairs: "list[Mentorship]") -> MatchFigures:
    """Count who was matched. A mentee who ranked is known by the list, or by the rank of the mentor. Five queries.

    Args:
        cycle: the year.
        pairs: its `formal_pairs`.
    """
    handed_in = PreferenceList.objects.handed_in().exclude(round__state=MatchRound.State.CANCELLED)
    grouped = GroupMember.objects.filter(group__cycle=cycle, user=OuterRef("mentee"))
    grouped = grouped.exclude(side=GroupMember.Side.MENTOR)
    enrolled = Enrollment.objects.took_part().filter(cycle=cycle).order_by()
    rows = enrolled.annotate(ranked=Exists(handed_in.filter(enrollment=OuterRef("pk"))), in_group=Exists(grouped))
    first = first_pairs(pairs)
    ranks: list[int] = []
    numbers: Counter[str] = Counter()
    for pk, ranked, in_group in rows.values_list("pk", "ranked", "in_group"):
        pair = first.get(pk)
        rank = pair.rank if pair else None
        numbers["enrolled"] += 1
        numbers["matched"] += pair is not None or in_group
        numbers["rankers"] += ranked or rank is not None
        if ranked or rank is not None:
            numbers["rankers_matched"] += pair is not None
            numbers["off_list"] += pair is not None and rank is None
            ranks += [rank] if rank else []
        else:
            numbers["unranked_matched"] += pair is not None or in_group
    profile = Counter(ranks)
    return {
        "enrolled": numbers["enrolled"],
        "matched": numbers["matched"],
        "rankers": numbers["rankers"],
        "rankers_matched": numbers["rankers_matched"],
        "unranked_matched": numbers["unranked_matched"],
        "profile": [profile[rank] for rank in range(1, max(ranks, default=0) + 1)],
        "off_list": numbers["off_list"],
        "mean_rank": fmean(ranks) if ranks else None,
        "changed_by_hand": PairOverride.objects.filter(**_published(cycle)).count(),
        "origins": dict(Counter(str(pair.origin) for pair in pairs)),
        "informal": _informal_pairs(cycle),
        "methods": _methods(cycle),
    }


def _informal_pairs(cycle: Cycle) -> int:
    """How many pairs of the school that found each other went on in the year."""
    pairs = Mentorship.objects.filter(origin=Origin.INFORMAL, cycle__program__institution=cycle.program.institution_id)
    pairs = pairs.filter(Q(ended_on=None) | Q(ended_on__gte=cycle.running_from), started_on__lte=cycle.ends_on)
    return pairs.exclude(state=Mentorship.State.WITHDRAWN).count()


def first_pairs(pairs: "list[Mentorship]") -> dict[int, Mentorship]:
    """Return enrollment → the first primary pair of its mentee, or else the first: by it choices are told."""
    first: dict[int, Mentorship] = {}
    for pair in sorted(pairs, key=lambda pair: not pair.primary):
        if pair.enrollment_id is not None:
            first.setdefault(pair.enrollment_id, pair)
    return first


def _published(cycle: Cycle) -> dict[str, object]:
    return {"proposal__round__cycle": cycle, "proposal__round__state": MatchRound.State.PUBLISHED}


def _methods(cycle: Cycle) -> list[MethodFigures]:
    """What the methods gave in the main rounds that were published: the one that was, and the others beside it."""
    rounds = {"round__cycle": cycle, "round__state": MatchRound.State.PUBLISHED, "round__kind": MatchRound.Kind.MAIN}
    proposals = Proposal.objects.candidates().filter(**rounds).select_related("round").defer("result")
    return [_method(proposal) for proposal in proposals.order_by("round_id", "pk")]


def _method(proposal: Proposal) -> MethodFigures:
    metrics = proposal.metrics
    return {
        "round": proposal.round.name,
        "method": proposal.strategy,
        "published": proposal.round.published_proposal_id == proposal.pk,
        "enrolled": metrics["enrolled"],
        "matched": metrics["matched"],
        "rankers": metrics["rankers"],
        "first_choice": metrics["first_choice"],
        "top_three": metrics["top_three"],
        "mean_rank": metrics["mean_rank"],
        "blocking_pairs": metrics["blocking_pairs"],
    }
