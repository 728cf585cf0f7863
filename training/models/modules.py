"""Training modules: a program's own, in versions of steps; a published version never changes."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.versions.models import KeptText, Part, Version, version_constraints
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


class ModuleVersion(Version):
    """One version of a module. Once published, neither it nor its steps change."""

    OWNER = "module"
    PARTS = "steps"
    DETAILS = ("title", "summary", "audience", "minutes", "required", "renew_after_years")

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="versions")
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
    ask_again = models.BooleanField(_("ask everyone to take it again"), default=False)

    class Meta(Version.Meta):
        constraints = version_constraints("module")

    def __str__(self) -> str:
        return self.title

    def said(self) -> list[object]:
        """The title and every step. Versions that say the same are one training, in whatever program it was taken."""
        return [self.title, super().said()]


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


class Step(Part):
    """One page of a module."""

    class Kind(models.TextChoices):
        READING = "reading", _("Reading")
        CASE = "case", _("Case")
        REFLECTION = "reflection", _("Reflection")
        CHECK = "check", _("Check")

    ANSWERED = (Kind.CASE, Kind.CHECK)
    TEXT = ("title", "body", "choices")
    KEPT = ("position", "kind", *TEXT)

    version = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("text (Markdown)"), max_length=20_000)
    choices = models.JSONField(_("choices"), default=list, blank=True)

    @property
    def has_choices(self) -> bool:
        """Whether somebody answers it by choosing."""
        return self.kind in self.ANSWERED

    @property
    def choice_list(self) -> list[Choice]:
        """The choices in their order."""
        return [Choice(**stored) for stored in self.choices]

    @property
    def address(self) -> str:
        """Its kind and title."""
        return f"{self.kind} {self.title}"

    @property
    def whole_text(self) -> str:
        """The text and, under it, the choices with their reasons."""
        fits = f" **{_('Fits')}**"
        answers = [f"- {each.text}{fits if each.fits else ''}\n\n  {each.reason}" for each in self.choice_list]
        return "\n\n".join([self.body, *answers])

    def values(self) -> dict[str, Any]:
        """What is edited: a field for each part of each choice."""
        values: dict[str, Any] = {"title": self.title, "body": self.body}
        for place, choice in enumerate(self.choice_list, 1):
            values |= {f"text_{place}": choice.text, f"reason_{place}": choice.reason, f"fits_{place}": choice.fits}
        return values

    def facts(self) -> dict[str, str]:
        """Of which kind it is."""
        return {gettext("of another kind"): self.get_kind_display()}


class StepText(KeptText):
    """What a step of a draft said before."""

    part = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="kept_texts")
