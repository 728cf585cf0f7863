"""Milestones of a mentorship: computed from facts that stand elsewhere, for the two, and as numbers for staff.

An app registers the milestones of which it knows the facts, as an expression over a pair: when it was reached, a day or
an instant. So a pair needs one query whatever is registered, and a year needs one for all its pairs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.prepared import prepared
from pairs.models import Mentorship
from pairs.presentation.agreement_standing import AgreementStanding, own_standing, standing_needs
from pairs.queries.agreements import signed_on
from programs.models import Cycle

_ALIAS = "milestone_{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneKind:
    """A milestone.

    Attributes:
        key: its name, of letters and underscores.
        title: what it is called.
        place: where it stands among the others, from 0 to 100, as long as it is not reached.
        reached: from the zone of the school to the day or the instant when a pair came to it, as an expression over the
            pair; empty before.
        planned: from a year to the day for which it is planned; None where there is none.
        of_year: whether the pairs of a year come to it.
    """

    key: str
    title: str | Promise
    place: int
    reached: Callable[[ZoneInfo], Combinable]
    planned: Callable[[Cycle], date | None] = lambda _cycle: None
    of_year: Callable[[Cycle], bool] = lambda _cycle: True


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of one pair: when it was reached, or for when it is planned; neither is known of some."""

    key: str
    title: str | Promise
    reached_on: date | None
    planned_on: date | None


@dataclass(frozen=True, slots=True)
class Together:
    """How far two people are.

    Attributes:
        done: the milestones behind them, in the order in which they came.
        ahead: those that they have not come to.
        agreement: how far their agreement is; None where there is none.
    """

    done: Sequence[Milestone]
    ahead: Sequence[Milestone]
    agreement: AgreementStanding | None


_KINDS: dict[str, MilestoneKind] = {}


def register_milestone(kind: MilestoneKind) -> None:
    """Make a milestone known."""
    _KINDS[kind.key] = kind


def kinds_of(cycle: Cycle) -> list[MilestoneKind]:
    """Return the milestones of a year's pairs, in their order."""
    return sorted((kind for kind in _KINDS.values() if kind.of_year(cycle)), key=lambda kind: kind.place)


def together(pair: Mentorship, reader: User, *, day: date) -> Together:
    """Return how far a pair is, for one of the two. One query.

    Args:
        pair: with its cycle, program and institution.
        reader: one of the two.
        day: of the page, at the school; what was planned for a day before is not held against anybody.
    """
    kinds = kinds_of(pair.cycle)
    [row] = _facts_by(tuple(kind.key for kind in kinds), pair.cycle.program.institution.zone)(pair.pk, reader)
    milestones = [_milestone(kind, row, pair.cycle, day) for kind in kinds]
    done = [each for each in milestones if each.reached_on]
    return Together(
        done=sorted(done, key=lambda each: each.reached_on or day),
        ahead=[each for each in milestones if not each.reached_on] if pair.is_live else [],
        agreement=own_standing(pair, row),
    )


@cache  # few: a program has agreements or none, a year has a midyear talk or none
def _facts_by(keys: tuple[str, ...], zone: ZoneInfo) -> Callable[[int, User], list[dict[str, Any]]]:
    """What reads when a pair came to these milestones, and how far its agreement is for a reader."""

    @prepared
    def facts(pair: int, reader: User) -> QuerySet[Mentorship, dict[str, Any]]:
        needs = {_ALIAS.format(key): _KINDS[key].reached(zone) for key in keys} | standing_needs(reader)
        rows: QuerySet[Mentorship, dict[str, Any]] = Mentorship.objects.filter(pk=pair).annotate(**needs).values(*needs)
        return rows

    return facts


def _milestone(kind: MilestoneKind, row: dict[str, Any], cycle: Cycle, day: date) -> Milestone:
    reached = row[_ALIAS.format(kind.key)]
    if isinstance(reached, datetime):
        reached = cycle.local_day(reached)
    planned = kind.planned(cycle)
    return Milestone(kind.key, kind.title, reached, planned if planned and planned >= day else None)


@dataclass(frozen=True, slots=True)
class MilestoneCount:
    """How many pairs of a year have come to a milestone."""

    key: str
    title: str | Promise
    number: int
    planned_on: date | None


def milestone_counts(cycle: Cycle, pairs: QuerySet[Mentorship]) -> tuple[int, list[MilestoneCount]]:
    """Return how many pairs there are, and how many of them have come to each milestone. One query.

    Args:
        cycle: of the pairs, with its program.
        pairs: those that count.
    """
    kinds = kinds_of(cycle)
    zone = cycle.program.institution.zone
    reached = {_ALIAS.format(kind.key): kind.reached(zone) for kind in kinds}
    counts = {kind.key: Count("pk", filter=Q((f"{_ALIAS.format(kind.key)}__isnull", False))) for kind in kinds}
    numbers = pairs.order_by().annotate(**reached).aggregate(all_pairs=Count("pk"), **counts)
    found = [MilestoneCount(kind.key, kind.title, numbers[kind.key], kind.planned(cycle)) for kind in kinds]
    return numbers["all_pairs"], found


def register_own_milestones() -> None:
    """Register the milestones of which this app knows the facts."""
    register_milestone(MilestoneKind(key="paired", title=_("Paired"), place=0, reached=lambda _zone: F("started_on")))
    register_milestone(
        MilestoneKind(
            key="agreement",
            title=_("Agreement signed"),
            place=30,
            reached=lambda _zone: signed_on(),
            of_year=lambda cycle: cycle.program.has_agreements,
        )
    )
    register_milestone(
        MilestoneKind(
            key="complete",
            title=_("Year complete"),
            place=100,
            reached=lambda _zone: Case(When(state=Mentorship.State.COMPLETED, then=F("ended_on"))),
            planned=lambda cycle: cycle.ends_on,
        )
    )
