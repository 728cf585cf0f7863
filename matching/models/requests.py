"""In a rolling program a mentee asks a mentor directly, and the mentor answers."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Program


class MentorRequestQuerySet(models.QuerySet["MentorRequest"]):
    def open(self) -> "MentorRequestQuerySet":
        """Those that await the mentor's answer."""
        return self.filter(state=MentorRequest.State.OPEN)

    def live(self) -> "MentorRequestQuerySet":
        """Those that await an answer or a place."""
        return self.filter(state__in=MentorRequest.LIVE)

    def visible_to(self, user: User | AnonymousUser) -> "MentorRequestQuerySet":
        """One's own; to the mentor once a place is free for it; all of programs that `user` runs."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Program.objects.configured_by(user).values("pk")
        reached = Q(participation__mentor=user, expires_at__isnull=False)
        return self.filter(Q(enrollment__mentee=user) | reached | Q(enrollment__cycle__program__in=run))


class MentorRequest(models.Model):
    """A mentee asks a mentor: waiting, while places are taken, → open → accepted | declined | withdrawn | expired."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    LIVE = (State.WAITING, State.OPEN)

    id = models.UUIDField(primary_key=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="mentor_requests")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="mentor_requests")
    note = EncryptedTextField(_("note"), blank=True, help_text="For the mentor; deleted when no pair comes of it.")
    state = models.CharField(_("state"), max_length=10, choices=State)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty until it was put to the mentor.")
    settled_at = models.DateTimeField(null=True, blank=True)
    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.PROTECT, related_name="request", null=True, blank=True, help_text="What it led to."
    )

    objects = MentorRequestQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enrollment", "participation"),
                condition=Q(state__in=("waiting", "open")),
                name="one_live_request_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(expires_at__isnull=False), name="open_request_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", mentorship__isnull=False)
                | ~Q(state="accepted") & Q(mentorship__isnull=True),
                name="accepted_request_has_a_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrollment_id} – {self.participation_id}"
