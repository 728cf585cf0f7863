"""How proposals serve the mentees of each year, site, profession and voluntary answer, counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from matching.models import MatchRound, PreferenceList, Proposal, ProposedPair
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


def served_by(proposals: Sequence[Proposal]) -> list[Served]:
    """Count the mentees with a list, and what the proposals of one round give them."""
    rows = _with_a_list(proposals)
    groups = ("enrollment__cohort", "enrollment__mentee__campus", "enrollment__mentee__profession")
    counted = rows.values_list("proposal_id", *groups).annotate(
        mentees=Count("enrollment", distinct=True),
        matched=Count("enrollment", distinct=True, filter=Q(participation__isnull=False)),
        first=Count("enrollment", distinct=True, filter=Q(rank=1)),
    )
    return [Served(proposal, (year, site, work), *counts) for proposal, year, site, work, *counts in counted]


def served_by_answer(match_round: MatchRound, proposals: Sequence[Proposal]) -> list[Served]:
    """The same by what mentees had answered to the program's voluntary question when lists closed.

    Empty where nothing is asked. The answers are encrypted, so they are counted here and not in the database.
    """
    if not match_round.cycle.program.voluntary_question or match_round.closed_at is None:
        return []
    rows = list(_with_a_list(proposals).values_list("proposal", "enrollment", "participation", "rank"))
    enrollments = {enrollment for _proposal, enrollment, *_pair in rows}
    answers = answers_of(match_round.cycle, enrollments=enrollments, until=match_round.closed_at)
    people: dict[tuple[int, str], tuple[set[int], set[int], set[int]]] = defaultdict(lambda: (set(), set(), set()))
    for proposal, enrollment, participation, rank in rows:
        there, matched, first = people[proposal, answers.get(enrollment, "")]
        there.add(enrollment)
        if participation is not None:
            matched.add(enrollment)
        if rank == 1:
            first.add(enrollment)
    return [Served(proposal, (answer,), *map(len, counted)) for (proposal, answer), counted in people.items()]


def _with_a_list(proposals: Sequence[Proposal]) -> QuerySet[ProposedPair]:
    handed_in = PreferenceList.objects.handed_in().filter(
        round=OuterRef("proposal__round"), enrollment=OuterRef("enrollment")
    )
    return ProposedPair.objects.filter(Exists(handed_in), proposal__in=proposals).order_by()
