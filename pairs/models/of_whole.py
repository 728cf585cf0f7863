"""What a pair or a group writes down together: encrypted, and read by nobody but those who belong to it."""

import uuid
from typing import Any, ClassVar, Self, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from pairs.models.mentorships import GroupMember, MentoringGroup, Mentorship

Whole = Mentorship | MentoringGroup


class OfWholeQuerySet(models.QuerySet[Any]):
    """Reads of what belongs to a pair or a group, and the rule who sees it."""

    def of(self, whole: Whole) -> Self:
        """What belongs to this pair or group."""
        return self.filter(**belonging_to(whole))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What belongs to a pair or group in which `user` is now, as long as `user` may sign in; no role sees more."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        member = GroupMember.objects.current().filter(group=OuterRef("group"), user=user)
        return self.filter(Q(mentorship__mentee=user) | Q(mentorship__mentor=user) | Exists(member))


class PartOfWhole(models.Model):
    """A row that belongs to a pair, or to a group. Its key is random, because its encrypted texts are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    group = models.ForeignKey(MentoringGroup, on_delete=models.CASCADE, related_name="+", null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(mentorship__isnull=False, group__isnull=True)
                | Q(mentorship__isnull=True, group__isnull=False),
                name="%(class)s_of_one_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    @property
    def whole(self) -> Whole:
        """The pair or the group to which it belongs."""
        return self.mentorship or cast(MentoringGroup, self.group)  # one of the two, by the constraint


class OfWhole(PartOfWhole):
    """What all who belong to the pair or the group read."""

    objects = OfWholeQuerySet.as_manager()

    class Meta(PartOfWhole.Meta):
        abstract = True


def belonging_to(whole: Whole) -> dict[str, Any]:
    """Return the columns by which a row belongs to a pair or to a group."""
    return {"mentorship": whole} if isinstance(whole, Mentorship) else {"group": whole}
