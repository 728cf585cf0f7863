"""From the engine's result to rows of the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from typing import Any, cast

import numpy as np

from matching.engine import Instance, Result
from matching.engine.model.match import Match
from matching.models import Proposal, ProposedPair
from matching.models.names import Names, mentor_name
from matching.models.stored import Metrics, Reason


def proposed_pairs(proposal: Proposal, instance: Instance, result: Result) -> Iterator[ProposedPair]:
    """One row for each pair, and one without a mentor for each mentee who has none.

    Of two mentors of one mentee the one that stands higher on the list takes the first place.
    """
    names = Names(proposal.round.names_secret)
    overlaps = dict(zip(result.pairs, _overlaps(instance, result), strict=True))
    for mentee, mentors in _by_mentee(result):
        reason = result.reasons[mentee]
        said = {name: (rank, how) for name, rank, how in reason["mentors"]}
        best_first = sorted(mentors, key=lambda mentor: said[mentor][0] or inf)
        for place, mentor in enumerate(best_first, 1):
            rank, how = said[mentor]
            yield ProposedPair(
                proposal=proposal,
                enrollment_id=names.key_of(mentee),
                participation_id=names.key_of(mentor),
                place=place,
                rank=rank,
                overlap=overlaps[mentee, mentor],
                reason=_stored(reason, names),
                overridden=how == "fixed",
            )
    for mentee in result.unmatched:
        reason = _stored(result.reasons[mentee], names)
        yield ProposedPair(proposal=proposal, enrollment_id=names.key_of(mentee), reason=reason)


def _by_mentee(result: Result) -> Iterator[tuple[str, list[str]]]:
    mentors = defaultdict(list)
    for mentee, mentor in result.pairs:
        mentors[mentee].append(mentor)
    yield from mentors.items()


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
    pairs = list(pairs)
    used = Counter(mentor for _mentee, mentor in pairs)
    places = {name: int(places) for name, places in zip(instance.mentors, instance.capacity, strict=True) if places}
    use = {
        "idle": sum(used[name] == 0 for name in places),
        "full": sum(used[name] >= places[name] for name in places),
    }
    return cast(Metrics, counted | use | _of_mentees(instance, pairs))


def _of_mentees(instance: Instance, pairs: list[tuple[str, str]]) -> dict[str, int]:
    """What the engine counts by pairs, by mentees: one may have two mentors."""
    match = Match.of_names(instance, pairs)
    listed = np.zeros(len(instance.mentees), np.bool_)
    listed[match.mentee[match.rank > 0]] = True
    outside = np.zeros(len(instance.mentees), np.bool_)
    outside[match.mentee[match.rank == 0]] = True
    return {
        "places_each": int(instance.places.max(initial=1)),
        "complete": int((match.mentor_count >= instance.places).sum()),
        "from_own_list": int(listed.sum()),
        "strangers": int((outside & instance.mentee_lists.given).sum()),
    }


def how_good(instance: Instance, result: Result) -> Metrics:
    """What is proven of a result in which wishes to be together count; empty for others."""
    together = result.certificate.get("together")
    if together is None:
        return {}
    a_rank = result.certificate["scale"] // int(instance.edges.rank.max(initial=1))
    gap = (together["bound"] - together["value"]) / a_rank
    return {"together_gap": round(gap, 2), "together_best": together["best"] is not None}
