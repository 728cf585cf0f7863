"""A session, the series it may belong to, what it was about, and who comes."""

import uuid
import zoneinfo
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User, validate_time_zone
from pairs.models import GroupMember, MentoringGroup, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program, SupportFunction
from programs.models.join_links import fill_join_link, validate_https
from sessions.models.focus import Focus


class Mode(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    WALK = "walk", _("Walk")


class SessionSeries(models.Model):
    """Sessions that repeat at the organiser's local time, whatever the clocks do."""

    rule = models.CharField(max_length=200, help_text="RFC 5545 recurrence rule, in the organizer’s local time.")
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])

    def __str__(self) -> str:
        return self.rule


def counts_as_held(prefix: str = "") -> Q:
    """Which sessions count as held: logged as such, and not disputed by the mentee.

    Args:
        prefix: the way to the session, such as "sessions__".
    """
    held, disputed = MentoringSession.State.HELD, MentoringSession.Confirmation.DISPUTED
    return Q((f"{prefix}state", held)) & ~Q((f"{prefix}confirmation", disputed))


def is_agreed_ahead(now: datetime, prefix: str = "") -> Q:
    """Which sessions are agreed and have not begun.

    Args:
        now: the instant of the page.
        prefix: the way to the session, such as "sessions__".
    """
    return Q((f"{prefix}state", MentoringSession.State.SCHEDULED), (f"{prefix}starts_at__gt", now))


class MentoringSessionQuerySet(models.QuerySet["MentoringSession"]):
    """Reads of sessions, and the rules who sees them."""

    def visible_to(self, user: User) -> Self:
        """The sessions whose page `user` may open: their own, their groups', and the workshops of their cycles."""
        if not user.is_active:
            return self.none()
        return self.filter(_takes_part(user) | _open_workshop(user))

    def with_participant(self, user: User) -> Self:
        """The sessions to which `user` belongs, as one of the pair, of the group, invited, or organising them."""
        return self.filter(_takes_part(user)) if user.is_active else self.none()

    def workshops_open_to(self, user: User) -> Self:
        """The workshops of the cycles in which `user` takes part or which they run."""
        return self.filter(_open_workshop(user)) if user.is_active else self.none()

    def metadata_visible_to(self, user: User) -> Self:
        """The sessions of which `user`, who runs their program, knows the date, the length, the mode and the state."""
        if not user.is_active:
            return self.none()
        return self.filter(cycle__program__in=Program.objects.configured_by(user).values("pk"))

    def upcoming(self, now: datetime) -> Self:
        """Those that are proposed or agreed and have not begun."""
        return self.filter(state__in=MentoringSession.AHEAD, starts_at__gt=now)

    def agreed_ahead(self, now: datetime) -> Self:
        """Those that are agreed and have not begun."""
        return self.filter(is_agreed_ahead(now))

    def unlogged(self, by: datetime) -> Self:
        """Those that were agreed, had begun `by` that instant and have no log."""
        return self.filter(state=MentoringSession.State.SCHEDULED, starts_at__lte=by)

    def with_attendance_of(self, user: User) -> Self:
        """The sessions in which `user` has a part: expected, waiting, organising, or once present."""
        # One set of keys of either way, so that the plan begins with the few of one person in a school of any size.
        attended = Attendance.objects.filter(user=user).order_by().values("session")
        organised = MentoringSession.objects.filter(organiser=user).order_by().values("pk")
        return self.filter(pk__in=attended.union(organised))


def _takes_part(user: User) -> Q:
    own = Q(mentorship__mentee=user) | Q(mentorship__mentor=user) | Q(organiser=user)
    invited = Exists(Attendance.objects.filter(session=OuterRef("pk"), user=user))
    grouped = Exists(GroupMember.objects.current().filter(group=OuterRef("group"), user=user))
    return own | invited | grouped


def _open_workshop(user: User) -> Q:
    enrolled = Enrollment.objects.not_withdrawn().filter(cycle=OuterRef("cycle"), mentee=user)
    mentoring = MentorParticipation.objects.not_declined().filter(cycle=OuterRef("cycle"), mentor=user)
    takes_part = Q(Exists(enrolled)) | Q(Exists(mentoring)) | _coordinates(user)
    return Q(kind=MentoringSession.Kind.WORKSHOP) & takes_part


def _coordinates(user: User) -> Q:
    return Q(cycle__program__in=Program.objects.coordinated_by(user).values("pk"))


