"""Groups that are being formed: what is asked for, what the engine found, and what was changed by hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models.attributes import Attribute
from matching.models.rounds import new_secret
from matching.models.stored import FormationAim, FormingProgress
from pairs.models import MentoringGroup
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle

MOST_MENTORS_EACH = 3
MOST_GROUPS_EACH = 5
MOST_PEOPLE = 100
FEWEST_PEERS, MOST_PEERS = 2, 4


class Wish(models.TextChoices):
    """What can be wanted of an attribute, by the names of the engine."""

    SPREAD = "spread", _("Spread evenly over the groups")
    GATHER = "gather", _("The same within a group")
    SHARE = "share", _("One in common for everyone")
    ACCOMPANY = "accompany", _("Nobody is the only one")


_SEVERAL = (Wish.SPREAD, Wish.SHARE, Wish.ACCOMPANY)
_ONE = (Wish.SPREAD, Wish.GATHER, Wish.ACCOMPANY)
# Of several values, such as languages, a group has one in common; of one it is all the same or not.
# When people can meet is good for nothing but meeting.
WISHES: dict[Attribute, tuple[Wish, ...]] = dict.fromkeys(Attribute, _ONE) | {
    Attribute.LANGUAGES: _SEVERAL,
    Attribute.INTERESTS: _SEVERAL,
    Attribute.TIMES: (Wish.SHARE,),
}


class Formation(models.Model):
    """Groups of a cycle while they are formed: draft → forming → proposed → published, or discarded."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FORMING = "forming", _("Forming")
        PROPOSED = "proposed", _("Proposed")
        PUBLISHED = "published", _("Published")
        DISCARDED = "discarded", _("Discarded")

    LIVE = (State.DRAFT, State.FORMING, State.PROPOSED)

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="formations")
    kind = models.CharField(_("kind"), max_length=8, choices=MentoringGroup.Kind, default=MentoringGroup.Kind.CIRCLE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    fewest = models.PositiveSmallIntegerField(_("fewest mentees in a group"), default=7)
    most = models.PositiveSmallIntegerField(_("most mentees in a group"), default=9)
    mentors_each = models.PositiveSmallIntegerField(_("mentors in each group"), default=1)
    mentors_differ = models.BooleanField(_("of different professions"), default=True)
    lead_profession = models.CharField(_("one of them is"), max_length=80, blank=True)
    groups_each = models.PositiveSmallIntegerField(_("most groups of one mentor"), default=1)
    aims: "models.JSONField[list[FormationAim], list[FormationAim]]" = models.JSONField(default=list, blank=True)
    left_out = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    seed = models.BigIntegerField(help_text="Of the lottery; drawn with the draft, shown with the groups.")
    nonce = models.CharField(max_length=64, editable=False)
    names_secret = models.CharField(
        max_length=64, editable=False, default=new_secret, help_text="Makes the names in the files; never shown."
    )
    commitment = models.CharField(max_length=64, editable=False, help_text="SHA-256 over seed and nonce.")
    instance = models.BinaryField(
        blank=True, default=bytes, help_text="zlib-compressed canonical JSON of the engine's instance."
    )
    input_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    undisclosed = models.BinaryField(
        blank=True,
        default=bytes,
        help_text="zlib-compressed JSON: users (mentee, mentor) kept apart without a cause that anybody is told.",
    )
    result = models.BinaryField(blank=True, default=bytes, help_text="zlib-compressed JSON of the engine's result.")
    progress: "models.JSONField[FormingProgress, FormingProgress]" = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True, help_text="Why the last attempt formed no groups.")
    file_name = models.CharField(max_length=100, blank=True, help_text="Of the instance that somebody brought.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle",),
                condition=Q(state__in=("draft", "forming", "proposed")),
                name="one_live_formation_in_a_cycle",
            ),
            models.CheckConstraint(condition=Q(fewest__gte=1, fewest__lte=F("most")), name="formation_sizes_in_order"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_formation_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(kind="peers") | Q(mentors_each=0, fewest__gte=2, most__lte=MOST_PEERS),
                name="peers_have_no_mentor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle} · {self.get_kind_display()}"

    @property
    def is_of_peers(self) -> bool:
        """Whether it forms pairs or threes of equals, without mentors."""
        return self.kind == MentoringGroup.Kind.PEERS

    @property
    def usual_size(self) -> float:
        """How large a group should be: in the middle of its sizes, but of peers as many pairs as can be."""
        return self.fewest if self.is_of_peers else (self.fewest + self.most) / 2


class FormationPair(models.Model):
    """Two people who must be in one group, or must not be."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="pairs")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    together = models.BooleanField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("formation", "one", "other"), name="formation_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="formation_pair_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} · {self.other_id}"


class ProposedMember(models.Model):
    """Somebody in a proposed group, by the number of the group: as mentee or, with the engine's role, as mentor."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="members")
    group = models.PositiveSmallIntegerField()
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    participation = models.ForeignKey(
        MentorParticipation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    role = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("group", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(enrollment__isnull=False, participation__isnull=True, role="")
                | Q(enrollment__isnull=True, participation__isnull=False) & ~Q(role=""),
                name="proposed_member_is_one_person",
            ),
            models.UniqueConstraint(fields=("formation", "enrollment"), name="mentee_in_one_proposed_group"),
            models.UniqueConstraint(fields=("formation", "group", "participation"), name="mentor_once_in_a_group"),
            models.UniqueConstraint(
                fields=("formation", "group", "role"), condition=~Q(role=""), name="role_taken_once_in_a_group"
            ),
        )

    def __str__(self) -> str:
        return f"{self.formation_id} · {self.group}"

    @property
    def person(self) -> User:
        """Who it is; `enrollment__mentee` and `participation__mentor` are read before."""
        if self.enrollment:
            return self.enrollment.mentee
        if self.participation is None:
            raise TypeError("a member is a mentee or a mentor")
        return self.participation.mentor


class FormationChange(models.Model):
    """A coordinator moved somebody by hand, or let two change places."""

    formation = models.ForeignKey(Formation, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    before = models.PositiveSmallIntegerField(help_text="Number of the person's group before.")
    after = models.PositiveSmallIntegerField(null=True, blank=True, help_text="And after; empty when taken out.")
    missed_before = models.PositiveIntegerField()
    missed_after = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.formation_id} · {self.person_id}"
