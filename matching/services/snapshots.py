"""Freezes what the strategies read: the database's people as one instance of the engine.

People stand in it under names that stand nowhere else (`matching.models.names`), and among the pairs that it rules out
are some drawn at random (`matching.services.decoys`): the file can be handed on and checked by others.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

import numpy as np

from matching.engine import Groups, Instance, InstanceError, Lists, load_instance
from matching.engine.files.writing import instance_to_bytes
from matching.errors import NothingToMatch
from matching.models import MatchRound, PreferenceItem, PreferenceList, RoundSnapshot
from matching.models.names import Names
from matching.queries.eligibility import available_mentors, disclosed_exclusions, unpaired_mentees
from matching.queries.overlap import overlap_input_of, overlap_of
from matching.services.decoys import with_decoys
from matching.services.fixed_pairs import Keys, settle_fixed_pairs
from matching.services.keeping import settle_present_pairs
from matching.services.round_input_aims import aims_of
from pairs.queries.eligibility import Pair, avoided_people
from people.models import MentorParticipation


@dataclass(frozen=True, slots=True)
class Mentee:
    """A row of the instance's mentees: name, enrollment and user."""

    name: str
    pk: int
    user: int


@dataclass(frozen=True, slots=True)
class Mentor:
    """A row of the instance's mentors: name, participation, user, free places, minimum still missing, department."""

    name: str
    pk: int
    user: int
    places: int
    minimum: int
    department: str = ""


def create_snapshot(match_round: MatchRound, *, now: datetime) -> RoundSnapshot:
    """Store the round's instance. The round is locked by the caller, its lists are locked.

    Raises:
        NothingToMatch: nobody is there to mentor, or more people than the engine takes.
    """
    undisclosed, instance = build_instance(match_round, now=now)
    return RoundSnapshot.objects.create(
        round=match_round,
        instance=zlib.compress(instance_to_bytes(instance), 6),
        sha256=instance.input_sha256,
        mentees=len(instance.mentees),
        rankers=int(instance.mentee_lists.given.sum()),
        mentors=int((instance.capacity > 0).sum()),
        places=int(instance.capacity.sum()),
        excluded_pairs=len(instance.forbidden),
        undisclosed=zlib.compress(json.dumps(sorted(undisclosed)).encode()),
        created_at=now,
    )


def instance_bytes(snapshot: RoundSnapshot) -> bytes:
    """The frozen instance as the JSON file that a coordinator downloads."""
    return zlib.decompress(bytes(snapshot.instance))


def load_snapshot(snapshot: RoundSnapshot) -> Instance:
    """The frozen instance, as the engine reads it."""
    return load_instance(instance_bytes(snapshot))


def mentors_in_snapshot(snapshot: RoundSnapshot) -> set[int]:
    """Primary keys of the participations in the frozen input."""
    return set(map(Names(snapshot.round.names_secret).key_of, load_snapshot(snapshot).mentors))


def mentors_with_places(snapshot: RoundSnapshot) -> set[int]:
    """Primary keys of the participations that had a place in the frozen input."""
    instance, names = load_snapshot(snapshot), Names(snapshot.round.names_secret)
    had_place = zip(instance.mentors, instance.capacity, strict=True)
    return {names.key_of(name) for name, places in had_place if places}


def build_instance(match_round: MatchRound, *, now: datetime) -> tuple[set[Pair], Instance]:
    """Read the instance of a round: mentees without a mentor, mentors who are there, lists, exclusions, overlap.

    Returns it after the pairs that it leaves out for a cause that nobody is told, as users.

    Raises:
        NothingToMatch: nobody is there to mentor, or more people than the engine takes.
    """
    choices, names = list(_choices(match_round)), Names(match_round.names_secret)
    mentees = _mentees(match_round, names)
    present = settle_present_pairs(match_round, {mentee.user: mentee.pk for mentee in mentees})
    named = {mentor for _mentee, mentor, _rank in choices} | {mentor for _mentee, mentor in present}
    mentors = _mentors(match_round, match_round.cycle.local_day(now), named, names)
    lists = _lists(choices, mentees, mentors)
    undisclosed = _undisclosed(match_round, mentees, mentors, lists)
    disclosed = disclosed_exclusions(match_round.cycle, now=now)
    fixed = _fixed(match_round, mentees, mentors, disclosed | avoided_people(match_round.cycle))
    undisclosed -= fixed  # what was drawn to hide others never hits a pair that is settled
    excluded = disclosed | undisclosed
    try:
        instance = Instance.build(
            mentees=[mentee.name for mentee in mentees],
            mentors=[mentor.name for mentor in mentors],
            capacity=[mentor.places for mentor in mentors],
            minimum=[mentor.minimum for mentor in mentors],
            mentee_lists=lists,
            places=match_round.places_each,
            groups=_departments(match_round, mentors),
            forbidden=_indices(excluded, mentees, mentors),
            fixed=_indices(fixed, mentees, mentors),
            overlap=overlap_of(
                [mentee.user for mentee in mentees],
                [mentor.user for mentor in mentors],
                overlap_input_of(match_round.cycle),
            ),
            present=_by_key(present, mentees, mentors),
            seed=match_round.seed,
            commitment=match_round.commitment or None,
            aims=aims_of(match_round, [mentee.name for mentee in mentees], [mentee.pk for mentee in mentees]),
        )
    except InstanceError as error:
        raise NothingToMatch(str(error)) from error
    return undisclosed, instance


