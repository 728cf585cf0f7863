"""What home reads once of somebody who takes part, for everything that it shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from pairs.models import GroupMember, Mentorship
from pairs.queries.own_pairs import own_pairs
from pairs.todo import groups_of
from people.models import Enrollment, MentorParticipation
from people.policies import memberships_of
from people.queries.memberships import enrollments_of, participations_of
from programs.models import Cycle


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mentee and mentor takes part, and with whom.

    Attributes:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        participations: of `user`, likewise, with the mentor.
        pairs: their `own_pairs`.
        groups: cycle → their memberships in its groups, with everybody in them.
    """

    user: User
    enrollments: Sequence[Enrollment]
    participations: Sequence[MentorParticipation]
    pairs: Sequence[Mentorship]
    groups: dict[int, list[GroupMember]]

    @property
    def cycles(self) -> dict[int, Cycle]:
        """The years in which `user` takes part, by key."""
        enrolled = {one.cycle_id: one.cycle for one in self.enrollments}
        return enrolled | {one.cycle_id: one.cycle for one in self.participations}


def standing_in_years(user: User, *, closed: int | None = None) -> Standing:
    """Return the standing of `user` in years that go on; `closed` is a cycle that is told of even when it is closed."""
    return standing_of(user, enrollments_of(user, closed=closed), participations_of(user, closed=closed), closed=closed)


def standing_of(
    user: User,
    enrollments: Sequence[Enrollment],
    participations: Sequence[MentorParticipation],
    *,
    closed: int | None = None,
) -> Standing:
    """Return the same for these enrollments and participations."""
    pairs = own_pairs(user, closed=closed) if memberships_of(user).programs else []
    cycles = {*(one.cycle_id for one in enrollments), *(one.cycle_id for one in participations)}
    return Standing(user, enrollments, participations, pairs, groups_of(user, cycles) if cycles else {})
