"""How much of what a mentee looks for a mentor has: the one rule, for pages and for rounds.

What a mentee seeks is interests, kinds of support and languages; they weigh 6 : 3 : 1, without the kinds that the
mentee left empty. Within a kind
- an interest, and a language, weighs by its rarity among the people of the cycle: −log2 of the share of people who
  hold it (the information in sharing it; Spärck Jones, 1972, on the weight of rare terms). An interest weighs one
  bit at least; a language that half of the people speak is taken for granted and weighs nothing;
- a kind of support weighs 1, 1/2, 1/3 … by the mentee's own priority.

The weights of one mentee are whole numbers that sum to `UNITS`. The overlap with a mentor is the part of them that
the mentor has, from 0 to 1: it is exact, and the same wherever it is computed.

In a round, what people answered for the pairing weighs beside that (`answer_likeness`). No page for one mentee counts
it, or the order of the mentors would tell what they answered; and a round keeps the similarities alone, not what they
come from.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from accounts.models import User
from matching.engine import Overlap
from matching.queries.answer_likeness import AnswerFeature, AnswerLikeness, answer_likeness
from matching.queries.overlap_rows import Feature, FeatureKind, Holders, holders_in, rows_of_mentee
from people.models import Enrollment, PersonalInterest, SupportNeed, SupportOffer
from programs.models import Cycle

UNITS = 1000
LEAST_BITS = 1.0

_PARTS = {FeatureKind.INTEREST: 6, FeatureKind.SUPPORT: 3, FeatureKind.LANGUAGE: 1}

Bits = dict[Feature, float]
_NOTHING: Mapping[AnswerFeature, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OverlapInput:
    """What the people of a cycle look for and have.

    Attributes:
        sought: mentee's user id → features; support in the mentee's order.
        offered: mentor's user id → features that somebody of `sought` may share.
        bits: the rarity of each interest and each language.
        answers: what people answered for the pairing.
    """

    sought: dict[int, list[Feature]]
    offered: dict[int, set[Feature]]
    bits: Bits
    answers: AnswerLikeness = field(default_factory=AnswerLikeness)

    @property
    def distinctive_languages(self) -> set[int]:
        """Primary keys of the languages that are rare enough in the cycle to be worth a word."""
        return _distinctive(self.bits)


def overlap_input_of(cycle: Cycle) -> OverlapInput:
    """What overlap is computed from in a round, for all mentees of the cycle."""
    return OverlapInput(_sought(cycle), _offered(cycle), rarity(cycle), answer_likeness(cycle))


def overlap_input_of_mentee(enrollment: Enrollment) -> OverlapInput:
    """What overlap is computed from, for one mentee; one query."""
    rows = rows_of_mentee(enrollment)
    return OverlapInput({enrollment.mentee_id: rows.sought}, rows.offered, _bits(rows.holders))


def distinctive_languages(enrollment: Enrollment) -> set[int]:
    """Primary keys of the mentee's languages that are rare enough to be worth a word; one query."""
    return _distinctive(_bits(holders_in(enrollment.cycle, spoken_by=enrollment.mentee_id)))


def support_in(features: Iterable[Feature]) -> list[str]:
    """Return the kinds of support among features, in their order."""
    return [str(key) for part, key in features if part == FeatureKind.SUPPORT]


def _distinctive(bits: Bits) -> set[int]:
    return {int(key) for (part, key), weight in bits.items() if part == FeatureKind.LANGUAGE and weight}


def overlap_of(mentees: Sequence[int], mentors: Sequence[int], overlap_input: OverlapInput) -> Overlap:
    """The engine's similarity of `mentees` (rows) and `mentors` (columns), given by user id."""
    answers = overlap_input.answers
    parts = [
        shares(overlap_input.sought.get(user, []), overlap_input.bits, answers.sought.get(user, _NOTHING))
        for user in mentees
    ]
    column = {feature: at for at, feature in enumerate(sorted({feature for part in parts for feature in part}))}
    left = _matrix(len(mentees), len(column))
    for row, part in enumerate(parts):
        left[row, [column[feature] for feature in part]] = list(part.values())
    right = _matrix(len(mentors), len(column))
    for row, user in enumerate(mentors):
        right[row, [column[feature] for feature in overlap_input.offered.get(user, ()) if feature in column]] = 1
        right[row, [at for feature, at in column.items() if len(feature) == 4 and answers.has(user, feature)]] = 1
    if answers.sought:
        return Overlap.from_matrix((left @ right.T) / np.float32(UNITS))
    return Overlap.from_vectors(left, right, UNITS)


