"""The one input of every strategy: a frozen instance in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.model import limits
from matching.engine.model.acceptability import (
    Edges,
    Entries,
    Names,
    acceptable_pairs,
    found_in,
    one_sided_warnings,
    ranks_on,
    ranks_on_groups,
)
from matching.engine.model.aims import Aims
from matching.engine.model.columns import Floats, Ints, Longs, Mask
from matching.engine.model.errors import InstanceError
from matching.engine.model.input_hash import canonical_sha256, list_columns, overlap_columns
from matching.engine.model.lists import OWNER_BITS, Lists
from matching.engine.model.overlap import Overlap

NUMBER_COLUMNS = (
    "places", "capacity", "minimum", "group_of", "group_capacity", "group_minimum", "forbidden", "fixed",
)  # fmt: skip


class Groups(NamedTuple):
    """Groups of mentors with bounds of their own, as columns for `Instance.build`.

    names      sorted;  lists  the groups' ranked lists, or None where all are indifferent
    of_mentor  int[m]: index of each mentor's group, -1 for none
    capacity   int[g];  minimum  int[g];  one number stands for all
    """

    names: Sequence[str] = ()
    of_mentor: ArrayLike = -1
    capacity: ArrayLike = ()
    minimum: ArrayLike = 0
    lists: Lists | None = None


NO_GROUPS = Groups()


@dataclass(frozen=True, eq=False)
class Instance:
    """n mentees, m mentors and g groups of mentors, each sorted by name, with all that binds them.

    places           int32[n]    mentors a mentee needs
    capacity         int32[m]    mentees a mentor can take;  minimum  int32[m]  mentees a mentor must have
    group_of         int32[m]    index of the mentor's group, -1 for none
    group_capacity   int32[g];   group_minimum  int32[g]
    mentee_lists, mentor_lists, group_lists   the ranked lists as handed in; a mentor or group without
                     a list is indifferent, a mentee without a list ranks nobody
    forbidden, fixed int64[k]    sorted codes mentee * m + mentor of pairs that must not, must be made;
                     a fixed pair need not be on anybody's list
    overlap          similarity of mentees and mentors, or None
    seed             the lottery's seed, or None;  commitment  SHA-256 published when the round opened, or None
    aims             what the pairs are to be like as a whole, or None
    present          int64[k]    sorted codes of pairs that there are already: as many as possible are kept, before all
                     else that a strategy looks at (see `matching.engine.strategies.keeping`)
    input_warnings   what the file it was read from holds that was ignored, in words

    Make one with `build` or `load_instance`; what-if variants with `matching.engine.model.what_if`.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    groups: tuple[str, ...]
    places: Ints
    capacity: Ints
    minimum: Ints
    group_of: Ints
    group_capacity: Ints
    group_minimum: Ints
    mentee_lists: Lists
    mentor_lists: Lists
    group_lists: Lists
    forbidden: Longs
    fixed: Longs
    overlap: Overlap | None
    seed: int | None
    commitment: str | None
    input_warnings: tuple[str, ...]
    aims: Aims | None = None
    present: Longs = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        """Raise InstanceError, naming the place, for the first documented limit that the instance breaks."""
        for place in ("mentees", "mentors", "groups"):
            limits.check_names(place, getattr(self, place))
        if not self.mentors:
            raise InstanceError("mentors", "there must be at least one mentor")
        limits.check_numbers("mentees", self.mentees, "places", self.places, 1)
        limits.check_numbers("mentors", self.mentors, "capacity", self.capacity, 0)
        limits.check_numbers("mentors", self.mentors, "minimum", self.minimum, 0)
        limits.check_numbers("groups", self.groups, "capacity", self.group_capacity, 0)
        limits.check_numbers("groups", self.groups, "minimum", self.group_minimum, 0)
        if self.group_of.min() < -1 or self.group_of.max() >= len(self.groups):
            raise InstanceError("group_of", "names a group that does not exist")
        limits.check_lists("mentees", self.mentees, self.mentee_lists, self.mentors)
        limits.check_lists("mentors", self.mentors, self.mentor_lists, self.mentees)
        limits.check_lists("groups", self.groups, self.group_lists, self.mentees)
        limits.check_pairs(self.mentees, self.mentors, forbidden=self.forbidden, fixed=self.fixed)
        limits.check_codes(self.mentees, self.mentors, "present", self.present)
        shape = (len(self.mentees), len(self.mentors))
        if self.overlap is not None and self.overlap.shape != shape:
            raise InstanceError("similarity", f"has shape {self.overlap.shape}, expected {shape}")
        if self.aims and self.aims.spread and len(self.aims.value_of) != len(self.mentees):
            raise InstanceError("aims.spread", f"{len(self.aims.value_of)} values for {len(self.mentees)} mentees")
        limits.check_lottery(self.seed, self.commitment)

    @classmethod
    def build(
        cls,
        *,
        mentees: Sequence[str],
        mentors: Sequence[str],
        capacity: ArrayLike,
        mentee_lists: Lists | None = None,
        places: ArrayLike = 1,
        minimum: ArrayLike = 0,
        mentor_lists: Lists | None = None,
        groups: Groups = NO_GROUPS,
        forbidden: ArrayLike = (),
        fixed: ArrayLike = (),
        overlap: Overlap | None = None,
        seed: int | None = None,
        commitment: str | None = None,
        input_warnings: Sequence[str] = (),
        aims: Aims | None = None,
        present: ArrayLike = (),
    ) -> "Instance":
        """Return an instance from columns whose indices follow the names.

        Of places, capacity and minimum one number stands for all; `forbidden`, `fixed` and `present` are [k, 2] index
        pairs (mentee, mentor). Names must be sorted: the same people then give the same instance from any source.
        Raises InstanceError naming the place when anything is out of its documented limits.
        """
        n, m, g = len(mentees), len(mentors), len(groups.names)
        return cls(
            mentees=tuple(mentees),
            mentors=tuple(mentors),
            groups=tuple(groups.names),
            places=_column("mentees.places", n, places),
            capacity=_column("mentors.capacity", m, capacity),
            minimum=_column("mentors.minimum", m, minimum),
            group_of=_column("group_of", m, groups.of_mentor),
            group_capacity=_column("groups.capacity", g, groups.capacity),
            group_minimum=_column("groups.minimum", g, groups.minimum),
            mentee_lists=mentee_lists or Lists.empty(n),
            mentor_lists=mentor_lists or Lists.empty(m),
            group_lists=groups.lists or Lists.empty(g),
            forbidden=_codes(m, forbidden),
            fixed=_codes(m, fixed),
            overlap=overlap,
            seed=seed,
            commitment=commitment,
            input_warnings=tuple(input_warnings),
            aims=aims or None,
            present=_codes(m, present),
        )

    @cached_property
    def edges(self) -> Edges:
        """The acceptable pairs: listed by the mentee, accepted by the mentor and its group, not forbidden."""
        return acceptable_pairs(self.entries, self.forbidden)

    @cached_property
    def entries(self) -> Entries:
        """What mentors, groups and similarities make of each entry of the mentees' lists."""
        return Entries(self.mentee_lists, self.mentor_lists, self.group_lists, self.group_of, self.overlap)

    @cached_property
    def input_sha256(self) -> str:
        """The hash that every result of this instance carries: see `input_hash.canonical_sha256`."""
        values = {name: getattr(self, name) for name in ("mentees", "mentors", "groups", "seed", "commitment")}
        present = ("present",) if len(self.present) else ()  # as with aims below
        columns = (
            ((name, getattr(self, name)) for name in (*NUMBER_COLUMNS, *present)),
            *(list_columns(name, getattr(self, name)) for name in ("mentee_lists", "mentor_lists", "group_lists")),
            overlap_columns(self.overlap),
        )
        divisor = self.overlap.divisor if self.overlap else None
        if self.aims:  # without any, the hash is that of the files written before there were aims
            values["aims"] = self.aims.to_json(self.mentees)
        return canonical_sha256({**values, "divisor": divisor}, chain.from_iterable(columns))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What was ignored in the input, and every pair that was dropped because one side alone lists it."""
        names = Names(self.mentees, self.mentors, self.groups)
        return self.input_warnings + one_sided_warnings(self.entries, self.forbidden, names)

    @property
    def keepable(self) -> Longs:
        """int64[k]: sorted codes of the present pairs that mentors and groups accept and that are not forbidden."""
        mentee, mentor = np.divmod(self.present, len(self.mentors))
        accepts = ranks_on(self.mentor_lists, mentor, mentee)[1]
        accepts &= ranks_on_groups(self.group_lists, self.group_of, mentor, mentee)[1]
        return self.present[accepts & ~found_in(self.forbidden, self.present)]

    @cached_property
    def fixed_mentee(self) -> Longs:
        """int64[k]: the mentees of the fixed pairs."""
        return self.fixed // len(self.mentors)

    @cached_property
    def fixed_mentor(self) -> Longs:
        """int64[k]: the mentors of the fixed pairs."""
        return self.fixed % len(self.mentors)

    def codes(self, mentee: Ints | Longs, mentor: Ints | Longs) -> Longs:
        """Return int64[k]: the codes mentee * m + mentor of the pairs."""
        return np.asarray(mentee, np.int64) * len(self.mentors) + mentor

    def accepting_rows(self, start: int, stop: int) -> Mask:
        """Return bool[stop - start, m]: which mentors would accept mentees start..stop-1, were they to ask.

        True where the pair is not forbidden and neither the mentor's nor its group's own list leaves
        the mentee out. Mentees' own lists play no part: this is the choice of those who rank nobody.
        """
        m = len(self.mentors)
        accepting = np.repeat(~self.mentor_lists.given[None, :], stop - start, axis=0)
        _mark(accepting, self.mentor_lists, start, stop)
        if len(self.groups) and self.group_lists.given.any():
            by_group = np.repeat(~self.group_lists.given[None, :], stop - start, axis=0)
            _mark(by_group, self.group_lists, start, stop)
            accepting &= by_group[:, self.group_of] | (self.group_of < 0)
        low, high = np.searchsorted(self.forbidden, (start * m, stop * m))
        accepting.reshape(-1)[self.forbidden[low:high] - start * m] = False
        return accepting

    def similarity_rows(self, start: int, stop: int) -> Floats:
        """Return float32[stop - start, m]: similarity of mentees start..stop-1 to every mentor; 0 if none is given."""
        if self.overlap is None:
            return np.zeros((stop - start, len(self.mentors)), np.float32)
        return self.overlap.rows(start, stop)


def _mark(accepting: Mask, lists: Lists, start: int, stop: int) -> None:
    """Set accepting[mentee - start, owner] for every entry whose mentee lies in start..stop-1."""
    entries, codes = lists.by_other
    low, high = np.searchsorted(codes, (start << OWNER_BITS, stop << OWNER_BITS))
    inside = entries[low:high]
    accepting[lists.other[inside] - start, lists.owner[inside]] = True


def _column(place: str, length: int, values: ArrayLike) -> Ints:
    """The values as int32[length]; one number stands for all. Raises InstanceError."""
    column = np.asarray(values)
    if column.size and column.dtype.kind not in "iu":
        raise InstanceError(place, "expected whole numbers")
    if column.ndim and column.shape != (length,):
        raise InstanceError(place, f"expected {length} numbers, got {column.size}")
    if column.size and (column.min() < -limits.MAX_PLACES or column.max() > limits.MAX_PLACES):
        raise InstanceError(place, f"the limit is {limits.MAX_PLACES}")
    return np.broadcast_to(column, (length,)).astype(np.int32)


def _codes(mentors: int, pairs: ArrayLike) -> Longs:
    """Sorted codes of [k, 2] index pairs."""
    table = np.asarray(pairs, np.int64).reshape(-1, 2)
    return np.sort(table[:, 0] * mentors + table[:, 1])
