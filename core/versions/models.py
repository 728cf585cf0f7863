"""What versions and their parts have in common, for the models of the apps that write in versions."""

import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.revisions import revision_of, stored_fields


class VersionState(models.TextChoices):
    """Where a version is in its life."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Version(models.Model):
    """One version of a text. Once published, neither it nor its parts change.

    Attributes:
        OWNER: the field that names whose text it is.
        PARTS: the name by which its parts are reached.
        DETAILS: what it says of itself besides its parts; the next draft begins with the same.
    """

    OWNER: ClassVar[str]
    PARTS: ClassVar[str]
    DETAILS: ClassVar[tuple[str, ...]] = ()

    State = VersionState
    SHOWN = (State.PUBLISHED, State.SUPERSEDED)

    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    change_note = models.TextField(_("what changed"), max_length=1000, blank=True)
    ask_again = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True
        ordering = ("-number",)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state == self.State.DRAFT

    @property
    def parts(self) -> Any:
        """The manager of its parts."""
        return getattr(self, self.PARTS)

    @property
    def revision(self) -> str:
        """The revision of all that a publication puts in force, which a form carries that publishes or discards it."""
        return revision_of(self.whole())

    def whole(self) -> dict[str, object]:
        """What the version says: its details, and the digest of its text."""
        return {**stored_fields(self, self.DETAILS), "text": self.text_digest()}

    def text_digest(self) -> str:
        """SHA-256, in hexadecimal, of all that `said` returns."""
        text = json.dumps(self.said(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def said(self) -> list[object]:
        """What makes the text what it is: every part in its order, and what a subclass adds."""
        return [[getattr(part, name) for name in part.KEPT] for part in self.parts.all()]


def version_constraints(owner: str) -> tuple[models.BaseConstraint, ...]:
    """Return what the database keeps of the versions of one owner.

    Args:
        owner: the field that names whose text a version is.
    """
    name = "%(app_label)s_%(class)s"
    return (
        models.UniqueConstraint(fields=(owner, "number"), name=f"{name}_number_once"),
        models.UniqueConstraint(fields=(owner,), condition=Q(state="published"), name=f"{name}_one_published"),
        models.UniqueConstraint(fields=(owner,), condition=Q(state="draft"), name=f"{name}_one_draft"),
        models.CheckConstraint(
            condition=Q(state="draft") | (~Q(sha256="") & Q(published_at__isnull=False)),
            name=f"{name}_published_has_hash",
        ),
    )


def part_constraints() -> tuple[models.BaseConstraint, ...]:
    """Return what the database keeps of the parts of one version."""
    return (models.UniqueConstraint(fields=("version", "position"), name="%(app_label)s_%(class)s_position_once"),)


class Part(models.Model):
    """One part of a version, in Markdown.

    A subclass has the fields `version`, `title` and `body`.

    Attributes:
        TEXT: what is edited.
        KEPT: all that a next draft begins with, and that the digest of a version covers.
    """

    TEXT: ClassVar[tuple[str, ...]]
    KEPT: ClassVar[tuple[str, ...]]

    version: Any
    body: Any
    kept_texts: Any

    position = models.PositiveSmallIntegerField(_("position"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=120)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        abstract = True
        ordering = ("position",)
        constraints = part_constraints()

    def __str__(self) -> str:
        return self.title

    @property
    def revision(self) -> str:
        """The revision of the text, which a form carries that saves or deletes it."""
        return revision_of(self.values())

    @property
    def address(self) -> str:
        """What is the same in the next version, whatever became of the text."""
        raise NotImplementedError

    @property
    def whole_text(self) -> str:
        """All that readers see of it, in Markdown."""
        return str(self.body)

    def values(self) -> dict[str, Any]:
        """What is edited, under the names that its form has."""
        return stored_fields(self, self.TEXT)

    def facts(self) -> dict[str, str]:
        """What of it is told beside the text, each under the word for its change."""
        return {}


class KeptText(models.Model):
    """What a part of a draft said before somebody wrote over it.

    A subclass has the field `part`, reached back by `kept_texts`.

    Attributes:
        text: name → value, by `Part.TEXT`.
        written_by, written_at: of the text; empty for the one with which the draft began.
        kept_at: when it was written over.
    """

    part: Any

    text = models.JSONField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.part} · {self.kept_at:%Y-%m-%d %H:%M}"
