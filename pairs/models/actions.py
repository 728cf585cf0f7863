"""Who of a pair does what, and by when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models.mentorships import Mentorship
from pairs.models.of_two import OfTwo


class Action(OfTwo):
    """One thing that one of the two, or both, said they would do. It stays on the agenda until it is done."""

    class Owner(models.TextChoices):
        MENTEE = "mentee", _("Mentee")
        MENTOR = "mentor", _("Mentor")
        BOTH = "both", _("Both")

    text = EncryptedTextField()
    owner = models.CharField(max_length=6, choices=Owner)
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = (models.F("due_on").asc(nulls_last=True), "added_at", "pk")
        indexes = (models.Index(fields=("mentorship", "done_at"), name="action_open"),)

    @staticmethod
    def owners(mentorship: Mentorship, person: User) -> tuple["Action.Owner", "Action.Owner"]:
        """The owners by which an action is one of `person`, who is one of the two."""
        own = Action.Owner.MENTEE if person.pk == mentorship.mentee_id else Action.Owner.MENTOR
        return own, Action.Owner.BOTH
