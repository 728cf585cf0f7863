"""Who takes part in a cycle, as mentor or as mentee."""

from datetime import date, datetime, time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.encryption import EncryptedTextField
from people.models.enrollments import Enrollment
from people.models.meeting_times import validate_meeting_times
from programs.models import Cycle, CycleState, Program, SupportFunction

HAS_FREE_PLACE = Q(capacity__gt=F("places_taken"))


class MentorParticipationQuerySet(models.QuerySet["MentorParticipation"]):
    def current(self) -> "MentorParticipationQuerySet":
        """Those who have neither declined nor ended, the invited and those on leave included."""
        return self.exclude(state__in=MentorParticipation.GONE)

    def not_declined(self) -> "MentorParticipationQuerySet":
        """Those who take part or took part, the invited included."""
        return self.exclude(state=MentorParticipation.State.DECLINED)

    def took_part(self) -> "MentorParticipationQuerySet":
        """Those who take part; of a year that is over also those who have left it since."""
        left = Q(state=MentorParticipation.State.ENDED, cycle__state=CycleState.CLOSED)
        return self.filter(left | Q(state__in=MentorParticipation.TAKING_PART))

    def with_leave(self) -> "MentorParticipationQuerySet":
        """Those who take part and have a leave, planned or begun."""
        return self.current().filter(away_until__isnull=False)

    def ready(self) -> "MentorParticipationQuerySet":
        """Those whom mentees can choose, with an account that can log in; on leave or not."""
        return self.filter(state=MentorParticipation.State.READY, mentor__is_active=True)

    def not_away_on(self, day: date) -> "MentorParticipationQuerySet":
        """Those in whose leave `day` does not lie, as `is_away_on` says it of one."""
        return self.exclude(away_from__lte=day, away_until__gt=day)

    def with_free_place(self) -> "MentorParticipationQuerySet":
        """Those of whose places somebody could have one, as `places_free` counts them."""
        return self.filter(HAS_FREE_PLACE)

    def could_begin_on(self, day: date) -> "MentorParticipationQuerySet":
        """Those who are ready and there on `day`, as `could_begin_on` says it of one."""
        return self.ready().not_away_on(day)

    def visible_to(self, user: User | AnonymousUser) -> "MentorParticipationQuerySet":
        """One's own; those of programs that `user` runs; for mentees of the cycle, and for the safeguarding officer,
        those who are ready or on leave.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        enrolled = Enrollment.objects.not_withdrawn().filter(mentee=user)
        shown = Q(state__in=MentorParticipation.SHOWN)
        guarded = Program.objects.run_by(user, Role.SAFEGUARDING)
        reads = Q(cycle__in=enrolled.values("cycle")) | Q(cycle__program__in=guarded.values("pk"))
        run = Program.objects.configured_by(user)
        return self.filter(Q(mentor=user) | Q(cycle__program__in=run.values("pk")) | (shown & reads))


class MentorParticipation(models.Model):
    """A mentor in a cycle. Mentees see it once it is ready.

    `places_taken` counts live formal mentorships and held offers; only
    `people.services.places` changes it, under a row lock, and the database refuses a number above `capacity`.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        READY = "ready", _("Ready")
        PAUSED = "paused", _("On leave")
        ENDED = "ended", _("Ended")
        DECLINED = "declined", _("Declined")

    class Because(models.TextChoices):
        TIME = "time", _("I have no time for it this year")
        AWAY = "away", _("I’ll be away, or I’m moving")
        ELSEWHERE = "elsewhere", _("I mentor or teach enough elsewhere")
        DATES = "dates", _("The dates or the format don’t suit me")
        UNSURE = "unsure", _("I’m not sure that I’m the right person")
        OTHER = "other", _("Something else")

    class Renewal(models.TextChoices):
        AGAIN = "again", _("Again next year")
        NOT_NEXT = "not_next", _("Not next year")
        NO_MORE = "no_more", _("No more")

    TAKING_PART = (State.ACCEPTED, State.READY, State.PAUSED)
    SHOWN = (State.READY, State.PAUSED)
    GONE = (State.ENDED, State.DECLINED)

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="participations")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    capacity = models.PositiveSmallIntegerField(_("places"), default=1, validators=[MaxValueValidator(30)])
    minimum = models.PositiveSmallIntegerField(_("fewest mentees to make it worthwhile"), default=0)
    places_taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    department = models.CharField(_("department"), max_length=80, blank=True)
    in_person = models.BooleanField(_("in person"), default=True)
    by_video = models.BooleanField(_("by video"), default=True)
    by_audio = models.BooleanField(_("audio first"), default=False)
    usual_times = models.CharField(_("usual times"), max_length=160, blank=True)
    meeting_times: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("usual times to meet"), default=list, blank=True, validators=[validate_meeting_times]
    )
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    trained_on = models.DateField(_("trained on"), null=True, blank=True)
    co_mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    mentor_since = models.PositiveSmallIntegerField(_("mentor since"), null=True, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    declined_because = models.CharField(
        _("kind of reason for declining"),
        max_length=10,
        choices=Because,
        blank=True,
        help_text="Counted with others, and never shown beside a name.",
    )
    decline_reason = EncryptedTextField(_("reason for declining"), blank=True)
    decline_reason_shared = models.BooleanField(_("the coordinator may read the reason"), default=False)

    renewal = models.CharField(_("next year"), max_length=10, choices=Renewal, blank=True)
    renewal_at = models.DateTimeField(null=True, blank=True)

    objects = MentorParticipationQuerySet.as_manager()

    class Meta:
        ordering = ("mentor__sort_name", "mentor__given_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "mentor"), name="mentor_once_in_a_cycle"),
            models.CheckConstraint(condition=Q(places_taken__lte=F("capacity")), name="places_within_capacity"),
            models.CheckConstraint(condition=Q(minimum__lte=F("capacity")), name="minimum_within_capacity"),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_until__gt=F("away_from")),
                name="leave_has_two_ends_in_order",
            ),
            models.CheckConstraint(
                condition=Q(declined_because="") | Q(state="declined"), name="only_who_declined_says_why"
            ),
            models.CheckConstraint(
                condition=Q(renewal="", renewal_at__isnull=True) | (~Q(renewal="") & Q(renewal_at__isnull=False)),
                name="renewal_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mentor} · {self.cycle}"

    @property
    def takes_part(self) -> bool:
        """Whether the mentor has accepted and neither finished nor left."""
        return self.state in self.TAKING_PART

    @property
    def is_gone(self) -> bool:
        """Whether the mentor has finished, left or declined."""
        return self.state in self.GONE

    @property
    def can_renew(self) -> bool:
        """Whether the mentor can say what they think of another year: who took part in one that ends."""
        return self.takes_part and self.cycle.state in (CycleState.CLOSING, CycleState.CLOSED)

    @property
    def places_free(self) -> int:
        """Places that nobody holds."""
        return self.capacity - self.places_taken

    def could_begin_on(self, day: date) -> bool:
        """Whether the mentor is ready and there on `day`; with an account that can log in."""
        return self.state == self.State.READY and self.mentor.is_active and not self.is_away_on(day)

    def is_away_on(self, day: date) -> bool:
        """Whether `day` lies in the mentor's leave; on the day of return the mentor is back."""
        return self.away_from is not None and self.away_until is not None and self.away_from <= day < self.away_until

    @property
    def leave(self) -> tuple[datetime, datetime] | None:
        """The instants at which the leave begins and ends in the institution's zone, or None."""
        if self.away_from is None or self.away_until is None:
            return None
        zone = self.cycle.program.institution.zone
        return (
            datetime.combine(self.away_from, time.min, tzinfo=zone),
            datetime.combine(self.away_until, time.min, tzinfo=zone),
        )


class SupportOffer(models.Model):
    """A kind of support that a mentor offers."""

    participation = models.ForeignKey(MentorParticipation, on_delete=models.CASCADE, related_name="support_offers")
    function = models.CharField(_("kind of support"), max_length=24, choices=SupportFunction)
    note = models.CharField(_("how"), max_length=80, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("participation", "function"), name="support_offer_once"),)

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.function}"
