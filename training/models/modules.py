"""Training modules: a program's own, in versions of steps; a published version never changes."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.revisions import revision_of, stored_fields
from programs.models import Audience, Program


class TrainingModule(models.Model):
    """One module of a program's training. What it says stands in its versions.

    `counts_from` is the number of the first version whose completion still counts: a later one asked everybody to
    take the module again.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="training_modules")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))
    counts_from = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("program", "slug"), name="module_slug_once"),)

    def __str__(self) -> str:
        return self.slug


class ModuleVersion(models.Model):
    """One version of a module. Once published, neither it nor its steps change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    DETAILS = ("title", "summary", "audience", "minutes", "required", "renew_after_years")

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("what people can do afterwards"), max_length=240)
    audience = models.CharField(_("for"), max_length=8, choices=Audience, default=Audience.MENTORS)
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    required = models.BooleanField(_("part of being ready to mentor"), default=True)
    renew_after_years = models.PositiveSmallIntegerField(
        _("years until it is taken again"), default=0, validators=[MaxValueValidator(10)]
    )
    change_note = models.TextField(_("what changed"), max_length=1000, blank=True)
    take_again = models.BooleanField(_("ask everyone to take it again"), default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("module", "number"), name="module_number_once"),
            models.UniqueConstraint(fields=("module",), condition=Q(state="published"), name="one_published_module"),
            models.UniqueConstraint(fields=("module",), condition=Q(state="draft"), name="one_module_draft"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(sha256="") & Q(published_at__isnull=False)),
                name="published_module_has_hash",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state == self.State.DRAFT

    @property
    def revision(self) -> str:
        """The revision of all that a publication puts in force, which a form carries that publishes or discards it."""
        return revision_of(self.whole())

    def whole(self) -> dict[str, object]:
        """What the version says: its details, and the digest of its text."""
        return {**stored_fields(self, self.DETAILS), "text": self.text_digest()}

    def text_digest(self) -> str:
        """SHA-256, in hexadecimal, of the title and of every step in its order.

        Versions with the same digest are the same training, in whatever program of the school somebody took it.
        """
        steps = [[step.position, *(getattr(step, name) for name in Step.TEXT)] for step in self.steps.all()]
        text = json.dumps([self.title, steps], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a case or a check.

    Attributes:
        text: the answer.
        reason: what it leads to, and why; shown once somebody has chosen.
        fits: whether it is a good answer; a check wants one of these before it is done.
    """

    text: str
    reason: str
    fits: bool = False

    def as_json(self) -> dict[str, Any]:
        """The choice as a step stores it."""
        return asdict(self)


class Step(models.Model):
    """One page of a module."""

    class Kind(models.TextChoices):
        READING = "reading", _("Reading")
        CASE = "case", _("Case")
        REFLECTION = "reflection", _("Reflection")
        CHECK = "check", _("Check")

    ANSWERED = (Kind.CASE, Kind.CHECK)
    TEXT = ("kind", "title", "body", "choices")

    version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"), validators=[MinValueValidator(1)])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text (Markdown)"), max_length=20_000)
    choices = models.JSONField(_("choices"), default=list, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("version", "position"), name="step_position_once"),)

    def __str__(self) -> str:
        return self.title

    @property
    def has_choices(self) -> bool:
        """Whether somebody answers it by choosing."""
        return self.kind in self.ANSWERED

    @property
    def choice_list(self) -> list[Choice]:
        """The choices in their order."""
        return [Choice(**stored) for stored in self.choices]

    @property
    def revision(self) -> str:
        """The revision of the text, which a form carries that deletes it."""
        return revision_of(stored_fields(self, self.TEXT))
