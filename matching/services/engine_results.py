"""From the engine's result to rows of the database."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

import numpy as np

from matching.engine import Instance, Result
from matching.models import Proposal, ProposedPair
from matching.models.names import Names, mentor_name
from matching.models.stored import Metrics, Reason


def proposed_pairs(proposal: Proposal, instance: Instance, result: Result) -> Iterator[ProposedPair]:
    """One row for each pair, and one without a mentor for each mentee who has none."""
    names = Names(proposal.round.names_secret)
    overlaps = _overlaps(instance, result)
    for (mentee, mentor), overlap in zip(result.pairs, overlaps, strict=True):
        reason = result.reasons[mentee]
        yield ProposedPair(
            proposal=proposal,
            enrollment_id=names.key_of(mentee),
            participation_id=names.key_of(mentor),
            rank=next(rank for name, rank, _how in reason["mentors"] if name == mentor),
            overlap=overlap,
            reason=_stored(reason, names),
            overridden=any(how == "fixed" for name, _rank, how in reason["mentors"] if name == mentor),
        )
    for mentee in result.unmatched:
        reason = _stored(result.reasons[mentee], names)
        yield ProposedPair(proposal=proposal, enrollment_id=names.key_of(mentee), reason=reason)


def _stored(reason: dict[str, Any], names: Names) -> Reason:
    """The reason with its mentors under the names of the database."""
    return {
        "mentors": [[mentor_name(names.key_of(mentor)), *rest] for mentor, *rest in reason["mentors"]],
        "higher": [[mentor_name(names.key_of(mentor)), *rest] for mentor, *rest in reason["higher"]],
        "why": reason["why"],
    }


def _overlaps(instance: Instance, result: Result) -> list[float | None]:
    """The similarity of each pair of the result, in its order."""
    if instance.overlap is None or not result.pairs:
        return [None] * len(result.pairs)
    row = {name: at for at, name in enumerate(instance.mentees)}
    column = {name: at for at, name in enumerate(instance.mentors)}
    mentee = np.array([row[mentee] for mentee, _mentor in result.pairs], np.int64)
    mentor = np.array([column[mentor] for _mentee, mentor in result.pairs], np.int64)
    return [round(value, 4) for value in instance.overlap.pairs(mentee, mentor).tolist()]


def stored_metrics(counted: dict[str, Any], instance: Instance, pairs: Iterable[tuple[str, str]]) -> Metrics:
    """What the engine counted, and how the mentors who had places are used.

    Args:
        counted: as `matching.engine.report.metrics.metrics` returns it.
        instance: the input.
        pairs: (mentee, mentor) by their names in the instance.
    """
    used = Counter(mentor for _mentee, mentor in pairs)
    places = {name: int(places) for name, places in zip(instance.mentors, instance.capacity, strict=True) if places}
    use = {
        "idle": sum(used[name] == 0 for name in places),
        "full": sum(used[name] >= places[name] for name in places),
    }
    return cast(Metrics, counted | use)
