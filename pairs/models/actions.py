"""Who of a pair, or of a group, does what, and by when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models.mentorships import Mentorship
from pairs.models.of_whole import OfWhole


class Action(OfWhole):
    """One thing that somebody, or everybody, said they would do. It stays on the agenda until it is done."""

    class Owner(models.TextChoices):
        MENTEE = "mentee", _("Mentee")
        MENTOR = "mentor", _("Mentor")
        BOTH = "both", _("Both")
        MEMBER = "member", _("A member of the group")
        ALL = "all", _("Everyone in the group")

    OF_PAIRS = (Owner.MENTEE, Owner.MENTOR, Owner.BOTH)

    text = EncryptedTextField()
    owner = models.CharField(max_length=6, choices=Owner)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Which member of the group.",
    )
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfWhole.Meta):
        abstract = False
        ordering = (models.F("due_on").asc(nulls_last=True), "added_at", "pk")
        indexes = (
            models.Index(fields=("mentorship", "done_at"), name="action_open"),
            models.Index(fields=("group", "done_at"), name="action_open_in_group"),
        )
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            *OfWhole.Meta.constraints,
            models.CheckConstraint(
                condition=Q(mentorship__isnull=False, owner__in=("mentee", "mentor", "both"), person__isnull=True)
                | Q(group__isnull=False, owner="all", person__isnull=True)
                | Q(group__isnull=False, owner="member", person__isnull=False),
                name="action_has_a_fitting_owner",
            ),
        )

    @staticmethod
    def owners(mentorship: Mentorship, person: User) -> tuple["Action.Owner", "Action.Owner"]:
        """The owners by which an action is one of `person`, who is one of the two."""
        own = Action.Owner.MENTEE if person.pk == mentorship.mentee_id else Action.Owner.MENTOR
        return own, Action.Owner.BOTH
