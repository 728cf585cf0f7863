"""What the mentors of a cycle have and how many of its people hold it, kept for a minute in a compact form.

A page that orders all mentors for one mentee would read thousands of rows each time. This is the one owner of what is
kept instead: a table of yes and no, one row a mentor and one column a feature, and the numbers of holders. The age of
a minute shows in the order of mentors and in the choices of filters alone. Who is listed, what stands on a card, what
the mentee looks for and whom a filter finds is read each time; a mentor who is not in the table has it made anew; and
rounds count for themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from django.core.cache import cache
from django.db.models import QuerySet
from numpy.typing import NDArray

from accounts.models import User
from matching.queries.overlap_rows import Feature, FeatureKind, Holders, holders_in
from people.models import PersonalInterest, SupportOffer
from programs.models import Cycle

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class MentorFeatures:
    """What the mentors of a cycle have.

    Attributes:
        column: feature → its column, of all that a mentor has.
        row: mentor's user id → the mentor's row.
        has: bool[mentors + 1, features]; the last row is that of nobody.
    """

    column: dict[Feature, int]
    row: dict[int, int]
    has: NDArray[np.bool_]

    def table(self, mentors: Iterable[int]) -> NDArray[np.bool_]:
        """The rows of mentors, given by user id, in their order."""
        return self.has[[self.row.get(user, -1) for user in mentors]]

    def held_by_any(self, mentors: Iterable[int], kind: FeatureKind) -> set[int | str]:
        """The keys of the features of one kind that at least one of the mentors has."""
        held = set(np.flatnonzero(self.table(mentors).any(axis=0)).tolist())
        return {key for (part, key), column in self.column.items() if part == kind and column in held}


def holders_of(cycle: Cycle) -> Holders:
    """How many people of the cycle hold each interest and language, a minute ago at most; no query where it is kept."""
    return cast(Holders, cache.get_or_set(f"cycle-holders-{cycle.pk}", lambda: holders_in(cycle), KEPT_SECONDS))


def features_of(cycle: Cycle, mentors: Iterable[int]) -> MentorFeatures:
    """What the mentors of the cycle had a minute ago at most; no query where it is kept, else four.

    Args:
        cycle: the year.
        mentors: user ids of mentors of the cycle, all of whom are in the answer.
    """
    key = f"mentor-features-{cycle.pk}"
    kept: MentorFeatures | None = cache.get(key)
    if kept is None or not kept.row.keys() >= set(mentors):
        kept = _read(cycle)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def offered_in(cycle: Cycle) -> dict[int, set[Feature]]:
    """Mentor's user id → what the mentor has, of all mentors of the cycle; three queries."""
    mentoring = cycle.participations.order_by()
    terms = PersonalInterest.objects.of_program(cycle.program).filter(user__in=mentoring.values("mentor"))
    offers = SupportOffer.objects.filter(participation__in=mentoring.values("pk"))
    spoken = User.languages.through.objects.filter(user__in=mentoring.values("mentor"))
    offered: dict[int, set[Feature]] = {}
    parts: tuple[tuple[FeatureKind, QuerySet[Any, Any]], ...] = (
        (FeatureKind.INTEREST, terms.order_by().values_list("user_id", "term_id")),
        (FeatureKind.SUPPORT, offers.order_by().values_list("participation__mentor_id", "function")),
        (FeatureKind.LANGUAGE, spoken.values_list("user_id", "language_id")),
    )
    for part, rows in parts:
        for user, key in rows.iterator():
            offered.setdefault(user, set()).add((part, key))
    return offered


def _read(cycle: Cycle) -> MentorFeatures:
    offered = offered_in(cycle)
    column = {feature: at for at, feature in enumerate({each for features in offered.values() for each in features})}
    row = {user: at for at, user in enumerate(cycle.participations.order_by().values_list("mentor_id", flat=True))}
    has = np.zeros((len(row) + 1, len(column)), np.bool_)
    for user, at in row.items():
        has[at, [column[feature] for feature in offered.get(user, ())]] = True
    return MentorFeatures(column, row, has)
