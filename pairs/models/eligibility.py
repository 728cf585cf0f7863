"""Why two people may not be paired: conflicts of interest, and a mentee's private avoidance."""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from people.models import Enrollment, MentorParticipation
from programs.models import Appointment, Institution, Program


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user: User | AnonymousUser) -> "ConflictQuerySet":
        """What one declared or entered; to coordinators also those between two people of their program."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        coordinated = Appointment.objects.of_coordinators().filter(user=user)
        in_both = coordinated.filter(
            Exists(Enrollment.objects.filter(cycle__program=OuterRef("program"), mentee=OuterRef(OuterRef("mentee")))),
            Exists(
                MentorParticipation.objects.filter(
                    cycle__program=OuterRef("program"), mentor=OuterRef(OuterRef("mentor"))
                )
            ),
            institution=OuterRef("institution"),
        )
        return self.filter(Q(declared_by=user) | Exists(in_both))

    def not_over(self, day: date) -> "ConflictQuerySet":
        """Those in force on `day` or still to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def unsettled_in(self, program: "Program | int") -> "ConflictQuerySet":
        """Those whose case no coordinator of the program has closed."""
        return self.exclude(reviews__program=program)


class Conflict(models.Model):
    """A role that one person has towards the other and that rules out mentoring.

    Each source states its own: what a roster, a coordinator and either of the two say are rows apart, so that nobody
    changes what somebody else said. A coordinator may delete any of them.
    """

    class Kind(models.TextChoices):
        GRADES = "grades", _("Grades")
        LINE_MANAGES = "line_manages", _("Manages")
        FAMILY = "family", _("Family")
        TREATS = "treats", _("Treats as a patient")
        OTHER = "other", _("Other")
        APART = "apart", _("Not to be paired again")

    class Source(models.TextChoices):
        COORDINATOR = "coordinator", _("Added by a coordinator")
        DECLARED = "declared", _("Reported by one of the two")
        ROSTER = "roster", _("Imported from a roster")

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="conflicts")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts_as_mentor")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts_as_mentee")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.COORDINATOR)
    course = models.CharField(_("course or rotation"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="conflict_between_two_people"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="conflict_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=("institution", "mentor", "mentee", "kind", "course", "source"),
                condition=~Q(source="declared"),
                name="conflict_once_a_source",
            ),
            models.UniqueConstraint(
                fields=("institution", "mentor", "mentee", "kind", "course", "declared_by"),
                condition=Q(source="declared"),
                name="conflict_declared_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mentor_id} – {self.mentee_id}"

    @property
    def stated_by(self) -> str:
        """Where it comes from, in words for coordinators."""
        if self.source == self.Source.DECLARED and self.declared_by_id == self.mentor_id:
            return gettext("Reported by the mentor")
        if self.source == self.Source.DECLARED and self.declared_by_id == self.mentee_id:
            return gettext("Reported by the mentee")
        return str(self.get_source_display())

    def is_over(self, day: date) -> bool:
        """Whether its last day lies before `day`."""
        return self.ends_on is not None and self.ends_on < day


class ConflictReview(models.Model):
    """A coordinator has spoken with a pair, or two with an open offer, that a conflict came upon.

    It counts for the coordinator's program alone; the conflict stays on the list.
    """

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="reviews")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conflict", "program"), name="case_settled_once_a_program"),)

    def __str__(self) -> str:
        return f"Settled case {self.pk}"


class AvoidanceQuerySet(models.QuerySet["Avoidance"]):
    def visible_to(self, user: User | AnonymousUser) -> "AvoidanceQuerySet":
        """One's own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(mentee=user)


class Avoidance(models.Model):
    """A mentee does not want to be paired with somebody. Only the mentee may ever see it."""

    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="avoidances")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AvoidanceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("mentee", "mentor"), name="avoidance_once"),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="avoidance_of_somebody_else"),
        )

    def __str__(self) -> str:
        return f"Avoidance {self.pk}"


class PeerAvoidance(models.Model):
    """Somebody whom a peer would rather not be with, by the address that they typed. Only the peer may ever see it.

    It stays an address, whoever has it: nobody learns from it who takes part, or who has an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="avoided_peers")
    address = EncryptedTextField()

    def __str__(self) -> str:
        return f"Peer avoidance {self.pk}"
