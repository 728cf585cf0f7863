"""The life of a pair, and of a mentoring group."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program


class Origin(models.TextChoices):
    """How a pair came about."""

    ASSIGNED = "assigned", _("Assigned by a coordinator")
    CHOSEN = "chosen", _("From the mentee’s ranking")
    SURVEY = "survey", _("From shared interests")
    RANDOM = "random", _("By random draw")
    INFORMAL = "informal", _("Found each other")


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    def visible_to(self, user: User | AnonymousUser) -> "MentorshipQuerySet":
        """One's own, and all of the programs that `user` coordinates or administers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Program.objects.configured_by(user)
        return self.filter(Q(mentee=user) | Q(mentor=user) | Q(cycle__program__in=run.values("pk")))

    def of(self, user: User) -> "MentorshipQuerySet":
        """Those of which `user` is one of the two."""
        return self.filter(Q(mentee=user) | Q(mentor=user))

    def live(self) -> "MentorshipQuerySet":
        """Those that go on: a pause is included, and the wait for signatures before they are active."""
        return self.filter(state__in=Mentorship.LIVE)

    def formal(self) -> "MentorshipQuerySet":
        """Those that use a place."""
        return self.exclude(origin=Origin.INFORMAL)

    def live_and_formal(self) -> "MentorshipQuerySet":
        """Those that keep a mentor's place now."""
        return self.live().formal()


class Mentorship(models.Model):
    """Two people in a cycle. Informal ones use no place.

    A proposed one waits until both have signed their agreement, where the program wants it: it has its place and may
    meet, and its clock has not started. Triggers let none become active before.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for both signatures")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        COMPLETED = "completed", _("Completed")
        ENDED = "ended", _("Ended, no fault")
        MENTOR_LEFT = "mentor_left", _("Ended, mentor left")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LIVE = (State.PROPOSED, State.ACTIVE, State.PAUSED)

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="mentorships")
    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships_as_mentee")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships_as_mentor")
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="mentorships", null=True, blank=True
    )
    participation = models.ForeignKey(
        MentorParticipation, on_delete=models.PROTECT, related_name="mentorships", null=True, blank=True
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where the mentor stood on the mentee's list; empty where there was none."
    )
    primary = models.BooleanField(_("primary"), default=True, help_text="False for a second mentor of the mentee.")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ACTIVE)
    started_on = models.DateField(_("since"))
    activated_on = models.DateField(
        null=True, blank=True, help_text="First day on which it was active; empty while it waits for signatures."
    )
    paused_on = models.DateField(null=True, blank=True, help_text="First day of the present pause, or of the last one.")
    resumed_on = models.DateField(null=True, blank=True, help_text="The day after the last pause; empty during one.")
    paused_days = models.PositiveSmallIntegerField(default=0, help_text="Days of the pauses that are over.")
    on_hold = models.BooleanField(
        default=False,
        help_text="Paused by somebody’s wish: the return of the mentor does not resume it.",
    )
    ended_on = models.DateField(null=True, blank=True)
    interim_for = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="interims",
        null=True,
        blank=True,
        help_text="The mentorship whose mentor is away for a while, and at whose return this one ends.",
    )
    interim_until = models.DateField(null=True, blank=True, help_text="The day on which it ends at the latest.")
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="continuations",
        null=True,
        blank=True,
        help_text="The mentorship that an informal one goes on from.",
    )
    nudged_on = models.DateField(null=True, blank=True, help_text="When the two were last reminded to find a time.")
    snoozed_until = models.DateField(
        null=True, blank=True, help_text="Until that day the pair is not in its coordinator’s queue."
    )

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        ordering = ("-started_on", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="nobody_mentors_themselves"),
            models.CheckConstraint(
                condition=Q(interim_for__isnull=True, interim_until__isnull=True)
                | Q(interim_for__isnull=False, interim_until__isnull=False),
                name="interim_for_a_pair_until_a_day",
            ),
            models.UniqueConstraint(
                fields=("cycle", "mentee", "mentor"),
                condition=Q(state__in=("proposed", "active", "paused")),
                name="one_live_mentorship_a_pair",
            ),
            models.UniqueConstraint(
                fields=("cycle", "mentee"),
                condition=Q(state__in=("proposed", "active", "paused"), primary=True) & ~Q(origin="informal"),
                name="one_primary_mentorship",
            ),
            models.CheckConstraint(
                condition=Q(origin="informal") | Q(enrollment__isnull=False, participation__isnull=False),
                name="formal_mentorship_has_places",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(activated_on__isnull=True) & ~Q(origin="informal"),
                name="proposed_mentorship_was_never_active",
            ),
            models.CheckConstraint(
                condition=Q(resumed_on__isnull=True) | Q(resumed_on__gte=F("paused_on"), paused_on__isnull=False),
                name="resumed_after_paused",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mentee_id} – {self.mentor_id}"

    @property
    def is_live(self) -> bool:
        """Whether it goes on, a pause included."""
        return self.state in self.LIVE

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for both signatures."""
        return self.state == self.State.PROPOSED

    @property
    def counts_from(self) -> date:
        """The day from which meetings are expected: since it is active."""
        return self.activated_on or self.started_on

    @property
    def is_formal(self) -> bool:
        """Whether it uses a place."""
        return self.origin != Origin.INFORMAL

    def other_of(self, person: User) -> User:
        """The mentor of the mentee, and the mentee of the mentor."""
        return self.mentor if person.pk == self.mentee_id else self.mentee


