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
from matching.queries.cycle_features import MentorFeatures, features_of, holders_of, offered_in
from matching.queries.overlap_rows import Feature, FeatureKind, Holders, holders_in, sought_by
from people.models import Enrollment, PersonalInterest, SupportNeed
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


def overlap_input_of(cycle: Cycle) -> OverlapInput:
    """What overlap is computed from in a round, for all mentees of the cycle."""
    return OverlapInput(_sought(cycle), offered_in(cycle), rarity(cycle), answer_likeness(cycle))


@dataclass(frozen=True, slots=True)
class MenteeOverlap:
    """How much of what one mentee looks for mentors have, on pages.

    Attributes:
        sought: what the mentee looks for, support in the mentee's order.
        holders: how many people of the cycle hold each interest and each language.
        known: what the mentors of the cycle have.
    """

    sought: list[Feature]
    holders: Holders
    known: MentorFeatures

    def with_mentors(self, mentors: Sequence[int]) -> list[float]:
        """The overlap with each of `mentors` (user ids), 0 to 1, in their order."""
        parts = shares(self.sought, _bits_of(self.sought, self.holders))
        columns = {self.known.column[feature]: part for feature, part in parts.items() if feature in self.known.column}
        units = self.known.table(mentors)[:, list(columns)] @ np.array(list(columns.values()), np.int64)
        values: list[float] = (units / np.float32(UNITS)).astype(np.float32).tolist()
        return values


def mentee_overlap(enrollment: Enrollment, mentors: Sequence[int]) -> MenteeOverlap:
    """What the overlap of a mentee with `mentors` (user ids) is computed from; one query, and more once a minute."""
    cycle = enrollment.cycle
    return MenteeOverlap(sought_by(enrollment), holders_of(cycle), features_of(cycle, mentors))


def distinctive_languages(enrollment: Enrollment) -> set[int]:
    """Primary keys of the languages in the cycle that are rare enough to be worth a word; see `holders_of`."""
    return _distinctive(_bits(holders_of(enrollment.cycle)))


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


def _bits_of(sought: Sequence[Feature], holders: Holders) -> Bits:
    """The bits of what a mentee looks for; what nobody held a minute ago, the mentee holds now."""
    held = {feature: holders.of.get(feature, 1) for feature in sought if feature[0] != FeatureKind.SUPPORT}
    return _bits(Holders(max(holders.everybody, 1), held))


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


def _matrix(rows: int, columns: int) -> NDArray[np.float32]:
    return np.zeros((rows, columns), np.float32)