def overlap_matrix(cycle: Cycle, mentees: Sequence[int], mentors: Sequence[int]) -> NDArray[np.float32]:
    """float32[len(mentees), len(mentors)], each from 0 to 1: the overlap of people given by user id."""
    return overlap_of(mentees, mentors, overlap_input_of(cycle)).rows(0, len(mentees))


def overlap_with_mentors(
    enrollment: Enrollment, mentors: Sequence[int], overlap_input: OverlapInput | None = None
) -> list[float]:
    """The overlap of one mentee with each of `mentors` (user ids), 0 to 1, in their order.

    `overlap_input` is that of `overlap_input_of_mentee`, where they were read before.
    """
    known = overlap_input or overlap_input_of_mentee(enrollment)
    values: list[float] = overlap_of([enrollment.mentee_id], mentors, known).rows(0, 1)[0].tolist()
    return values


def shares(
    sought: Iterable[Feature], bits: Bits, answers: Mapping[AnswerFeature, float] = _NOTHING
) -> dict[Feature | AnswerFeature, int]:
    """Whole-number parts of `UNITS` for the wishes and the answers of one mentee (largest remainders)."""
    weights: dict[Feature | AnswerFeature, float] = dict(chain(_weights(list(sought), bits).items(), answers.items()))
    total = sum(weights.values())
    exact = {feature: UNITS * weight / total for feature, weight in sorted(weights.items())}
    parts = {feature: int(value) for feature, value in exact.items()}
    left = UNITS - sum(parts.values()) if parts else 0
    for feature in sorted(exact, key=lambda feature: (parts[feature] - exact[feature], feature))[:left]:
        parts[feature] += 1
    return parts


def _weights(sought: list[Feature], bits: Bits) -> Bits:
    """Weight by wish: the part's weight times the wish's share of its part; what weighs nothing is left out."""
    weights: Bits = {}
    for part, of_part in _PARTS.items():
        features = [feature for feature in sought if feature[0] == part]
        if part == FeatureKind.SUPPORT:
            inside = {feature: 1 / place for place, feature in enumerate(features, start=1)}
        else:
            inside = {feature: bits.get(feature, LEAST_BITS) for feature in features}
        total = sum(inside.values())
        weights |= {feature: of_part * weight / total for feature, weight in inside.items() if weight}
    return weights


def rarity(cycle: Cycle) -> Bits:
    """The weight in bits of the interests and languages that people of the cycle hold."""
    return _bits(holders_in(cycle))


def _bits(holders: Holders) -> Bits:
    bits: Bits = {}
    for feature, number in holders.of.items():
        known = -math.log2(number / holders.everybody)
        rare = known > LEAST_BITS
        bits[feature] = known if rare else LEAST_BITS if feature[0] == FeatureKind.INTEREST else 0.0
    return bits


def _sought(cycle: Cycle) -> dict[int, list[Feature]]:
    enrolled = cycle.enrollments.order_by()
    people = enrolled.values("mentee")
    terms = PersonalInterest.objects.of_program(cycle.program).filter(user__in=people).values_list("user_id", "term_id")
    needs = SupportNeed.objects.filter(enrollment__in=enrolled.values("pk"))
    spoken = User.languages.through.objects.filter(user__in=people).values_list("user_id", "language_id")
    sought: dict[int, list[Feature]] = {}
    for part, rows in (
        (FeatureKind.INTEREST, terms),
        (FeatureKind.SUPPORT, needs.values_list("enrollment__mentee_id", "function")),
        (FeatureKind.LANGUAGE, spoken),
    ):
        for user, key in rows.iterator():
            sought.setdefault(user, []).append((part, key))
    return sought


def _offered(cycle: Cycle) -> dict[int, set[Feature]]:
    mentoring = cycle.participations.order_by()
    terms = PersonalInterest.objects.of_program(cycle.program).filter(user__in=mentoring.values("mentor"))
    offers = SupportOffer.objects.filter(participation__in=mentoring.values("pk"))
    spoken = User.languages.through.objects.filter(user__in=mentoring.values("mentor"))
    offered: dict[int, set[Feature]] = {}
    for part, rows in (
        (FeatureKind.INTEREST, terms.order_by().values_list("user_id", "term_id")),
        (FeatureKind.SUPPORT, offers.order_by().values_list("participation__mentor_id", "function")),
        (FeatureKind.LANGUAGE, spoken.values_list("user_id", "language_id")),
    ):
        for user, key in rows.iterator():
            offered.setdefault(user, set()).add((part, key))
    return offered


def _matrix(rows: int, columns: int) -> NDArray[np.float32]:
    return np.zeros((rows, columns), np.float32)