class MentoringGroupQuerySet(models.QuerySet["MentoringGroup"]):
    def led_by(self, user: User) -> "MentoringGroupQuerySet":
        """The groups whose sessions `user` plans, as mentor or as peer, as long as `user` may sign in."""
        if not user.is_active:
            return self.none()
        return self.filter(
            members__user=user,
            members__side__in=(GroupMember.Side.MENTOR, GroupMember.Side.PEER),
            members__left_on__isnull=True,
        )

    def visible_to(self, user: User) -> "MentoringGroupQuerySet":
        """The groups to which `user` belongs now, and all of the programs that `user` coordinates."""
        if not user.is_active:
            return self.none()
        own = Exists(GroupMember.objects.current().filter(group=OuterRef("pk"), user=user))
        return self.filter(Q(own) | Q(cycle__program__in=Program.objects.coordinated_by(user).values("pk")))

    def peers_visible_to(self, user: User) -> "MentoringGroupQuerySet":
        """The groups of peers that go on: one's own, and all of the programs that `user` coordinates."""
        return self.visible_to(user).going_on().filter(kind=MentoringGroup.Kind.PEERS)

    def going_on(self) -> "MentoringGroupQuerySet":
        """Those that have members: a group of peers that parted has none."""
        return self.filter(Exists(GroupMember.objects.current().filter(group=OuterRef("pk"))))


class MentoringGroup(models.Model):
    """A circle, a team or a family: several people who meet together. Or peers: two or three, none of them a mentor."""

    class Kind(models.TextChoices):
        CIRCLE = "circle", _("Circle")
        TEAM = "team", _("Team")
        FAMILY = "family", _("Family")
        PEERS = "peers", _("Peers")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CIRCLE)
    formed_on = models.DateField(_("since"))
    seed = models.BigIntegerField(null=True, blank=True, help_text="Of the draw that formed the group.")

    objects = MentoringGroupQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("cycle", "name"), name="group_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_peers(self) -> bool:
        """Whether all its members are equal."""
        return self.kind == self.Kind.PEERS


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def current(self) -> "GroupMemberQuerySet":
        """Those who have not left their group."""
        return self.filter(left_on__isnull=True)


class GroupMember(models.Model):
    """Somebody belongs to a group: as mentor or mentee, or as one of peers, which triggers keep to groups of peers."""

    class Side(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        MENTEE = "mentee", _("Mentee")
        PEER = "peer", _("Peer")

    group = models.ForeignKey(MentoringGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_memberships")
    side = models.CharField(max_length=8, choices=Side)
    left_on = models.DateField(null=True, blank=True, help_text="A peer’s first day outside the group.")

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ("side", "pk")
        constraints = (
            models.UniqueConstraint(fields=("group", "user"), name="group_member_once"),
            models.CheckConstraint(condition=Q(left_on__isnull=True) | Q(side="peer"), name="peers_leave_a_group"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} · {self.user_id}"