def _choices(match_round: MatchRound) -> Iterator[tuple[int, int, int]]:
    """(enrollment, participation, rank) of every list that was handed in."""
    handed_in = PreferenceItem.objects.filter(
        preference_list__round=match_round, preference_list__state=PreferenceList.State.LOCKED
    )
    rows = handed_in.order_by().values_list("preference_list__enrollment_id", "participation_id", "rank")
    return rows.iterator()


def _mentees(match_round: MatchRound, names: Names) -> list[Mentee]:
    rows = unpaired_mentees(match_round.cycle).order_by().values_list("pk", "mentee_id")
    return sorted((Mentee(names.mentee(pk), pk, user) for pk, user in rows), key=attrgetter("name"))


def _mentors(match_round: MatchRound, day: date, ranked: set[int], names: Names) -> list[Mentor]:
    """Mentors who are there, and, without places, those who are not but stand on a list or in a pair to keep.

    Without the latter every rank behind them would move up and the reasons would not be true.
    """
    rows = available_mentors(match_round.cycle, day=day).order_by()
    mentors = [
        Mentor(names.mentor(pk), pk, user, capacity - taken, min(max(0, minimum - taken), capacity - taken), department)
        for pk, user, capacity, taken, minimum, department in rows.values_list(
            "pk", "mentor_id", "capacity", "places_taken", "minimum", "department"
        )
    ]
    missing = ranked - {mentor.pk for mentor in mentors}
    gone = MentorParticipation.objects.filter(pk__in=missing).values_list("pk", "mentor_id")
    mentors += [Mentor(names.mentor(pk), pk, user, 0, 0) for pk, user in gone]
    return sorted(mentors, key=attrgetter("name"))


def _lists(choices: list[tuple[int, int, int]], mentees: list[Mentee], mentors: list[Mentor]) -> Lists:
    row = {mentee.pk: at for at, mentee in enumerate(mentees)}
    column = {mentor.pk: at for at, mentor in enumerate(mentors)}
    kept = [(row[mentee], column[mentor], rank) for mentee, mentor, rank in choices if mentee in row]
    owner, other, rank = np.array(kept, np.int64).reshape(-1, 3).T
    return Lists.from_columns(len(mentees), owner, other, rank)


def _departments(match_round: MatchRound, mentors: list[Mentor]) -> Groups:
    """Departments with a limit as groups of the instance."""
    limits = dict(sorted(match_round.department_limits.items()))
    column = {department: at for at, department in enumerate(limits)}
    return Groups(
        names=list(limits),
        of_mentor=[column.get(mentor.department, -1) for mentor in mentors],
        capacity=list(limits.values()),
    )


def _undisclosed(match_round: MatchRound, mentees: list[Mentee], mentors: list[Mentor], lists: Lists) -> set[Pair]:
    """Pairs that mentees asked to be left out, and others that hide them."""
    avoided = np.array(_indices(avoided_people(match_round.cycle), mentees, mentors), np.int64).reshape(-1, 2)
    mentee_users, mentor_users = [mentee.user for mentee in mentees], [mentor.user for mentor in mentors]
    left_out = with_decoys(avoided, mentees=mentee_users, mentors=mentor_users, lists=lists, nonce=match_round.nonce)
    return {(mentee_users[mentee], mentor_users[mentor]) for mentee, mentor in left_out.tolist()}


def _fixed(match_round: MatchRound, mentees: list[Mentee], mentors: list[Mentor], barred: set[Pair]) -> set[Pair]:
    """The pairs, as users, that were settled before and are still possible."""
    mentee_of = {mentee.pk: mentee.user for mentee in mentees}
    mentor_of = {mentor.pk: mentor.user for mentor in mentors}
    asked = match_round.fixed_pairs.values_list("enrollment_id", "participation_id")
    possible = {
        (mentee, mentor)
        for mentee, mentor in asked
        if mentee in mentee_of and mentor in mentor_of and (mentee_of[mentee], mentor_of[mentor]) not in barred
    }
    places = Counter({mentor.pk: mentor.places for mentor in mentors})
    kept = settle_fixed_pairs(match_round, possible, places)
    return {(mentee_of[mentee], mentor_of[mentor]) for mentee, mentor in kept}


def _by_key(pairs: Keys, mentees: list[Mentee], mentors: list[Mentor]) -> list[tuple[int, int]]:
    row = {mentee.pk: at for at, mentee in enumerate(mentees)}
    column = {mentor.pk: at for at, mentor in enumerate(mentors)}
    return [(row[mentee], column[mentor]) for mentee, mentor in pairs]


def _indices(pairs: set[Pair], mentees: list[Mentee], mentors: list[Mentor]) -> list[tuple[int, int]]:
    row = {mentee.user: at for at, mentee in enumerate(mentees)}
    column = {mentor.user: at for at, mentor in enumerate(mentors)}
    return [(row[mentee], column[mentor]) for mentee, mentor in pairs if mentee in row and mentor in column]
