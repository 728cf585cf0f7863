"""How much of what a mentee looks for a mentor has: the one rule, for pages and for rounds.

What a mentee seeks is interests, kinds of support and languages; they weigh 6 : 3 : 1, without the kinds that the
mentee left empty. Within a kind
- an interest, and a language, weighs by its rarity among the people of the cycle: −log2 of the share of people who
  hold it (the information in sharing it; Spärck Jones, 1972, on the weight of rare terms). An interest weighs one
  bit at least; a language that half of the people speak is taken for granted and weighs nothing;
- a kind of support weighs 1, 1/2, 1/3 … by the mentee's own priority.

The weights of one mentee are whole numbers that sum to `UNITS`. The overlap with a mentor is the part of them that
the mentor has, from 0 to 1: it is exact, and the same wherever it is computed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from numpy.typing import NDArray

from accounts.models import User
from matching.engine import Overlap
from people.models import Enrollment, PersonalInterest, SupportNeed, SupportOffer
from programs.models import Cycle

UNITS = 1000
LEAST_BITS = 1.0
OF_A_MENTEE = ("mentee__interests__term", "mentee__languages", "support_needs")


class FeatureKind(StrEnum):
    """What a wish is about."""

    INTEREST = "interest"
    SUPPORT = "support"
    LANGUAGE = "language"


_PARTS = {FeatureKind.INTEREST: 6, FeatureKind.SUPPORT: 3, FeatureKind.LANGUAGE: 1}

Feature = tuple[FeatureKind, int | str]
Bits = dict[Feature, float]


@dataclass(frozen=True, slots=True)
class OverlapInput:
    """What the people of a cycle look for and have.

    Attributes:
        sought: mentee's user id → features; support in the mentee's order.
        offered: mentor's user id → features that somebody of `sought` may share.
        bits: the rarity of each interest and each language.
    """

    sought: dict[int, list[Feature]]
    offered: dict[int, set[Feature]]
    bits: Bits

    @property
    def distinctive_languages(self) -> set[int]:
        """Primary keys of the languages that are rare enough in the cycle to be worth a word."""
        return _distinctive(self.bits)


def overlap_input_of(cycle: Cycle) -> OverlapInput:
    """What overlap is computed from, for all mentees of the cycle."""
    return OverlapInput(_sought(cycle), _offered(cycle, None), rarity(cycle))


def overlap_input_of_mentee(enrollment: Enrollment) -> OverlapInput:
    """What overlap is computed from, for one mentee. Prefetches `OF_A_MENTEE` into `enrollment`."""
    prefetch_related_objects([enrollment], *OF_A_MENTEE)
    mentee = enrollment.mentee
    sought: list[Feature] = [(FeatureKind.INTEREST, interest.term_id) for interest in mentee.interests.all()]
    sought += [(FeatureKind.SUPPORT, need.function) for need in enrollment.support_needs.all()]
    sought += [(FeatureKind.LANGUAGE, language.pk) for language in mentee.languages.all()]
    looked_for = set(sought)
    return OverlapInput(
        {mentee.pk: sought}, _offered(enrollment.cycle, looked_for), rarity(enrollment.cycle, looked_for)
    )


def distinctive_languages(enrollment: Enrollment) -> set[int]:
    """Primary keys of the mentee's languages that are rare enough to be worth a word. Prefetches `OF_A_MENTEE`."""
    prefetch_related_objects([enrollment], *OF_A_MENTEE)
    spoken: set[Feature] = {(FeatureKind.LANGUAGE, language.pk) for language in enrollment.mentee.languages.all()}
    return _distinctive(rarity(enrollment.cycle, spoken))


def _distinctive(bits: Bits) -> set[int]:
    return {int(key) for (part, key), weight in bits.items() if part == FeatureKind.LANGUAGE and weight}


