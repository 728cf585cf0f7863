"""Freezes what groups are formed of, as an instance of the engine that can be handed on and checked by others.

People stand in it under names that stand nowhere else (`matching.models.names`). Among the pairs that are kept apart
are some drawn at random, so that nobody reads in the file whom a mentee avoids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from matching.engine import GroupingProblem, InstanceError, Lists, parse_grouping
from matching.engine.model.draws import numbers
from matching.errors import CannotFormGroups
from matching.models import Attribute, Formation
from matching.models.names import Names
from matching.queries.formations import (
    Forecast,
    forecast_of,
    known_of,
    mentees_to_group,
    mentors_to_lead,
    takes_part,
)
from matching.queries.meeting_times import times_to_meet
from matching.services.decoys import with_decoys
from pairs.queries.eligibility import Pair, avoided_peers, avoided_people, barring_conflicts
from pairs.queries.groups import met_as_peers
from pairs.queries.mentoring_rules import MENTOR, against_the_rules

_A_QUARTER = np.uint64(2**62)


@dataclass(frozen=True, slots=True)
class FormationInput:
    """The instance, and the pairs of users that it keeps apart without a cause that anybody is told."""

    problem: GroupingProblem
    undisclosed: set[Pair]


@dataclass(frozen=True, slots=True)
class People:
    """Names in the file by user, and years or groups of mentees by user."""

    mentees: dict[int, str]
    mentors: dict[int, str]
    groups: dict[int, str]
    professions: dict[int, str]


def build_input(formation: Formation, *, now: datetime) -> FormationInput:
    """Read what the groups are formed of.

    Raises:
        CannotFormGroups: the people do not divide into such groups, mentors are too few, or two who must be together
            are not eligible for each other.
    """
    people = people_of(formation, now)
    forecast = forecast_of(formation, list(people.professions.values()))
    if not forecast.count:
        raise CannotFormGroups(obstacle(formation, forecast))
    disclosed = kept_apart(formation, now=now)
    undisclosed = undisclosed_in(formation, people)
    together, apart = asked_pairs(formation, people)
    refuse_contradiction(together, disclosed | undisclosed)
    try:
        problem = parse_grouping(instance_of(formation, forecast, people, together, apart | disclosed | undisclosed))
    except InstanceError as error:
        raise CannotFormGroups(str(error)) from error
    return FormationInput(problem, undisclosed)


def obstacle(formation: Formation, forecast: Forecast) -> str:
    """Why the people do not divide into groups as they are asked for, and what to do."""
    words = {"n": forecast.mentees, "fewest": formation.fewest, "most": formation.most}
    if formation.is_of_peers:
        return obstacle_of_peers(formation, forecast)
    if not forecast.mentees:
        return _("Nobody is there to form groups of: mentees show up once they’ve enrolled.")
    if forecast.led is not None:
        return _(
            "There are mentors for %(led)s groups, which is too few. Ask for fewer mentors in each group, let a mentor "
            "lead several, or allow larger groups."
        ) % {"led": forecast.led}
    return _("%(n)s mentees can’t be divided into groups of %(fewest)s to %(most)s. Allow other sizes.") % words


def obstacle_of_peers(formation: Formation, forecast: Forecast) -> str:
    """The same of peers."""
    if forecast.mentees < formation.fewest:
        return _("Too few people wait for a peer: they show up once they’ve enrolled.")
    words = {"n": forecast.mentees, "fewest": formation.fewest, "most": formation.most}
    return _("%(n)s people can’t be divided into groups of %(fewest)s to %(most)s. Allow other sizes.") % words


def kept_apart(formation: Formation, *, now: datetime) -> set[Pair]:
    """(mentee, mentor), both users, whom a cause that coordinators may see keeps out of one group.

    Of peers the smaller key comes first: a conflict counts in whichever direction, and who parted is not put together
    again.
    """
    cycle = formation.cycle
    if formation.is_of_peers:
        between = barring_conflicts(cycle, day=cycle.local_day(now)).order_by().values_list("mentee_id", "mentor_id")
        return met_as_peers(cycle) | {(min(pair), max(pair)) for pair in between}
    twice = cycle.enrollments.filter(mentee__participations__cycle=cycle).values_list("mentee_id", flat=True)
    pairs = {(user, user) for user in twice}
    barred = barring_conflicts(cycle, day=cycle.local_day(now)).order_by()
    against = against_the_rules(cycle).order_by()
    return pairs | set(barred.values_list("mentee_id", "mentor_id")) | set(against.values_list("mentee_id", MENTOR))


def people_of(formation: Formation, now: datetime) -> People:
    """The people whom the groups are formed of."""
    names = Names(formation.names_secret)
    mentees = list(mentees_to_group(formation).order_by().values_list("mentee_id", "pk", "cohort"))
    mentors = mentors_to_lead(formation, day=formation.cycle.local_day(now)).order_by()
    leading = list(mentors.values_list("mentor_id", "pk", "mentor__profession")) if formation.mentors_each else []
    return People(
        {user: names.mentee(pk) for user, pk, _group in mentees},
        {user: names.mentor(pk) for user, pk, _profession in leading},
        {user: group for user, _pk, group in mentees},
        {user: profession for user, _pk, profession in leading},
    )


def instance_of(
    formation: Formation, forecast: Forecast, people: People, together: set[Pair], apart: set[Pair]
) -> dict[str, Any]:
    """The instance as JSON values."""
    roles = [f"mentor {number}" for number in range(1, formation.mentors_each + 1)]
    cycle, everybody = formation.cycle, people.mentees.keys() | people.mentors.keys()
    known = known_of(everybody, people.groups, times_to_meet(cycle), cycle.program)
    wished = [aim for aim in formation.aims if aim["weight"]]
    held = {attribute for user in people.mentees for attribute in known[user]}
    names = people.mentees | people.mentors
    return {
        "people": {name: known[user] for user, name in people.mentees.items()},
        "groups": {"count": forecast.count, "minimum": forecast.fewest, "maximum": forecast.most},
        "aims": [
            {"aim": aim["wish"], "attribute": aim["attribute"], "weight": aim["weight"]}
            for aim in wished
            if aim["attribute"] in held
        ],
        "mentors": {
            name: {
                "roles": _roles(formation, people.professions[user], roles),
                "groups": formation.groups_each,
                "values": known[user],
            }
            for user, name in people.mentors.items()
        },
        "roles": roles,
        "differ": [Attribute.PROFESSION.value] if formation.mentors_differ and len(roles) > 1 else [],
        "together": named(together, people, names),
        "apart": named(apart, people, names),
        "seed": formation.seed,
        "commitment": formation.commitment,
    }


def _roles(formation: Formation, profession: str, roles: list[str]) -> list[str]:
    """Which roles a mentor can take: the first is for the one profession that is asked for, where one is."""
    if not formation.lead_profession:
        return roles
    if profession != formation.lead_profession:
        return roles[1:]
    return roles[:1] if formation.mentors_differ else roles


def named(pairs: Iterable[Pair], people: People, names: dict[int, str]) -> list[list[str]]:
    """The pairs under their names in the file. Who is mentee and mentor at once stands there as both."""
    found = []
    for one, other in pairs:
        left, right = people.mentees.get(one), people.mentors.get(other)
        if left and right:
            found.append([left, right])
        elif one in names and other in names and one != other:
            found.append([names[one], names[other]])
    return found


def asked_pairs(formation: Formation, people: People) -> tuple[set[Pair], set[Pair]]:
    """The pairs that coordinators want together, and apart; a mentee stands before a mentor."""
    found: dict[bool, set[Pair]] = {True: set(), False: set()}
    for one, other, together in formation.pairs.values_list("one_id", "other_id", "together"):
        turned = one in people.mentors and other in people.mentees
        found[together].add((other, one) if turned else (one, other))
    return found[True], found[False]


def refuse_contradiction(together: set[Pair], ineligible: set[Pair]) -> None:
    """Raise CannotFormGroups for two who are not eligible for each other, one pair at a time, and not why."""
    against = next(iter(sorted(together & ineligible)), None)
    if against:
        users = User.objects.in_bulk(against)
        raise CannotFormGroups(
            _("%(one)s and %(other)s are not eligible for each other, so they can’t be together. Remove that wish.")
            % {"one": users[against[0]], "other": users[against[1]]}
        )


def undisclosed_in(formation: Formation, people: People) -> set[Pair]:
    """Return pairs that mentees asked to be left out, and others that hide them: one each for a quarter of the mentees.

    In a group everybody meets every mentor, so a pair weighs more than in a round, and fewer are drawn. They are drawn
    among all mentors of the cycle: whoever leaves one out and looks again finds a drawn pair gone as an avoidance is.
    """
    mentees, mentors = sorted(people.mentees), _who_can_be_met(formation)
    row = {user: at for at, user in enumerate(mentees)}
    column = {user: at for at, user in enumerate(mentors)}
    avoiding = avoided_peers(formation.cycle) if formation.is_of_peers else avoided_people(formation.cycle)
    avoided = {pair for pair in avoiding if pair[0] in row and pair[1] in column}
    nobody = np.zeros(0, np.int64)
    drawn = with_decoys(
        np.array([(row[one], column[other]) for one, other in sorted(avoided)], np.int64).reshape(-1, 2),
        mentees=mentees,
        mentors=mentors,
        lists=Lists.from_columns(len(mentees), nobody, nobody, nobody),
        nonce=formation.nonce,
    )
    secret = int.from_bytes(salted_hmac("matching.formation", "", algorithm="sha256").digest())
    chosen = numbers(secret, "mentee", list(map(str, mentees))) < _A_QUARTER
    found, hidden = set(avoided), {one for one, _other in avoided}
    for at, mentor in drawn.tolist():
        if chosen[at] and mentees[at] not in hidden:
            hidden.add(mentees[at])
            found.add((mentees[at], mentors[mentor]))
    if formation.is_of_peers:
        return {(min(pair), max(pair)) for pair in found if pair[1] in people.mentees and pair[0] != pair[1]}
    return {pair for pair in found if pair[1] in people.mentors}


def _who_can_be_met(formation: Formation) -> list[int]:
    """The users whom somebody of the cycle may meet in a group without having asked: its mentors, or all peers."""
    if formation.is_of_peers:
        return sorted(takes_part(formation.cycle).order_by().values_list("mentee_id", flat=True))
    mentors = formation.cycle.participations.not_declined().order_by()
    return sorted(mentors.values_list("mentor_id", flat=True))
