"""A frozen instance with one thing changed: asked beside the original, never in its place."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.lists import Lists


def with_changes(
    instance: Instance,
    *,
    places: Mapping[str, int] | None = None,
    out: Collection[str] = (),
    list_length: int | None = None,
    minimums: bool = True,
    keep: bool = True,
    aims: bool = True,
) -> Instance:
    """Return the instance with other places for some mentors, without some mentors, with shorter lists or without aims.

    places       mentor's name -> capacity;  out  names of mentors who take nobody
    list_length  how many ranks of a list count;  minimums  whether minimum loads bind;  aims  whether aims count
    keep  whether present pairs are kept where that is possible

    A minimum is lowered to the mentor's new capacity. The names stay, so that two results can be
    compared; the lottery's numbers depend on names alone, so that nobody's draw changes. The commitment is
    left out: it belongs to the frozen input. Raises InstanceError for an unknown mentor or a bad number.
    """
    capacity = instance.capacity.copy()
    wanted = dict(places or {}) | dict.fromkeys(out, 0)
    at = {name: index for index, name in enumerate(instance.mentors)}
    for name, number in wanted.items():
        if name not in at:
            raise InstanceError(f"places.{name}", "unknown mentor")
        capacity[at[name]] = number
    changed = list(map(at.__getitem__, wanted))
    minimum = instance.minimum.copy() if minimums else np.zeros_like(instance.minimum)
    minimum[changed] = np.minimum(minimum[changed], capacity[changed])
    group_minimum = instance.group_minimum if minimums else np.zeros_like(instance.group_minimum)
    lists = instance.mentee_lists if list_length is None else _truncated(instance.mentee_lists, list_length)
    return replace(
        instance,
        capacity=capacity,
        minimum=minimum,
        group_minimum=group_minimum,
        mentee_lists=lists,
        commitment=None,
        aims=instance.aims if aims else None,
        present=instance.present if keep else instance.present[:0],
    )


def _truncated(lists: Lists, longest: int) -> Lists:
    """The ranks 1 … longest of every list."""
    if longest < 1:
        raise InstanceError("list_length", f"{longest} is less than 1")
    kept = lists.rank <= longest
    return Lists.from_columns(
        len(lists.given), lists.owner[kept], lists.other[kept], lists.rank[kept], given=lists.given
    )
