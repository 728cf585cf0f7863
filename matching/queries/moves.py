"""What changes for each mentee from one proposal to another."""

from collections import defaultdict
from typing import NamedTuple

from accounts.models import User
from matching.models import Proposal, ProposedPair

# Beyond every rank of a list: a mentor who is not on it, and nobody.
UNLISTED = 1_000_000
NOBODY = UNLISTED + 1


class Move(NamedTuple):
    """The rank of a mentee's best mentor in two proposals, `UNLISTED` or `NOBODY`; the less the better."""

    before: int
    after: int


def moves(first: Proposal, second: Proposal, *, reader: User) -> list[Move]:
    """One move for each mentee. One query.

    Mentees to whom one of the two gives `reader` are left out: how `reader` was ranked is not hers to know.
    """
    rows = ProposedPair.objects.filter(proposal__in=(first, second)).values_list(
        "proposal", "enrollment", "rank", "participation", "participation__mentor"
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    own = set()
    for proposal, enrollment, rank, participation, mentor in rows:
        place = (rank or UNLISTED) if participation else NOBODY
        found[enrollment][proposal] = min(place, found[enrollment].get(proposal, NOBODY))
        if mentor == reader.pk:
            own.add(enrollment)
    return [
        Move(places.get(first.pk, NOBODY), places.get(second.pk, NOBODY))
        for enrollment, places in found.items()
        if enrollment not in own
    ]
