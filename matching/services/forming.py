"""Forms groups in the worker: compute, check, store. Nothing is locked while the engine computes.

A worker that dies in between leaves the formation forming; another run does it again. The same input gives the same
groups unless the clock ended the search, and what a second run finds is dropped.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from matching.engine import (
    GroupingResult,
    Infeasible,
    InstanceError,
    SearchOptions,
    Undecided,
    form_groups,
    load_grouping,
)
from matching.engine.grouping.options import Progress
from matching.engine.verify_groups import verify_groups
from matching.models import Formation, ProposedMember
from matching.models.names import Names
from matching.services.formations import lock_formation
from people.models import Enrollment, MentorParticipation

State = Formation.State
SEARCH = SearchOptions(limit=60, effort=20)
_A_SECOND = 1.0
_NAME = re.compile(r"(mentee|mentor)-[0-9a-f]{32}")
_APART = re.compile(r"(m\S+) and (m\S+) must not be together")


def form(pk: int, *, clock: Callable[[], datetime], search: SearchOptions = SEARCH) -> bool:
    """Form the groups that were asked for and store them, or why there are none; returns whether anything was stored.

    `clock` gives the time at which it is stored.
    """
    formation = Formation.objects.filter(pk=pk, state=State.FORMING).first()
    if formation is None:
        return False
    outcome = _compute(formation, search)
    return _record(formation, outcome, now=clock())


def _compute(formation: Formation, search: SearchOptions) -> GroupingResult | str:
    """The groups, or why there are none, in words for coordinators."""
    frozen = zlib.decompress(bytes(formation.instance))
    try:
        result = form_groups(
            load_grouping(frozen), nonce=formation.nonce, options=search, on_progress=_reporter(formation)
        )
    except Infeasible as error:
        return _in_words(formation, error.reason)
    except (Undecided, InstanceError):
        return _(
            "No groups were found in time that meet everything. Ask for less, or allow other sizes, and try again."
        )
    if violations := verify_groups(frozen, result.to_bytes()):
        return "; ".join(violations)[:500]
    return result


def _reporter(formation: Formation) -> Callable[[Progress], None]:
    """Keeps how far the engine is, once a second at most."""
    told = [-_A_SECOND]

    def report(progress: Progress) -> None:
        if progress.seconds < told[0] + _A_SECOND:
            return
        told[0] = progress.seconds
        running = Formation.objects.filter(pk=formation.pk, state=State.FORMING, input_sha256=formation.input_sha256)
        running.update(progress={"total": progress.total, "bound": progress.bound, "seconds": progress.seconds})

    return report


@transaction.atomic
def _record(formation: Formation, outcome: GroupingResult | str, *, now: datetime) -> bool:
    """Store it unless the formation was stopped, or begun anew with other input, meanwhile."""
    current = lock_formation(formation)
    if current.state != State.FORMING or current.input_sha256 != formation.input_sha256:
        return False
    if isinstance(outcome, str):
        current.state, current.error = State.DRAFT, outcome
        current.instance, current.undisclosed, current.input_sha256, current.file_name = b"", b"", "", ""
    else:
        current.state, current.proposed_at = State.PROPOSED, now
        current.result = zlib.compress(outcome.to_bytes(), 6)
        ProposedMember.objects.bulk_create(_members(current, outcome.values), batch_size=2000)
    current.progress = {}
    current.save()
    return True


def _members(formation: Formation, values: dict[str, Any]) -> Iterator[ProposedMember]:
    names = Names(formation.names_secret)
    for number, group in enumerate(values["groups"], 1):
        for role, name in group["mentors"].items():
            yield ProposedMember(formation=formation, group=number, participation_id=names.key_of(name), role=role)
        for name in group["people"]:
            yield ProposedMember(formation=formation, group=number, enrollment_id=names.key_of(name))


def _in_words(formation: Formation, reason: str) -> str:
    """The engine's reason with people's names in it, and without two whom nobody is told to be kept apart."""
    names = Names(formation.names_secret)
    people = {name.group(): _person(name.group(1), names.key_of(name.group())) for name in _NAME.finditer(reason)}
    undisclosed = {tuple(pair) for pair in json.loads(zlib.decompress(bytes(formation.undisclosed)))}

    def hidden(match: re.Match[str]) -> str:
        pair = tuple(people[name].pk for name in match.groups() if name in people)
        return (
            str(_("two people are not eligible for each other")) if {pair, pair[::-1]} & undisclosed else match.group()
        )

    told = _APART.sub(hidden, reason)
    return _NAME.sub(lambda name: str(people[name.group()]), told)[:1000]


def _person(side: str, key: int) -> User:
    if side == "mentee":
        return Enrollment.objects.select_related("mentee").get(pk=key).mentee
    return MentorParticipation.objects.select_related("mentor").get(pk=key).mentor
