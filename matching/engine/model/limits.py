"""What an instance may hold: the documented limits, each refused with one clear line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError
from matching.engine.model.lists import Lists

if TYPE_CHECKING:
    from matching.engine.model.instance import Instance

MAX_BYTES = 1_000_000_000  # of an instance or result file
MAX_PEOPLE = 1_000_000  # mentees, mentors, groups
MAX_ENTRIES = 20_000_000  # entries of all ranked lists of one side, forbidden pairs, fixed pairs
MAX_CELLS = 100_000_000  # cells of a similarity matrix, entries of all interest vectors
MAX_PLACES = 1_000_000_000  # capacity, minimum, places of one person or group
MAX_NAME = 200  # characters of a name
MAX_SEED = 2**63 - 1
COMMITMENT_DIGITS = 64  # of a SHA-256 in hexadecimal


def check(instance: "Instance") -> None:
    """Raise InstanceError, naming the place, for the first limit that the instance breaks."""
    _names("mentees", instance.mentees)
    _names("mentors", instance.mentors)
    _names("groups", instance.groups)
    if not instance.mentors:
        raise InstanceError("mentors", "there must be at least one mentor")
    _numbers("mentees", instance.mentees, "places", instance.places, 1)
    _numbers("mentors", instance.mentors, "capacity", instance.capacity, 0)
    _numbers("mentors", instance.mentors, "minimum", instance.minimum, 0)
    _numbers("groups", instance.groups, "capacity", instance.group_capacity, 0)
    _numbers("groups", instance.groups, "minimum", instance.group_minimum, 0)
    if instance.group_of.min() < -1 or instance.group_of.max() >= len(instance.groups):
        raise InstanceError("group_of", "names a group that does not exist")
    _lists("mentees", instance.mentees, instance.mentee_lists, instance.mentors)
    _lists("mentors", instance.mentors, instance.mentor_lists, instance.mentees)
    _lists("groups", instance.groups, instance.group_lists, instance.mentees)
    _pairs(instance)
    _extras(instance)


def shown(value: object) -> str:
    """A value as it may stand in a line of text: cut where it is longer than a name may be."""
    text = repr(value)
    return text if len(text) <= MAX_NAME else text[:MAX_NAME] + "…"


def _names(place: str, names: Sequence[str]) -> None:
    if len(names) > MAX_PEOPLE:
        raise InstanceError(place, f"{len(names)} names, the limit is {MAX_PEOPLE}")
    for before, name in zip(("", *names), names, strict=False):
        if not before < name:
            raise InstanceError(place, _fault(before, name))
    if names and max(map(len, names)) > MAX_NAME:
        raise InstanceError(place, f"a name is longer than {MAX_NAME} characters")
    try:
        "".join(names).encode()
    except UnicodeEncodeError:
        raise InstanceError(place, "a name holds a broken character (half of a surrogate pair)") from None


def _fault(before: str, name: str) -> str:
    if not name:
        return "a name is empty"
    return f"the name {name!r} is there twice" if before == name else f"names must be sorted, see {name!r}"


def _numbers(place: str, names: Sequence[str], what: str, column: Ints, low: int) -> None:
    if not len(column):
        return
    worst = int(column.argmin())
    if column[worst] < low:
        raise InstanceError(f"{place}.{names[worst]}.{what}", f"{column[worst]} is less than {low}")


def _lists(place: str, owners: Sequence[str], lists: Lists, others: Sequence[str]) -> None:
    if len(lists.given) != len(owners):
        raise InstanceError(place, f"{len(lists.given)} lists for {len(owners)} names")
    if not len(lists.other):
        return
    if len(lists.other) > MAX_ENTRIES:
        raise InstanceError(place, f"{len(lists.other)} list entries, the limit is {MAX_ENTRIES}")
    if lists.other.min() < 0 or lists.other.max() >= len(others):
        raise InstanceError(place, "a list names somebody who does not exist")
    codes = np.sort(lists.owner.astype(np.int64) * len(others) + lists.other)
    twice = codes[1:][codes[1:] == codes[:-1]]
    if len(twice):
        owner, other = divmod(int(twice[0]), len(others))
        raise InstanceError(f"{place}.{owners[owner]}.ranks", f"{others[other]!r} is listed twice")


def _pairs(instance: "Instance") -> None:
    for place, codes in (("forbidden", instance.forbidden), ("fixed", instance.fixed)):
        if len(codes) > MAX_ENTRIES:
            raise InstanceError(place, f"{len(codes)} pairs, the limit is {MAX_ENTRIES}")
        if len(codes) and (codes[0] < 0 or codes[-1] >= len(instance.mentees) * len(instance.mentors)):
            raise InstanceError(place, "a pair names somebody who does not exist")
        _refuse(instance, place, codes[1:][codes[1:] == codes[:-1]], "is there twice")
    both = np.intersect1d(instance.forbidden, instance.fixed, assume_unique=True)
    _refuse(instance, "fixed", both, "is forbidden too")


def _refuse(instance: "Instance", place: str, codes: Longs, what: str) -> None:
    if len(codes):
        mentee, mentor = divmod(int(codes[0]), len(instance.mentors))
        raise InstanceError(place, f"the pair {instance.mentees[mentee]!r}, {instance.mentors[mentor]!r} {what}")


def _extras(instance: "Instance") -> None:
    shape = (len(instance.mentees), len(instance.mentors))
    if instance.overlap is not None and instance.overlap.shape != shape:
        raise InstanceError("similarity", f"has shape {instance.overlap.shape}, expected {shape}")
    if instance.seed is not None and not 0 <= instance.seed <= MAX_SEED:
        raise InstanceError("seed", f"must lie between 0 and {MAX_SEED}")
    commitment = instance.commitment
    if commitment is not None and (len(commitment) != COMMITMENT_DIGITS or set(commitment) - set("0123456789abcdef")):
        raise InstanceError("commitment", f"expected {COMMITMENT_DIGITS} hexadecimal digits in lower case")
