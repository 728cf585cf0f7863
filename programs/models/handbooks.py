"""The handbook: versions of chapters, and who acknowledged which version."""

import hashlib
import json
import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.markdown import IMAGE
from core.revisions import revision_of, stored_fields
from programs.models.programs import Program

# How fast adults read non-fiction in English, silently. Source: Brysbaert M. How many words do we read per minute? A
# review and meta-analysis of reading rate. Journal of Memory and Language 109 (2019), 104047.
_WORDS_A_MINUTE = 238
_WORD = re.compile(r"\w[\w’'-]*")
_IMAGE = re.compile(rf"\({IMAGE}([0-9a-f]+)")


def image_keys(text: str) -> set[str]:
    """Return the keys of the pictures that the Markdown of a chapter names."""
    return set(_IMAGE.findall(text))


class Audience(models.TextChoices):
    """For whom a chapter is written."""

    BOTH = "both", _("Mentees and mentors")
    MENTEES = "mentees", _("Mentees")
    MENTORS = "mentors", _("Mentors")


class HandbookVersionQuerySet(models.QuerySet["HandbookVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> "HandbookVersionQuerySet":
        """What was published and not withdrawn, with its program; the rest for the program's administrators."""
        shown = Q(state__in=HandbookVersion.SHOWN, program__in=Program.objects.visible_to(user))
        if not user.is_authenticated or not user.is_active:
            return self.filter(shown)
        return self.filter(shown | Q(program__in=Program.objects.run_by(user, Role.ADMIN).values("pk")))


class HandbookVersion(models.Model):
    """One version of a program's handbook. Once published, neither it nor its chapters change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    SHOWN = (State.PUBLISHED, State.SUPERSEDED)

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="handbook_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    change_note = models.TextField(_("what changed"), max_length=1000, blank=True)
    sign_again = models.BooleanField(_("ask everyone to acknowledge it again"), default=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = HandbookVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("program", "number"), name="handbook_number_once"),
            models.UniqueConstraint(fields=("program",), condition=Q(state="published"), name="one_published_handbook"),
            models.UniqueConstraint(fields=("program",), condition=Q(state="draft"), name="one_handbook_draft"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(sha256="") & Q(published_at__isnull=False)),
                name="published_handbook_has_hash",
            ),
        )

    def __str__(self) -> str:
        return f"{self.program} · {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state == self.State.DRAFT

    @property
    def revision(self) -> str:
        """The revision of the whole text, which a form carries that publishes or discards it."""
        return revision_of({"text": self.text_digest()})

    def text_digest(self) -> str:
        """SHA-256, in hexadecimal, of the number and of every chapter in its order: what an acknowledgement is for.

        A version with pictures has the SHA-256 of each that its chapters name besides.
        """
        fields = ("position", "slug", "title", "audience", "body")
        chapters = list(self.chapters.order_by("position").values_list(*fields))
        parts = [self.number, chapters]
        if keys := {key for *_fields, body in chapters for key in image_keys(body)}:
            images = self.program.handbook_images.filter(key__in=keys)
            parts.append(list(images.order_by("key").values_list("sha256", flat=True)))
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Chapter(models.Model):
    """One chapter, in Markdown."""

    TEXT = ("title", "audience", "body")

    version = models.ForeignKey(HandbookVersion, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveSmallIntegerField(_("position"), validators=[MinValueValidator(1)])
    slug = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=120)
    audience = models.CharField(_("for"), max_length=8, choices=Audience, default=Audience.BOTH)
    body = models.TextField(_("text (Markdown)"), max_length=60_000)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("version", "slug"), name="chapter_slug_once"),
            models.UniqueConstraint(fields=("version", "position"), name="chapter_position_once"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes and at least one."""
        return max(1, round(len(_WORD.findall(self.body)) / _WORDS_A_MINUTE))

    @property
    def revision(self) -> str:
        """The revision of the text, which a form carries that saves or deletes it."""
        return revision_of(stored_fields(self, self.TEXT))


class Acknowledgement(models.Model):
    """Somebody has read a version; the hash says which text that was."""

    version = models.ForeignKey(HandbookVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    sha256 = models.CharField(max_length=64)
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "user"), name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} · {self.version_id}"
