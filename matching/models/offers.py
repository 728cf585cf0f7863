"""An offer is a pair that both people may accept or decline: one that a round published, or one made by hand."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from matching.models.rounds import ProposedPair
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Program


class Answer(models.TextChoices):
    """What one side says to an offer."""

    NONE = "none", _("No answer yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class OfferQuerySet(models.QuerySet["Offer"]):
    def pending(self) -> "OfferQuerySet":
        """Those that hold a place and await an answer."""
        return self.filter(state=Offer.State.PENDING)

    def open(self) -> "OfferQuerySet":
        """The pending ones, each with the keys of its program and its two people."""
        return self.pending().annotate(
            offered_in=F("enrollment__cycle__program"),
            offered_to=F("enrollment__mentee"),
            offered_mentor=F("participation__mentor"),
        )

    def visible_to(self, user: User | AnonymousUser) -> "OfferQuerySet":
        """Those made to `user`, and all of the programs that `user` coordinates or administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Program.objects.configured_by(user)
        return self.filter(
            Q(enrollment__mentee=user)
            | Q(participation__mentor=user)
            | Q(enrollment__cycle__program__in=run.values("pk"))
        )


class Offer(models.Model):
    """Holds a place until both have answered: pending → accepted | declined | expired.

    A round makes it of a pair that it published; one without such a pair was made by hand.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for answers")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    proposed_pair = models.OneToOneField(
        ProposedPair, on_delete=models.PROTECT, related_name="offer", null=True, blank=True
    )
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="offers")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="offers")
    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.PROTECT, related_name="offer", null=True, blank=True, help_text="What it led to."
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    mentee_answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    mentor_answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    mentee_answered_at = models.DateTimeField(null=True, blank=True)
    mentor_answered_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # What both were told when the offer was made; the program's rule may change afterwards.
    silence_rule = models.CharField(max_length=8, choices=Program.SilenceRule, default=Program.SilenceRule.ACCEPT)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When a coordinator told whom no e-mail reached by another way."
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("expires_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enrollment", "participation"), condition=Q(state="pending"), name="one_pending_offer_a_pair"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrollment_id} – {self.participation_id}"

    @property
    def mentors_each(self) -> int:
        """How many mentors the mentee may have: as its round gives, or for one made by hand the program."""
        if self.proposed_pair:
            return self.proposed_pair.proposal.round.mentors_each
        return self.enrollment.cycle.program.mentors_each


class RecordedAnswer(models.Model):
    """A coordinator recorded what somebody answered by another way. The note is for coordinators."""

    id = models.UUIDField(primary_key=True, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="recorded_answers")
    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    note = EncryptedTextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (models.UniqueConstraint(fields=("offer", "person"), name="one_recorded_answer"),)

    def __str__(self) -> str:
        return f"Recorded answer {self.pk}"


class DeclineReason(models.Model):
    """Why somebody declined. Private to its writer unless the writer shares it with the coordinators."""

    id = models.UUIDField(primary_key=True, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="decline_reasons")
    writer = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField()
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("offer", "writer"), name="one_decline_reason"),)

    def __str__(self) -> str:
        return f"Decline reason {self.pk}"
