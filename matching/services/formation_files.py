"""The instance of a formation as a file to be edited elsewhere, and such a file back again.

In it people stand under their addresses, so that whoever runs the program can work with it. Whom a mentee avoids is not
in it; it is added when the file comes back, as conflicts of interest are.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.addresses import same_address
from matching.engine import GroupingProblem, InstanceError, load_grouping, parse_grouping
from matching.errors import CannotFormGroups
from matching.models import Formation
from matching.models.formations import FEWEST_PEERS, MOST_MENTORS_EACH, MOST_PEERS, MOST_PEOPLE
from matching.queries.formations import forecast_of
from matching.services.formation_input import (
    FormationInput,
    People,
    asked_pairs,
    instance_of,
    kept_apart,
    named,
    obstacle,
    people_of,
    refuse_contradiction,
    undisclosed_in,
)
from matching.services.formations import freeze, locked_draft

Json = dict[str, Any]
_MOST_VALUES = 2_000  # of all aims; each is a column of the tables that a page counts with
_LONGEST_ROLE = 20


def file_to_edit(formation: Formation, *, now: datetime) -> bytes:
    """Return what the groups would be formed of by the settings, as a file of the engine with addresses as names.

    Raises:
        CannotFormGroups: the people do not divide into such groups, or mentors are too few.
    """
    people = people_of(formation, now)
    forecast = forecast_of(formation, list(people.professions.values()))
    if not forecast.count:
        raise CannotFormGroups(obstacle(formation, forecast))
    together, apart = asked_pairs(formation, people)
    instance = instance_of(formation, forecast, people, together, apart | kept_apart(formation, now=now))
    del instance["seed"], instance["commitment"]
    return json.dumps(_renamed(instance, _names_to_edit(people)), ensure_ascii=False, indent=1).encode()


@transaction.atomic
def form_from_file(formation: Formation, *, content: bytes, file_name: str, now: datetime) -> Formation:
    """Freeze what a file asks for; a worker then forms the groups. Sizes and mentors of the file become the settings.

    The lottery is that of the draft, and who is not eligible for whom is added. Who is not in the file is in no group.

    Args:
        formation: a draft.
        content: of the file; its people stand under their addresses, or under their names in a file of this formation.
        file_name: what it is called.
        now: the instant.

    Raises:
        CannotFormGroups: the file is none, or asks for what cannot be here; the place in the file is named.
        WrongState: the groups are being formed, or were.
    """
    formation = locked_draft(formation)
    people = people_of(formation, now)
    try:
        problem = load_grouping(content)
        _check(problem, formation)
        asked = _renamed(problem.to_json(), _names_in(problem, people))
        disclosed, undisclosed = kept_apart(formation, now=now), undisclosed_in(formation, people)
        refuse_contradiction(_users(asked["together"], people), disclosed | undisclosed)
        asked["apart"] += _here(named(disclosed | undisclosed, people, people.mentees | people.mentors), asked)
        lottery = {"seed": formation.seed, "commitment": formation.commitment}
        built = FormationInput(parse_grouping(asked | lottery), undisclosed)
    except InstanceError as error:
        raise CannotFormGroups(str(error), field="file") from error
    formation.fewest, formation.most = problem.minimum, problem.maximum
    formation.mentors_each, formation.file_name = len(problem.roles), file_name[:100]
    return freeze(formation, built, now=now)


def _addresses(side: Mapping[int, str]) -> dict[str, str]:
    """Name in our files → address, of mentees or of mentors."""
    emails = dict(User.objects.filter(pk__in=side).values_list("pk", "email"))
    return {name: emails[user] for user, name in side.items()}


def _names_to_edit(people: People) -> dict[str, str]:
    """Name in our files → name in one to be edited. Who is mentee and mentor at once has an address only as mentee."""
    twice = {people.mentors[user] for user in people.mentees.keys() & people.mentors.keys()}
    return _addresses(people.mentees) | _addresses(people.mentors) | {name: name for name in twice}


def _names_in(problem: GroupingProblem, people: People) -> dict[str, str]:
    """Name in a file → name in ours, of everybody in it."""
    found: dict[str, str] = {}
    sides = (("people", problem.people, people.mentees), ("mentors", problem.mentors, people.mentors))
    for place, there, here in sides:
        ours = {same_address(address): name for name, address in _addresses(here).items()}
        ours |= {name: name for name in here.values()}
        for name in there:
            meant = ours.get(name) or ours.get(same_address(name))
            if meant is None:
                raise InstanceError(f"{place}.{name}", _("nobody who can be in these groups has this address"))
            if meant in found.values():
                raise InstanceError(f"{place}.{name}", _("this person is there twice"))
            found[name] = meant
    return found


def _check(problem: GroupingProblem, formation: Formation) -> None:
    """Raise InstanceError for what the engine can do and groups here cannot be."""
    least, most = (FEWEST_PEERS, MOST_PEERS) if formation.is_of_peers else (1, MOST_PEOPLE)
    bounds = {"least": least, "most": most}
    if problem.minimum < least:
        raise InstanceError("groups.minimum", _("enter %(least)s to %(most)s") % bounds)
    if problem.maximum > most:
        raise InstanceError("groups.maximum", _("enter %(least)s to %(most)s") % bounds)
    roles = 0 if formation.is_of_peers else MOST_MENTORS_EACH
    if len(problem.roles) > roles:
        raise InstanceError("roles", _("%(n)s are possible here at most") % {"n": roles})
    if long := next((role for role in problem.roles if len(role) > _LONGEST_ROLE), None):
        raise InstanceError("roles", _("“%(role)s” is longer than %(n)s letters") % {"role": long, "n": _LONGEST_ROLE})
    if sum(len(aim.values) for aim in problem.aims) > _MOST_VALUES:
        raise InstanceError("aims", _("together they have more than %(n)s values") % {"n": _MOST_VALUES})


def _renamed(instance: Json, names: Mapping[str, str]) -> Json:
    """The instance with everybody under other names."""
    sides = {side: {names[name]: held for name, held in instance[side].items()} for side in ("people", "mentors")}
    pairs = {side: [[names[one], names[other]] for one, other in instance[side]] for side in ("together", "apart")}
    return instance | sides | pairs


def _here(pairs: Iterable[list[str]], instance: Json) -> list[list[str]]:
    """Those of the pairs of whom both are in the instance."""
    there = instance["people"].keys() | instance["mentors"].keys()
    return [pair for pair in pairs if there.issuperset(pair)]


def _users(pairs: Iterable[list[str]], people: People) -> set[tuple[int, int]]:
    """The pairs as users, a mentee before a mentor, of two mentees the smaller key first."""
    mentees = {name: user for user, name in people.mentees.items()}
    mentors = {name: user for user, name in people.mentors.items()}
    found = set()
    for one, other in pairs:
        if one in mentees and other in mentees:
            found.add((min(mentees[one], mentees[other]), max(mentees[one], mentees[other])))
        elif one in mentees and other in mentors:
            found.add((mentees[one], mentors[other]))
        elif other in mentees and one in mentors:
            found.add((mentees[other], mentors[one]))
    return found
