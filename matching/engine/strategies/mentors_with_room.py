"""Who can take one more: for mentees of `lottery` who take anybody, so that the least number of a pair decides.

The least alone is looked for: no tie group as long as all mentors is made and sorted for every mentee, which would
be most of the time of a large round.
"""

import numpy as np

from matching.engine.model import draws
from matching.engine.model.columns import Mask
from matching.engine.model.draws import Draw, Numbers


class MentorsWithRoom:
    """The mentors with a place free of their own and of their group, nobody at first."""

    def __init__(self, draw: Draw) -> None:
        self._turned = draws.turned(draw.mentor)
        self._mentor = np.empty(len(draw.mentor), np.int64)  # in no order, the first `_count` of them
        self._number: Numbers = np.empty(len(draw.mentor), np.uint64)  # the turned number of each
        self._at = [-1] * len(draw.mentor)  # where each mentor stands in the two; -1 for nowhere
        self._count = 0

    def put(self, mentor: int, has_room: bool) -> None:
        """Say whether a mentor has room."""
        at = self._at[mentor]
        if has_room and at < 0:
            self._stand(mentor, self._count)
            self._count += 1
        elif at >= 0 and not has_room:
            self._count -= 1
            self._stand(int(self._mentor[self._count]), at)
            self._at[mentor] = -1

    def first(self, mentee: Numbers, available: Mask | None) -> int | None:
        """Return the mentor of the least number with a mentee's, uint64[1], of those `available`, bool[m], if any."""
        mentor, number = self._mentor[: self._count], self._number[: self._count]
        if available is not None:
            possible = available[mentor]
            mentor, number = mentor[possible], number[possible]
        return int(mentor[draws.mix(mentee ^ number).argmin()]) if len(mentor) else None

    def _stand(self, mentor: int, at: int) -> None:
        self._mentor[at], self._number[at], self._at[mentor] = mentor, self._turned[mentor], at
