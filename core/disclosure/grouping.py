"""Small groups shown together, and numbers shown roughly."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from core.disclosure.thresholds import checked

Name = TypeVar("Name", str, tuple[int, int])


def smallest_together(sizes: Mapping[Name, int], *, least: int) -> list[Name]:
    """Return which groups are shown as one: at least two, and with `least` people or more; empty where none need be.

    Were small groups merely left out, their figures would follow from the total and the others (complementary
    suppression). So the next smallest joins them where it must. Where all of them together are fewer than `least`,
    they are returned all, and nothing can be shown.

    Args:
        sizes: how many people there are in each group.
        least: the fewest people in a group that is shown by itself.
    """
    checked(least)
    by_size = sorted(sizes, key=lambda name: (sizes[name], name))
    small = [name for name in by_size if sizes[name] < least]
    if small:
        while len(small) < len(by_size) and (len(small) < 2 or sum(sizes[name] for name in small) < least):
            small.append(by_size[len(small)])
    return small


def rounded(number: float, step: int) -> int:
    """Return the multiple of `step` that is nearest."""
    return step * round(number / step)


def steps_together(counts: Sequence[int], *, least: int) -> list[tuple[int, int, int]]:
    """Take neighboring steps of a scale together until `least` people are in each.

    Args:
        counts: how many chose each step, in the order of the scale.
        least: the fewest people in what is shown.

    Returns:
        First step, last step, people. Empty where not even two parts would have enough: one part would say of
        everybody where they stand, or nothing.
    """
    checked(least)
    parts: list[tuple[int, int, int]] = []
    first, people = 0, 0
    for step, count in enumerate(counts):
        people += count
        if people >= least:
            parts.append((first, step, people))
            first, people = step + 1, 0
    if parts and first < len(counts):  # the last few join the part before them
        start, _end, before = parts.pop()
        parts.append((start, len(counts) - 1, before + people))
    return parts if len(parts) > 1 else []
