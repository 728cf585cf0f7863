"""The handbook: versions of chapters, and who acknowledged which version."""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.markdown import IMAGE
from core.versions.models import KeptText, Part, Version, part_constraints, version_constraints
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


class ChapterPurpose(models.TextChoices):
    """What a chapter is there for, as far as a program looks for it."""

    EXPECTATIONS = "expectations", _("What both sides can expect")
    FIRST_MEETING = "first_meeting", _("The first meeting")
    CONFIDENTIALITY = "confidentiality", _("What stays between the two")
    FAIRNESS = "fairness", _("Conflicts of interest")
    HARD_DAYS = "hard_days", _("Difficult days")
    HELP = "help", _("Where to get help")
    EXIT = "exit", _("Changing or ending")


class HandbookVersionQuerySet(models.QuerySet["HandbookVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> "HandbookVersionQuerySet":
        """What was published and not withdrawn, with its program; the rest for the program's administrators."""
        shown = Q(state__in=HandbookVersion.SHOWN, program__in=Program.objects.visible_to(user))
        if not user.is_authenticated or not user.is_active:
            return self.filter(shown)
        return self.filter(shown | Q(program__in=Program.objects.run_by(user, Role.ADMIN).values("pk")))


class HandbookVersion(Version):
    """One version of a program's handbook. Once published, neither it nor its chapters change."""

    OWNER = "program"
    PARTS = "chapters"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="handbook_versions")
    ask_again = models.BooleanField(_("ask everyone to acknowledge it again"), default=True)

    objects = HandbookVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        constraints = version_constraints("program")

    def __str__(self) -> str:
        return f"{self.program} · {self.number}"

    def said(self) -> list[object]:
        """What an acknowledgement is for: the number, every chapter, and the SHA-256 of each picture in them."""
        chapters = super().said()
        keys = image_keys(str(chapters))
        images = self.program.handbook_images.filter(key__in=keys).order_by("key").values_list("sha256", flat=True)
        return [self.number, chapters, list(images)] if keys else [self.number, chapters]


class Chapter(Part):
    """One chapter, in Markdown."""

    TEXT = ("title", "audience", "purpose", "body")
    KEPT = ("position", "slug", *TEXT)

    version = models.ForeignKey(HandbookVersion, on_delete=models.CASCADE, related_name="chapters")
    slug = models.SlugField(max_length=80)
    audience = models.CharField(_("for"), max_length=8, choices=Audience, default=Audience.BOTH)
    purpose = models.CharField(_("what it’s there for"), max_length=16, choices=ChapterPurpose, blank=True)
    body = models.TextField(_("text (Markdown)"), max_length=60_000)

    class Meta(Part.Meta):
        constraints = (
            *part_constraints(),
            models.UniqueConstraint(fields=("version", "slug"), name="chapter_slug_once"),
        )

    @property
    def address(self) -> str:
        """Its slug, which stays when the title changes."""
        return self.slug

    @property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes and at least one."""
        return max(1, round(len(_WORD.findall(self.body)) / _WORDS_A_MINUTE))

    def facts(self) -> dict[str, str]:
        """For whom it is written."""
        return {gettext("for other readers"): self.get_audience_display()}


class ChapterText(KeptText):
    """What a chapter of a draft said before."""

    part = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="kept_texts")


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
