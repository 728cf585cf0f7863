"""What can be done by hand about somebody in a proposed group, and what each change would cost."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import ProposedMember
from matching.queries.seating import Seating

_SWAPS = 12


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody goes to another group: what that costs, or why it cannot be."""

    group: int
    size: int
    cost: int
    cost_text: str
    hindrance: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people change places."""

    partner: ProposedMember
    cost: int
    cost_text: str


def cost_text(more: int) -> str:
    """What a change costs, in words."""
    if not more:
        return _("costs nothing")
    if more < 0:
        return ngettext("%(n)s point less off", "%(n)s points less off", -more) % {"n": -more}
    return ngettext("%(n)s point more off", "%(n)s points more off", more) % {"n": more}


def moves_of(seating: Seating, member: ProposedMember) -> list[Move]:
    """Every other group for a mentee, the cheapest possible first. Mentors only change places."""
    if member.role:
        return []
    groups = [group for group in range(1, seating.problem.count + 1) if group != member.group]
    moves = []
    for group in groups:
        cost = seating.cost_of([(member, group)])
        hindrance = hindrance_of(seating, member, group)
        moves.append(Move(group, seating.size(group), cost, cost_text(cost), hindrance))
    return sorted(moves, key=lambda move: (bool(move.hindrance), move.cost, move.group))


def hindrance_of(seating: Seating, member: ProposedMember, group: int) -> str:
    """Why a mentee cannot go to a group; empty when they can."""
    formation = seating.formation
    if seating.size(group) >= formation.most:
        return _("Full: swap instead")
    left_alone = formation.is_of_peers and seating.size(member.group) == 1
    if seating.size(member.group) <= formation.fewest and not left_alone:
        return _("Their own group would be too small: swap instead")
    return "" if seating.fits(member, group) else _("Not eligible")


def swaps_of(seating: Seating, member: ProposedMember) -> list[Swap]:
    """The cheapest of the people with whom somebody can change places."""
    found = []
    for other in seating.members:
        if can_swap(seating, member, other):
            cost = seating.cost_of([(member, other.group), (other, member.group)])
            found.append(Swap(other, cost, cost_text(cost)))
    return sorted(found, key=lambda swap: (swap.cost, swap.partner.group, swap.partner.pk))[:_SWAPS]


def can_swap(seating: Seating, one: ProposedMember, other: ProposedMember) -> bool:
    """Whether two members of different groups can change places."""
    if one.group == other.group or bool(one.role) != bool(other.role):
        return False
    return seating.fits(one, other.group, instead_of=other) and seating.fits(other, one.group, instead_of=one)
