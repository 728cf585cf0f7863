"""What a mentee wants: a private shortlist and a ranked list for a round."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models.rounds import MatchRound
from people.models import Enrollment, MentorParticipation
from programs.models import Program


class PreferenceListQuerySet(models.QuerySet["PreferenceList"]):
    def handed_in(self) -> "PreferenceListQuerySet":
        """Those that count when the round closes, or counted when it did."""
        return self.exclude(state=PreferenceList.State.DRAFT)

    def visible_to(self, user: User | AnonymousUser) -> "PreferenceListQuerySet":
        """One's own; to coordinators of the program those that were locked when the round closed."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        coordinated = Program.objects.coordinated_by(user).values("pk")
        locked = Q(state=PreferenceList.State.LOCKED, round__cycle__program__in=coordinated)
        return self.filter(Q(enrollment__mentee=user) | locked)


class PreferenceList(models.Model):
    """A mentee's ranked list for one round: draft → submitted → locked when the round closes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Handed in")
        LOCKED = "locked", _("Locked")

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="preference_lists")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="preference_lists")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    file_revision = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of the list as a file had it; empty once its mentee has saved it on the site.",
    )
    counted = models.BooleanField(default=False, editable=False, help_text="It stands in the round’s demand.")
    changed = models.BooleanField(default=True, editable=False, help_text="Since demand was counted last.")

    objects = PreferenceListQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "enrollment"), name="one_list_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} · {self.enrollment_id}"


class PreferenceItem(models.Model):
    """One rank of a list; 1 is the person whom the mentee would most like to meet."""

    preference_list = models.ForeignKey(PreferenceList, on_delete=models.CASCADE, related_name="items")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=("preference_list", "rank"), name="rank_once"),
            models.UniqueConstraint(fields=("preference_list", "participation"), name="mentor_ranked_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="ranks_start_at_one"),
        )

    def __str__(self) -> str:
        return f"{self.rank}"


class ShortlistEntryQuerySet(models.QuerySet["ShortlistEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> "ShortlistEntryQuerySet":
        """One's own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(enrollment__mentee=user)


class ShortlistEntry(models.Model):
    """A mentee keeps a mentor in mind. Nobody else sees it."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="shortlist")
    participation = models.ForeignKey(MentorParticipation, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShortlistEntryQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (models.UniqueConstraint(fields=("enrollment", "participation"), name="shortlisted_once"),)

    def __str__(self) -> str:
        return f"{self.enrollment_id} · {self.participation_id}"