class MentoringSession(models.Model):
    """A meeting of a pair, of a group, or a workshop that is open to a cycle."""

    class Kind(models.TextChoices):
        ONE_TO_ONE = "one_to_one", _("One-on-one")
        GROUP = "group", _("Group")
        WORKSHOP = "workshop", _("Workshop")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SCHEDULED = "scheduled", _("Scheduled")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed")

    class Confirmation(models.TextChoices):
        NONE = "none", _("Not logged")
        WAITING = "waiting", _("Waiting for the mentee")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Mentee asked for a change")

    AHEAD = (State.PROPOSED, State.SCHEDULED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ONE_TO_ONE)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    group = models.ForeignKey(MentoringGroup, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    series = models.ForeignKey(SessionSeries, on_delete=models.PROTECT, related_name="sessions", null=True, blank=True)
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organised_sessions")
    focus = models.CharField(_("what it is for"), max_length=14, choices=Focus, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    description = models.TextField(_("what we do"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    time_zone = models.CharField(_("organizer’s time zone"), max_length=60, validators=[validate_time_zone])
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.VIDEO)
    join_url = models.URLField(_("link to join"), blank=True, validators=[validate_https])
    location = models.CharField(_("place"), max_length=160, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    confidential = models.BooleanField(_("confidential, logged without content"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SCHEDULED)
    n_times = models.PositiveSmallIntegerField(
        default=1, help_text="How many times a proposal names, of which the other picks one."
    )
    sequence = models.PositiveSmallIntegerField(default=0, help_text="SEQUENCE of the calendar file (RFC 5545).")
    logged_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.NONE)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the mentee confirmed or disputed.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MentoringSessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (
            models.Index(fields=("starts_at", "state"), name="session_when"),
            models.Index(fields=("cycle", "state", "starts_at"), name="session_of_cycle"),  # what waits, and the week
            models.Index(fields=("kind", "starts_at"), name="session_kind_when"),  # the few workshops among all
        )
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(kind="one_to_one", mentorship__isnull=False, group__isnull=True)
                    | Q(kind="group", group__isnull=False, mentorship__isnull=True)
                    | Q(kind="workshop", mentorship__isnull=True, group__isnull=True)
                ),
                name="session_belongs_to_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(n_times=1) | Q(state__in=("proposed", "cancelled"), n_times__range=(2, 5)),
                name="session_times_to_pick",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="session_length"),
            models.CheckConstraint(
                condition=Q(join_url="") | Q(join_url__startswith="https://"), name="session_link_is_private"
            ),
            models.CheckConstraint(condition=Q(places__isnull=True) | Q(places__gte=1), name="session_has_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """The instant at which the session ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The organiser's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def other_of(self, person: User) -> User | None:
        """The other of the pair, or None for a group session and a workshop."""
        return self.mentorship.other_of(person) if self.mentorship else None

    def overlaps(self, starts_at: datetime, minutes: int) -> bool:
        """Whether the session shares time with the stretch of `minutes` from `starts_at`; touching ends do not."""
        return self.starts_at < starts_at + timedelta(minutes=minutes) and starts_at < self.ends_at

    @property
    def link(self) -> str:
        """Where to join: what somebody typed, else the school's own room for a session by video; empty for neither."""
        if self.join_url or self.mode != Mode.VIDEO:
            return self.join_url
        host = self.mentorship.mentor_id if self.mentorship else self.organiser_id
        pattern = self.cycle.program.institution.join_link
        return fill_join_link(pattern, token=_room("session", self.pk), mentor=_room("host", host))

    @property
    def link_follows(self) -> bool:
        """Whether people are to meet by video and nobody knows where yet."""
        return self.is_ahead and self.mode == Mode.VIDEO and not self.link

    @property
    def is_of_peers(self) -> bool:
        """Whether equals meet, of whom nobody leads."""
        return self.group is not None and self.group.is_of_peers

    @property
    def is_ahead(self) -> bool:
        """Whether the session is proposed or scheduled: not yet held, missed or cancelled."""
        return self.state in self.AHEAD


def _room(of: str, key: object) -> str:
    """The name of a room, which nobody guesses from an address of this site."""
    return salted_hmac(f"sessions.rooms.{of}", str(key), algorithm="sha256").hexdigest()[:20]


class SessionTopic(models.Model):
    """Which kinds of support a session was about. Coordinators do not see it."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="topics")
    function = models.CharField(max_length=24, choices=SupportFunction)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("session", "function"), name="session_topic_once"),)

    def __str__(self) -> str:
        return self.function


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Reads of who comes."""

    def holding_a_place(self) -> Self:
        """Those who use one of the session's places; who leads uses none."""
        return self.filter(state=Attendance.State.CONFIRMED, leads=False)

    def unclaimed(self, by: datetime) -> Self:
        """Those who moved up and had not said `by` that instant that they come."""
        return self.filter(state=Attendance.State.CONFIRMED, claim_until__lte=by)

    def waiting(self) -> Self:
        """The waiting list, first in, first out."""
        return self.filter(state=Attendance.State.WAITLISTED).order_by("waiting_since", "pk")


class Attendance(models.Model):
    """One person and one session: invited → confirmed | waitlisted → attended | excused | no-show.

    Who moves up from the waiting list has a place at once, and until `claim_until` to say that they come.

    PostgreSQL keeps two promises with a trigger and an exclusion constraint (migration 0002): nobody is
    confirmed in two scheduled sessions that overlap, and the confirmed never exceed the places.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        CONFIRMED = "confirmed", _("Coming")
        WAITLISTED = "waitlisted", _("On the waiting list")
        DECLINED = "declined", _("Not coming")
        ATTENDED = "attended", _("Attended")
        EXCUSED = "excused", _("Excused")
        NO_SHOW = "no_show", _("Didn’t come")

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    leads = models.BooleanField(_("leads the session"), default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True, help_text="The waiting list is first in, first out.")
    claim_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when somebody who moved up says that they come; empty once they did."
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("waiting_since", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "user"), name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(waiting_since__isnull=False), name="waiting_has_a_beginning"
            ),
            models.CheckConstraint(
                condition=Q(claim_until__isnull=True) | Q(state="confirmed"), name="a_claim_holds_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} · {self.user_id}"
