"""What stands between two people: of a pair, or of a group."""

from dataclasses import dataclass
from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from pairs.models import GroupMember, MentoringGroup, Mentorship
from pairs.models.of_whole import PartOfWhole
from programs.models import Cycle, CycleState

_Row = TypeVar("_Row", bound="BetweenTwo")


@dataclass(frozen=True, slots=True)
class Two:
    """Two people as one of them sees it: of a pair, two peers of a group, or a mentor and a member of a circle.

    Attributes:
        reader: the one.
        other: the other.
        mentorship: their pair; None in a group.
        group: their group; None in a pair.
    """

    reader: User
    other: User
    mentorship: Mentorship | None = None
    group: MentoringGroup | None = None

    @property
    def place(self) -> Mentorship | MentoringGroup:
        """Their pair or group."""
        found = self.mentorship or self.group
        if found is None:
            raise ValueError(self)
        return found

    @property
    def cycle(self) -> Cycle:
        """The year in which they meet."""
        return self.place.cycle


class BetweenTwoQuerySet(models.QuerySet[_Row]):
    """Reads of what belongs to a pair or to two of a group."""

    def of(self, two: Two) -> Self:
        """What stands in the pair or the group of the two; in a group also what concerns others."""
        return self.filter(mentorship=two.mentorship, group=two.group)

    def going_on(self, *people: str) -> Self:
        """What belongs to two who are still together: a live pair, or members of a group of a year that is not closed.

        Args:
            people: the columns that name the two.
        """
        here = GroupMember.objects.current().filter(group=OuterRef("group"))
        together = Q(*(Exists(here.filter(user=OuterRef(name))) for name in people))
        members = Q(group__isnull=False) & ~Q(group__cycle__state=CycleState.CLOSED) & together
        return self.filter(Q(mentorship__state__in=Mentorship.LIVE) | members)


class BetweenTwo(PartOfWhole):
    """A row that belongs to a pair or to a group, neither of which goes while there are such rows."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    group = models.ForeignKey(MentoringGroup, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(PartOfWhole.Meta):
        abstract = True

    @property
    def cycle(self) -> Cycle:
        """The year in which the two meet."""
        return self.whole.cycle

    def other_of(self, person: User) -> User:
        """The other of the two that it names."""
        raise NotImplementedError

    def two_for(self, person: User) -> Two:
        """The two that it names, as one of them sees it."""
        return Two(person, self.other_of(person), self.mentorship, self.group)
