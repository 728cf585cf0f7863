"""How proposals serve the mentees of each year, site and profession, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from matching.models import PreferenceList, Proposal, ProposedPair


@dataclass(frozen=True, slots=True)
class Served:
    """Mentees with a list who are alike in all of `groups`, in one proposal.

    Attributes:
        groups: year or group, school or site, profession; empty where nothing is known.
        mentees: how many there are; matched: how many get a mentor; first: how many their first choice.
    """

    proposal: int
    groups: tuple[str, str, str]
    mentees: int
    matched: int
    first: int


def served_by(proposals: Sequence[Proposal]) -> list[Served]:
    """Count the mentees with a list, and what the proposals of one round give them."""
    handed_in = PreferenceList.objects.handed_in().filter(
        round=OuterRef("proposal__round"), enrollment=OuterRef("enrollment")
    )
    rows = ProposedPair.objects.filter(Exists(handed_in), proposal__in=proposals).order_by()
    groups = ("enrollment__cohort", "enrollment__mentee__campus", "enrollment__mentee__profession")
    counted = rows.values_list("proposal_id", *groups).annotate(
        mentees=Count("enrollment", distinct=True),
        matched=Count("enrollment", distinct=True, filter=Q(participation__isnull=False)),
        first=Count("enrollment", distinct=True, filter=Q(rank=1)),
    )
    return [Served(proposal, (year, site, work), *counts) for proposal, year, site, work, *counts in counted]
