"""How proposals serve the mentees of each year, site, profession and voluntary answer: counting, and what was counted.

`matching.services.served` keeps the counts when a method has run and, but for voluntary answers, with each change by
hand; pages read those. They say what was true then: a profile that was changed since, or an answer that was taken back,
moves no figure.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.undecryptable import UndecryptableText
from matching.models import MatchRound, PreferenceList, Proposal, ProposedPair, ServedCounts
from people.queries.voluntary import answers_of


@dataclass(frozen=True, slots=True)
class Served:
    """Mentees with a list who are alike in all of `groups`, in one proposal.

    Attributes:
        groups: year or group, school or site, profession; or the voluntary answer. Empty where nothing is known.
        mentees: how many there are; matched: how many get a mentor; first: how many their first choice.
    """

    proposal: int
    groups: tuple[str, ...]
    mentees: int
    matched: int
    first: int


def kept_counts(proposals: Sequence[Proposal]) -> list[ServedCounts]:
    """The counts that were kept of the proposals; one query."""
    return list(ServedCounts.objects.filter(proposal__in=[proposal.pk for proposal in proposals]))


def served_by(kept: Sequence[ServedCounts]) -> list[Served]:
    """What the proposals give the mentees with a list, by year, site and profession."""
    return [
        Served(counts.proposal_id, (year, site, work), *numbers)
        for counts in kept
        for year, site, work, *numbers in counts.groups
    ]


def served_by_answer(kept: Sequence[ServedCounts], *, question: str) -> list[Served]:
    """The same by what mentees had answered to the program's voluntary `question` when lists closed.

    Empty where nothing is asked, or was asked in other words. Counts that no key opens are left out.
    """
    return [
        Served(counts.proposal_id, (answer,), *numbers)
        for counts in kept
        if question and counts.question == question and not isinstance(counts.answers, UndecryptableText)
        for answer, *numbers in json.loads(counts.answers or "[]")
    ]


def count_by_group(proposal: Proposal) -> list[list[Any]]:
    """Rows of year or group, site, profession, and how many mentees with a list, matched, with their first choice."""
    groups = ("enrollment__cohort", "enrollment__mentee__campus", "enrollment__mentee__profession")
    counted = (
        _with_a_list(proposal)
        .values_list(*groups)
        .annotate(
            mentees=Count("enrollment", distinct=True),
            matched=Count("enrollment", distinct=True, filter=Q(participation__isnull=False)),
            first=Count("enrollment", distinct=True, filter=Q(rank=1)),
        )
    )
    return [list(row) for row in counted]


def count_by_answer(match_round: MatchRound, proposal: Proposal) -> list[list[Any]]:
    """Rows of voluntary answer and the same numbers; empty where nothing is asked.

    The answers are encrypted, so they are counted here and not in the database.
    """
    if not match_round.cycle.program.voluntary_question or match_round.closed_at is None:
        return []
    rows = list(_with_a_list(proposal).values_list("enrollment", "participation", "rank"))
    enrollments = {enrollment for enrollment, *_pair in rows}
    answers = answers_of(match_round.cycle, enrollments=enrollments, until=match_round.closed_at)
    people: dict[str, tuple[set[int], set[int], set[int]]] = defaultdict(lambda: (set(), set(), set()))
    for enrollment, participation, rank in rows:
        there, matched, first = people[answers.get(enrollment, "")]
        there.add(enrollment)
        if participation is not None:
            matched.add(enrollment)
        if rank == 1:
            first.add(enrollment)
    return [[answer, *map(len, counted)] for answer, counted in people.items()]


def _with_a_list(proposal: Proposal) -> QuerySet[ProposedPair]:
    handed_in = PreferenceList.objects.handed_in().filter(round=proposal.round_id, enrollment=OuterRef("enrollment"))
    return ProposedPair.objects.filter(Exists(handed_in), proposal=proposal).order_by()
