"""What an instance may hold: the documented limits, each refused with one clear line."""

from collections.abc import Sequence

import numpy as np

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError
from matching.engine.model.lists import Lists

MAX_BYTES = 1_000_000_000  # of an instance or result file
MAX_PEOPLE = 1_000_000  # mentees, mentors, groups
MAX_ENTRIES = 20_000_000  # entries of all ranked lists of one side, forbidden pairs, fixed pairs
MAX_CELLS = 100_000_000  # cells of a similarity matrix, entries of all interest vectors
MAX_PLACES = 1_000_000_000  # capacity, minimum, places of one person or group
MAX_NAME = 200  # characters of a name
MAX_SEED = 2**63 - 1
COMMITMENT_DIGITS = 64  # of a SHA-256 in hexadecimal


def abbreviated(value: object) -> str:
    """Return a value as it may stand in a line of text: cut where it is longer than a name may be."""
    text = repr(value)
    return text if len(text) <= MAX_NAME else text[:MAX_NAME] + "…"


def check_names(place: str, names: Sequence[str]) -> None:
    """Raise InstanceError unless the names are few and short enough, sorted and distinct."""
    if len(names) > MAX_PEOPLE:
        raise InstanceError(place, f"{len(names)} names, the limit is {MAX_PEOPLE}")
    for before, name in zip(("", *names), names, strict=False):
        if not before < name:
            raise InstanceError(place, _name_error(before, name))
    if names and max(map(len, names)) > MAX_NAME:
        raise InstanceError(place, f"a name is longer than {MAX_NAME} characters")
    try:
        "".join(names).encode()
    except UnicodeEncodeError:
        raise InstanceError(place, "a name holds a broken character (half of a surrogate pair)") from None


def _name_error(before: str, name: str) -> str:
    if not name:
        return "a name is empty"
    return f"the name {name!r} is there twice" if before == name else f"names must be sorted, see {name!r}"


def check_numbers(place: str, names: Sequence[str], what: str, column: Ints, least: int) -> None:
    """Raise InstanceError for whoever has less than `least` in the column `what`."""
    if not len(column):
        return
    worst = int(column.argmin())
    if column[worst] < least:
        raise InstanceError(f"{place}.{names[worst]}.{what}", f"{column[worst]} is less than {least}")


def check_lists(place: str, owners: Sequence[str], lists: Lists, others: Sequence[str]) -> None:
    """Raise InstanceError unless each owner has one list, of people who exist, nobody twice."""
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


def check_pairs(mentees: Sequence[str], mentors: Sequence[str], *, forbidden: Longs, fixed: Longs) -> None:
    """Raise InstanceError unless the codes name people who exist, each pair once, none forbidden and fixed."""
    check_codes(mentees, mentors, "forbidden", forbidden)
    check_codes(mentees, mentors, "fixed", fixed)
    both = np.intersect1d(forbidden, fixed, assume_unique=True)
    _refuse("fixed", mentees, mentors, both, "is forbidden too")


def check_codes(mentees: Sequence[str], mentors: Sequence[str], place: str, codes: Longs) -> None:
    """Raise InstanceError unless sorted codes name people who exist, each pair once."""
    if len(codes) > MAX_ENTRIES:
        raise InstanceError(place, f"{len(codes)} pairs, the limit is {MAX_ENTRIES}")
    if len(codes) and (codes[0] < 0 or codes[-1] >= len(mentees) * len(mentors)):
        raise InstanceError(place, "a pair names somebody who does not exist")
    _refuse(place, mentees, mentors, codes[1:][codes[1:] == codes[:-1]], "is there twice")


def _refuse(place: str, mentees: Sequence[str], mentors: Sequence[str], codes: Longs, what: str) -> None:
    if len(codes):
        mentee, mentor = divmod(int(codes[0]), len(mentors))
        raise InstanceError(place, f"the pair {mentees[mentee]!r}, {mentors[mentor]!r} {what}")


def check_lottery(seed: int | None, commitment: str | None) -> None:
    """Raise InstanceError for a seed out of range, or for a commitment that is no SHA-256 in hexadecimal."""
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise InstanceError("seed", f"must lie between 0 and {MAX_SEED}")
    if commitment is not None and (len(commitment) != COMMITMENT_DIGITS or set(commitment) - set("0123456789abcdef")):
        raise InstanceError("commitment", f"expected {COMMITMENT_DIGITS} hexadecimal digits in lower case")
