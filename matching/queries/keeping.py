"""Pairs that a round keeps where it can, and whom a proposal gives somebody else."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from matching.models import Proposal, ProposedPair
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle

# Pairs that go on, or went on to the end of their year.
LASTING = (*Mentorship.LIVE, Mentorship.State.COMPLETED)


def years_to_keep(cycle: Cycle) -> QuerySet[Cycle]:
    """Return the earlier years of the program that had formal pairs, the newest first."""
    paired = Mentorship.objects.formal().filter(cycle=OuterRef("pk"), state__in=LASTING)
    earlier = Cycle.objects.filter(program=cycle.program_id, running_from__lt=cycle.running_from)
    return earlier.filter(Exists(paired)).order_by("-running_from", "-pk")


@dataclass(frozen=True, slots=True)
class Change:
    """A mentee who does not keep all earlier mentors.

    Attributes:
        enrollment: with its mentee.
        before: the mentors who are not kept; after: those whom the proposal gives who were not there before.
        kept: those who stay, where a mentee has two.
    """

    enrollment: Enrollment
    before: list[MentorParticipation]
    after: list[MentorParticipation]
    kept: list[MentorParticipation]


def changes_of(proposal: Proposal) -> list[Change]:
    """Return who would change, by name. Two queries; none where the round keeps no pairs."""
    if not proposal.metrics.get("present"):
        return []
    people = ("enrollment__mentee", "participation__mentor")
    of_proposal = ProposedPair.objects.filter(proposal=proposal).select_related("participation__mentor")
    given: dict[int, dict[int, MentorParticipation]] = defaultdict(dict)
    for pair in of_proposal.order_by("place"):
        given[pair.enrollment_id].update({pair.participation.pk: pair.participation} if pair.participation else {})
    found: dict[int, Change] = {}
    known: dict[int, set[int]] = defaultdict(set)
    for present in proposal.round.present_pairs.select_related(*people):
        mentee = present.enrollment_id
        known[mentee].add(present.participation_id)
        if mentee in given and present.participation_id not in given[mentee]:
            change = found.setdefault(mentee, Change(present.enrollment, [], [], []))
            change.before.append(present.participation)
    for mentee, change in found.items():
        for pk, mentor in given[mentee].items():
            (change.kept if pk in known[mentee] else change.after).append(mentor)
    return list(found.values())