def overlap_of(mentees: Sequence[int], mentors: Sequence[int], overlap_input: OverlapInput) -> Overlap:
    """The engine's similarity of `mentees` (rows) and `mentors` (columns), given by user id."""
    parts = [shares(overlap_input.sought.get(user, []), overlap_input.bits) for user in mentees]
    column = {feature: at for at, feature in enumerate(sorted({feature for part in parts for feature in part}))}
    left = _matrix(len(mentees), len(column))
    for row, part in enumerate(parts):
        left[row, [column[feature] for feature in part]] = list(part.values())
    right = _matrix(len(mentors), len(column))
    for row, user in enumerate(mentors):
        right[row, [column[feature] for feature in overlap_input.offered.get(user, ()) if feature in column]] = 1
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


def shares(sought: Iterable[Feature], bits: Bits) -> dict[Feature, int]:
    """Whole-number parts of `UNITS` for the wishes of one mentee (largest remainders)."""
    weights = _weights(list(sought), bits)
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


def rarity(cycle: Cycle, features: set[Feature] | None = None) -> Bits:
    """The weight in bits of the interests and languages of the cycle's people, or of those in `features`."""
    people = _people(cycle)
    terms = PersonalInterest.objects.filter(user__in=people)
    speakers = User.languages.through.objects.filter(user__in=people)
    if features is not None:
        terms, speakers = (
            terms.filter(term__in=_ids(features, FeatureKind.INTEREST)),
            speakers.filter(language__in=_ids(features, FeatureKind.LANGUAGE)),
        )
    everybody = people.count()
    bits: Bits = {}
    for term, holders in terms.order_by().values_list("term").annotate(Count("pk")):
        bits[FeatureKind.INTEREST, term] = max(LEAST_BITS, -math.log2(holders / everybody))
    for language, holders in speakers.values_list("language").annotate(Count("pk")):
        known = -math.log2(holders / everybody)
        bits[FeatureKind.LANGUAGE, language] = known if known > LEAST_BITS else 0.0
    return bits


def _people(cycle: Cycle) -> QuerySet[User]:
    mentees = cycle.enrollments.not_withdrawn()
    mentors = cycle.participations.not_declined()
    return User.objects.filter(Q(pk__in=mentees.values("mentee")) | Q(pk__in=mentors.values("mentor")))


def _sought(cycle: Cycle) -> dict[int, list[Feature]]:
    enrolled = cycle.enrollments.order_by()
    people = enrolled.values("mentee")
    terms = PersonalInterest.objects.filter(user__in=people).values_list("user_id", "term_id")
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


def _offered(cycle: Cycle, looked_for: set[Feature] | None) -> dict[int, set[Feature]]:
    mentoring = cycle.participations.order_by()
    terms = PersonalInterest.objects.filter(user__in=mentoring.values("mentor"))
    offers = SupportOffer.objects.filter(participation__in=mentoring.values("pk"))
    spoken = User.languages.through.objects.filter(user__in=mentoring.values("mentor"))
    if looked_for is not None:
        terms = terms.filter(term__in=_ids(looked_for, FeatureKind.INTEREST))
        offers = offers.filter(function__in=[key for part, key in looked_for if part == FeatureKind.SUPPORT])
        spoken = spoken.filter(language__in=_ids(looked_for, FeatureKind.LANGUAGE))
    offered: dict[int, set[Feature]] = {}
    for part, rows in (
        (FeatureKind.INTEREST, terms.order_by().values_list("user_id", "term_id")),
        (FeatureKind.SUPPORT, offers.order_by().values_list("participation__mentor_id", "function")),
        (FeatureKind.LANGUAGE, spoken.values_list("user_id", "language_id")),
    ):
        for user, key in rows.iterator():
            offered.setdefault(user, set()).add((part, key))
    return offered


def _ids(features: set[Feature], part: FeatureKind) -> list[int]:
    return [key for of, key in features if of == part and isinstance(key, int)]


def _matrix(rows: int, columns: int) -> NDArray[np.float32]:
    return np.zeros((rows, columns), np.float32)
