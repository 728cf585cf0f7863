"""The cases of a proposal that deserve a human look, each with the best mentors who still have a place."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Case, Q, QuerySet, Value, When

from matching.engine import Instance
from matching.models import Proposal, ProposedPair
from matching.names import key_of, mentee_name, mentor_name
from programs.models import MentorParticipation

FAR_DOWN = 3
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """A mentor with a place left: rank on the mentee's list (None: not on it) and overlap from 0 to 1."""

    participation: MentorParticipation
    rank: int | None
    overlap: float


@dataclass(frozen=True, slots=True)
class WeakCase:
    """A pair that is weak, and what could be instead."""

    pair: ProposedPair
    alternatives: list[Alternative]


def weak_pairs(proposal: Proposal, *, worse_than: int = FAR_DOWN) -> QuerySet[ProposedPair]:
    """Rows without a mentor first, then ranks beyond `worse_than`, then pairs that share no interest."""
    unmatched, far = Q(participation=None), Q(rank__gt=worse_than)
    weak = proposal.pairs.filter(unmatched | far | Q(overlap=0))
    order = Case(When(unmatched, then=Value(0)), When(far, then=Value(1)), default=Value(2))
    return weak.order_by(order, "-rank", "pk").select_related("enrollment__mentee", "participation__mentor")


def with_alternatives(proposal: Proposal, pairs: list[ProposedPair], instance: Instance) -> list[WeakCase]:
    """The three best feasible mentors of each: those on the mentee's list first, then by overlap."""
    used = Counter(proposal.pairs.filter(participation__isnull=False).values_list("participation_id", flat=True))
    free = np.array(
        [places > used[key_of(name)] for name, places in zip(instance.mentors, instance.capacity, strict=True)]
    )
    row = {name: at for at, name in enumerate(instance.mentees)}
    found = {pair.pk: _best(instance, row[mentee_name(pair.enrollment_id)], free, pair) for pair in pairs}
    wanted = {key for rows in found.values() for key, _rank, _overlap in rows}
    mentors = MentorParticipation.objects.select_related("mentor").in_bulk(wanted)
    return [
        WeakCase(pair, [Alternative(mentors[key], rank, overlap) for key, rank, overlap in found[pair.pk]])
        for pair in pairs
    ]


def _best(instance: Instance, mentee: int, free: np.ndarray, pair: ProposedPair) -> list[tuple[int, int | None, float]]:
    """(participation id, rank or None, overlap) of the best mentors with a place."""
    lists = instance.mentee_lists
    entries = slice(lists.indptr[mentee], lists.indptr[mentee + 1])
    rank = np.full(len(instance.mentors), len(instance.mentors) + 1)
    rank[lists.other[entries]] = lists.rank[entries]
    alike = instance.similarity_rows(mentee, mentee + 1)[0]
    possible = free & instance.accepting_rows(mentee, mentee + 1)[0]
    now = mentor_name(pair.participation_id) if pair.participation_id else ""
    at = [column for column in np.flatnonzero(possible) if instance.mentors[column] != now]
    best = sorted(at, key=lambda column: (rank[column], -alike[column]))[:ALTERNATIVES]
    listed = len(instance.mentors)
    return [
        (key_of(instance.mentors[column]), int(rank[column]) if rank[column] <= listed else None, float(alike[column]))
        for column in best
    ]
