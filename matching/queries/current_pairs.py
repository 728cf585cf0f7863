"""The pairs of a proposal as they stand now, changes by hand included, as the engine sees them."""

from collections.abc import Iterator

from matching.engine import Instance
from matching.engine.model.match import Match
from matching.models import Proposal
from matching.models.names import Names


def current_pairs(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """(mentee, mentor) by their names in the round's files."""
    names = Names(proposal.round.names_secret)
    rows = proposal.pairs.filter(participation__isnull=False).order_by()
    for enrollment, participation in rows.values_list("enrollment_id", "participation_id"):
        yield names.mentee(enrollment), names.mentor(participation)


def stored_pairs(proposal: Proposal) -> dict[str, dict[str, int | None]]:
    """Return mentee and place, "12.1" → mentor or None, by primary key: what is seen by who changes one of them."""
    rows = proposal.pairs.order_by().values_list("enrollment_id", "place", "participation_id")
    return {"pairs": {f"{mentee}.{place}": mentor for mentee, place, mentor in rows}}


def current_match(proposal: Proposal, instance: Instance) -> Match:
    """The pairs seen against the frozen input."""
    return Match.of_names(instance, current_pairs(proposal))
