"""Mentees who take part in a cycle, and what they ask for."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.models.meeting_times import validate_meeting_times
from programs.models import Cycle, Program, SupportFunction


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def current(self) -> "EnrollmentQuerySet":
        """Those who have neither finished nor left, the invited included."""
        return self.exclude(state__in=Enrollment.GONE)

    def awaiting_match(self) -> "EnrollmentQuerySet":
        """Those who have enrolled and have no mentor yet, the waiting list included."""
        return self.filter(state__in=Enrollment.AWAITING_MATCH)

    def took_part(self) -> "EnrollmentQuerySet":
        """Those who have enrolled and not left, the ones who have finished included."""
        return self.filter(state__in=(*Enrollment.TAKING_PART, Enrollment.State.COMPLETED))

    def not_withdrawn(self) -> "EnrollmentQuerySet":
        """Those who take part or took part, the invited included."""
        return self.exclude(state=Enrollment.State.WITHDRAWN)

    def visible_to(self, user: User | AnonymousUser) -> "EnrollmentQuerySet":
        """One's own, and those of programs that `user` runs."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Program.objects.configured_by(user)
        return self.filter(Q(mentee=user) | Q(cycle__program__in=run.values("pk")))


class Enrollment(models.Model):
    """A mentee in a cycle."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        STARTED = "started", _("Started")
        ENROLLED = "enrolled", _("Enrolled")
        WAITLISTED = "waitlisted", _("On the waiting list")
        MATCHED = "matched", _("Matched")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    UNFINISHED = (State.INVITED, State.STARTED)
    TAKING_PART = (State.ENROLLED, State.WAITLISTED, State.MATCHED)
    AWAITING_MATCH = (State.ENROLLED, State.WAITLISTED)
    GONE = (State.COMPLETED, State.WITHDRAWN)

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="enrollments")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    cohort = models.CharField(_("year or group"), max_length=60, blank=True)
    introduction = models.TextField(_("a few words about you"), max_length=2000, blank=True)
    meeting_times: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("usual times to meet"), default=list, blank=True, validators=[validate_meeting_times]
    )
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, blank=True)
    late = models.BooleanField(_("enrolled late"), default=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ("mentee__sort_name", "mentee__given_name", "pk")
        indexes = (models.Index(fields=("cycle", "cohort"), name="enrollment_cohorts"),)  # a filter of its list
        constraints = (models.UniqueConstraint(fields=("cycle", "mentee"), name="mentee_once_in_a_cycle"),)

    def __str__(self) -> str:
        return f"{self.mentee} · {self.cycle}"

    @property
    def takes_part(self) -> bool:
        """Whether the mentee has enrolled and neither finished nor left."""
        return self.state in self.TAKING_PART

    @property
    def is_gone(self) -> bool:
        """Whether the mentee has finished or left."""
        return self.state in self.GONE


class SupportNeed(models.Model):
    """A kind of support that a mentee asks for; priority 1 matters most."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="support_needs")
    function = models.CharField(_("kind of support"), max_length=24, choices=SupportFunction)
    priority = models.PositiveSmallIntegerField(_("priority"), default=1)

    class Meta:
        ordering = ("priority", "pk")
        constraints = (models.UniqueConstraint(fields=("enrollment", "function"), name="support_need_once"),)

    def __str__(self) -> str:
        return f"{self.enrollment_id} · {self.function}"
