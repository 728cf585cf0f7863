"""A match round: its states, its frozen input, and what each strategy proposes."""

import json
import secrets
import zlib

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.models.attributes import SINGLE, Attribute
from matching.models.stored import DemandCounts, InputChanges, MetricChanges, Metrics, Reason, StrategyOptions
from matching.models.strategies import Strategy, possible_strategies
from matching.models.weights import Weight
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program


def new_secret() -> str:
    """A secret of a round, as hexadecimal text."""
    return secrets.token_hex(32)


class MatchRoundQuerySet(models.QuerySet["MatchRound"]):
    def visible_to(self, user: User | AnonymousUser) -> "MatchRoundQuerySet":
        """All rounds of programs that `user` coordinates; to those who take part, the rounds that were opened."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        coordinated = Program.objects.coordinated_by(user)
        enrolled = Enrollment.objects.not_withdrawn().filter(mentee=user)
        mentoring = MentorParticipation.objects.not_declined().filter(mentor=user)
        takes_part = Q(cycle__in=enrolled.values("cycle")) | Q(cycle__in=mentoring.values("cycle"))
        return self.filter(
            Q(cycle__program__in=coordinated.values("pk"))
            | takes_part & Q(opened_at__isnull=False) & ~Q(state=MatchRound.State.CANCELLED)
        )


class MatchRound(models.Model):
    """One round of matching in a cycle: draft → open → closed → proposed → published, or cancelled."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        PROPOSED = "proposed", _("Proposed")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        MAIN = "main", _("Main round")
        SUPPLEMENTARY = "supplementary", _("Supplementary round")

    class Keeps(models.TextChoices):
        NOTHING = "", _("No earlier pairs")
        DRAFT = "draft", _("Pairs of a draft of this round")
        YEAR = "year", _("Pairs of an earlier year")

    LIVE = (State.DRAFT, State.OPEN, State.CLOSED, State.PROPOSED)
    LISTS_CHANGE = (State.DRAFT, State.OPEN)
    LISTS_CLOSED = (State.CLOSED, State.PROPOSED)

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.MAIN)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="supplements", null=True, blank=True)
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("lists close"))
    seed = models.BigIntegerField(_("lottery seed"), help_text=_("Drawn when the round is made; shown when it closes."))
    nonce = models.CharField(max_length=64, editable=False)
    names_secret = models.CharField(
        max_length=64, editable=False, default=new_secret, help_text="Makes the names in the files; never shown."
    )
    commitment = models.CharField(max_length=64, editable=False, help_text="SHA-256 over seed and nonce.")
    announced_method = models.CharField(
        _("method"),
        max_length=16,
        choices=Strategy,
        blank=True,
        help_text="Told to mentees before they rank; the round is published with no other.",
    )
    mentors_rank = models.BooleanField(
        _("mentors have a say"), default=False, help_text="As the program said when ranking opened; mentees were told."
    )
    mentors_each = models.PositiveSmallIntegerField(
        _("mentors for each mentee"), default=1, help_text="At most; as the program said when ranking opened."
    )
    keeps = models.CharField(
        _("pairs to keep"),
        max_length=8,
        choices=Keeps,
        default=Keeps.NOTHING,
        blank=True,
        help_text="Of these pairs every method keeps as many as it can.",
    )
    kept_year = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text="Whose pairs are kept."
    )
    department_limits: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(
        default=dict, blank=True, help_text="Department → most mentees whom its mentors take together in this round."
    )
    even_weight = models.PositiveSmallIntegerField(
        _("even loads"), choices=Weight, default=Weight.NOT, help_text="How much they matter to “Balanced”."
    )
    spread_by = models.CharField(
        _("how a mentor’s mentees differ"),
        max_length=16,
        choices=[(attribute.value, attribute.label) for attribute in SINGLE],
        blank=True,
    )
    spread_weight = models.PositiveSmallIntegerField(
        _("how much that matters"), choices=Weight, default=Weight.NOT, help_text="To “Balanced”."
    )
    together_weight = models.PositiveSmallIntegerField(
        _("mentees who want the same mentor"),
        choices=Weight,
        default=Weight.NOT,
        help_text="How much their wishes matter to “Balanced”.",
    )
    demand: "models.JSONField[DemandCounts, DemandCounts]" = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Demand as it was counted last: see services.demand."
    )
    input_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    needs_second = models.BooleanField(
        default=False, editable=False, help_text="One coordinator puts a proposal forward, another publishes it."
    )
    put_forward = models.ForeignKey(
        "Proposal", on_delete=models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    put_forward_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    put_forward_at = models.DateTimeField(null=True, blank=True, editable=False)
    put_forward_revision = models.CharField(
        max_length=80, blank=True, editable=False, help_text="Of the proposal as it was looked at: `revision_of`."
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_proposal = models.ForeignKey(
        "Proposal", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = MatchRoundQuerySet.as_manager()

    class Meta:
        ordering = ("-closes_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle",),
                condition=Q(state__in=("draft", "open", "closed", "proposed")),
                name="one_live_round_in_a_cycle",
            ),
            models.CheckConstraint(
                condition=Q(kind="main", parent__isnull=True) | Q(kind="supplementary", parent__isnull=False),
                name="supplementary_round_has_parent",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False, published_proposal__isnull=False),
                name="published_round_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(needs_second=False)
                | Q(put_forward=F("published_proposal"), put_forward_by__isnull=False)
                & ~Q(put_forward_by=F("published_by")),
                name="second_coordinator_publishes",
            ),
            models.CheckConstraint(condition=Q(even_weight__in=Weight.values), name="round_even_weight_is_a_weight"),
            models.CheckConstraint(
                condition=Q(together_weight__in=Weight.values), name="round_together_weight_is_a_weight"
            ),
            models.CheckConstraint(
                condition=Q(spread_by="", spread_weight=Weight.NOT)
                | ~Q(spread_by="") & Q(spread_weight__in=(Weight.SOME, Weight.LOT)),
                name="round_spread_weight_is_a_weight",
            ),
            models.CheckConstraint(condition=Q(mentors_each__range=(1, 2)), name="round_mentors_each"),
            models.CheckConstraint(
                condition=Q(keeps="year", kept_year__isnull=False) | Q(keeps__in=("", "draft"), kept_year__isnull=True),
                name="round_keeps_pairs_of_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle} · {self.name}"

    @property
    def places_each(self) -> int:
        """How many mentors it gives each mentee at most; until it opens, as the program says now."""
        return self.mentors_each if self.opened_at else self.cycle.program.mentors_each

    @property
    def hears_mentors(self) -> bool:
        """Whether its mentors have their say now, until methods have run."""
        return self.mentors_rank and self.state == self.State.CLOSED

    @property
    def possible_strategies(self) -> tuple[Strategy, ...]:
        """The strategies it may be published with: what its mentees were told, or else what the program allows."""
        if self.announced_method:
            return (Strategy(self.announced_method),)
        return possible_strategies(self.cycle.program)

    @property
    def has_aims(self) -> bool:
        """Whether it aims for anything beyond single pairs."""
        return bool(self.even_weight or self.spread_weight or self.together_weight)

    @property
    def told_apart_by(self) -> str:
        """How a mentor's mentees are to differ, inside a sentence; empty where they need not."""
        return str(Attribute(self.spread_by).label).lower() if self.spread_by else ""


class RoundSnapshot(models.Model):
    """The frozen input of a round: the engine's instance as canonical JSON."""

    round = models.OneToOneField(MatchRound, on_delete=models.PROTECT, related_name="snapshot")
    instance = models.BinaryField(help_text="zlib-compressed canonical JSON of the instance.")
    sha256 = models.CharField(max_length=64)
    mentees = models.PositiveIntegerField()
    rankers = models.PositiveIntegerField()
    mentors = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    excluded_pairs = models.PositiveIntegerField()
    undisclosed = models.BinaryField(
        blank=True,
        default=bytes,
        help_text="zlib-compressed JSON: pairs of users that are left out without a cause that anybody is told.",
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256

    @property
    def undisclosed_pairs(self) -> set[tuple[int, int]]:
        """(mentee, mentor), both users, whom the round leaves out: avoidances, and others drawn to hide them."""
        stored = bytes(self.undisclosed)
        return {(mentee, mentor) for mentee, mentor in json.loads(zlib.decompress(stored))} if stored else set()

    @property
    def unranked(self) -> int:
        """Mentees without a list."""
        return self.mentees - self.rankers


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def of_strategies(self) -> "ProposalQuerySet":
        """The round's own, one for each strategy: no answers to what-if questions."""
        return self.filter(what_if=False)

    def candidates(self) -> "ProposalQuerySet":
        """Those that can be changed by hand and published."""
        return self.of_strategies().filter(state=Proposal.State.READY)


class Proposal(models.Model):
    """What one strategy makes of the frozen input."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    UNFINISHED = (State.QUEUED, State.RUNNING)

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="proposals")
    strategy = models.CharField(_("strategy"), max_length=16, choices=Strategy)
    options: "models.JSONField[StrategyOptions, StrategyOptions]" = models.JSONField(
        default=dict, blank=True, help_text="Objective, weights and rules of the engine."
    )
    changes: "models.JSONField[InputChanges, InputChanges]" = models.JSONField(
        default=dict, blank=True, help_text="What-if: how the frozen input was changed."
    )
    what_if = models.BooleanField(default=False)
    seed = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    error = models.CharField(max_length=500, blank=True)
    metrics: "models.JSONField[Metrics, Metrics]" = models.JSONField(default=dict, blank=True)
    result = models.BinaryField(blank=True, default=bytes, help_text="zlib-compressed JSON of the engine's result.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "strategy"), condition=Q(what_if=False), name="one_proposal_a_strategy"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} · {self.strategy}"

    @property
    def is_candidate(self) -> bool:
        """Whether it is one of the `candidates`: finished, and no answer to a what-if question."""
        return self.state == self.State.READY and not self.what_if


class ProposedPair(models.Model):
    """One pair of a proposal, with the reason in the engine's words; or a mentee who gets nobody, in one row."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="pairs")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="proposed_pairs")
    participation = models.ForeignKey(
        MentorParticipation, on_delete=models.PROTECT, related_name="proposed_pairs", null=True, blank=True
    )
    place = models.PositiveSmallIntegerField(
        default=1, help_text="Which of the mentee's places it takes, where a round gives more than one mentor."
    )
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="On the mentee's list.")
    overlap = models.FloatField(null=True, blank=True, help_text="Similarity, 0 to 1.")
    reason: "models.JSONField[Reason, Reason]" = models.JSONField(
        default=dict, help_text="Machine-readable; participation null means unmatched."
    )
    overridden = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "enrollment", "participation"), name="proposed_pair_once"),
            models.UniqueConstraint(fields=("proposal", "enrollment", "place"), name="one_pair_a_place"),
            models.CheckConstraint(
                condition=Q(place=1) | Q(place=2, participation__isnull=False), name="two_places_at_most"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrollment_id} – {self.participation_id}"


class PairOverride(models.Model):
    """A coordinator changed one pair of a proposal by hand, and said why."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="overrides")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=1, help_text="Of the pair that was changed.")
    before = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    after = models.ForeignKey(MentorParticipation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    swapped_with = models.ForeignKey(
        Enrollment,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Of a swap: the other mentee, whose row has the same cost.",
    )
    reason = models.TextField(_("reason"), max_length=1000)
    cost: "models.JSONField[MetricChanges, MetricChanges]" = models.JSONField(
        default=dict, help_text="How the metrics changed."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.proposal_id} · {self.enrollment_id}"
