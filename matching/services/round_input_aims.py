"""What a round aims for, as the engine reads it.

Mentees stand in the file under names that stand nowhere else. So do the values by which they are told apart: numbers
in place of years or sites, and none where a mentee would be the only one.
"""

from collections import Counter
from collections.abc import Sequence

from matching.engine.model.aims import MAX_VALUES, Aims
from matching.models import Attribute, MatchRound
from matching.models.names import Names
from people.models import Enrollment

_COLUMNS = {
    Attribute.YEAR: "cohort",
    Attribute.PROFESSION: "mentee__profession",
    Attribute.CAMPUS: "mentee__campus",
}


def aims_of(match_round: MatchRound, mentees: Sequence[str], keys: Sequence[int]) -> Aims | None:
    """The aims of the round's instance; None where it has none.

    Args:
        match_round: the round.
        mentees: names in the instance, sorted.
        keys: of their enrollments, in the same order.
    """
    if not match_round.has_aims:
        return None
    together = match_round.together_weight
    return Aims.build(
        mentees,
        even=match_round.even_weight,
        spread=match_round.spread_weight,
        values=_values(match_round, keys) if match_round.spread_by else None,
        together=together,
        wishes=_wishes(match_round, keys) if together else (),
    )


def _wishes(match_round: MatchRound, keys: Sequence[int]) -> list[tuple[str, str]]:
    """The wishes of two who are both still in the round."""
    names, there = Names(match_round.names_secret), set(keys)
    wishes = match_round.together_wishes.values_list("one_id", "other_id")
    return [(names.mentee(one), names.mentee(other)) for one, other in wishes if {one, other} <= there]


def _values(match_round: MatchRound, keys: Sequence[int]) -> dict[str, str]:
    """By mentee a number for what they share with others; nothing for what is not known, or nobody else has."""
    column, names = _COLUMNS[Attribute(match_round.spread_by)], Names(match_round.names_secret)
    known = dict(Enrollment.objects.filter(pk__in=keys).exclude(**{column: ""}).values_list("pk", column))
    counted = sorted(Counter(known.values()).items(), key=lambda item: (-item[1], item[0]))
    number = {value: str(at) for at, (value, count) in enumerate(counted[:MAX_VALUES], 1) if count > 1}
    return {names.mentee(pk): number[value] for pk, value in known.items() if value in number}
