"""What two people write down for each other: encrypted, and read by nobody but the two."""

import uuid
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from pairs.models.mentorships import Mentorship


class OfTwoQuerySet(models.QuerySet[Any]):
    """Reads of what belongs to a pair, and the rule who sees it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What belongs to a pair of which `user` is one side, as long as `user` may sign in; no role sees more."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(mentorship__mentee=user) | Q(mentorship__mentor=user))


class OfTwo(models.Model):
    """A row that belongs to a pair. Its key is random, because its encrypted texts are bound to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")

    objects = OfTwoQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"
