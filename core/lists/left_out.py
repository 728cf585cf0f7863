"""Who was left out of something that was done with many, and why, in few words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.lists.actions import LeftOut

_NAMES = 10


@dataclass(frozen=True, slots=True)
class LeftOutFor:
    """Those who were left out for one reason.

    Attributes:
        why: the reason, in a sentence.
        number: how many they are.
        names: the first of them.
        more: how many are not named.
    """

    why: str
    number: int
    names: tuple[str, ...]
    more: int


def summed_up(left_out: Iterable[LeftOut]) -> list[LeftOutFor]:
    """Return the same by reason, the most frequent first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for each in left_out:
        by_reason[each.why].append(each.name)
    ordered = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return [LeftOutFor(why, len(names), tuple(names[:_NAMES]), max(0, len(names) - _NAMES)) for why, names in ordered]


def said_of(left_out: LeftOutFor) -> str:
    """One sentence for the page that follows."""
    names = "; ".join(left_out.names)
    if left_out.more:
        names = _("%(names)s and %(n)d more") % {"names": names, "n": left_out.more}
    return _("Left out: %(names)s. %(why)s") % {"names": names, "why": left_out.why}
