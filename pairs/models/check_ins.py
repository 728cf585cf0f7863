"""How it goes, asked of each of two people alone, after a while and half-way."""

import json
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.undecryptable import UndecryptableText
from pairs.models.mentorships import Mentorship
from programs.models import Program

LONGEST_WORDS = 2000


class Outlook(models.TextChoices):
    """What somebody would like to become of the mentorship."""

    CONTINUE = "continue", _("Go on as it is")
    CHANGE = "change", _("Go on, and change something")
    UNSURE = "unsure", _("I’m not sure")


class Often(models.TextChoices):
    """Whether they meet as often as suits the one who answers."""

    RIGHT = "right", _("About right")
    RARELY = "rarely", _("Too rarely")
    OFTEN = "often", _("Too often")


class Openly(models.TextChoices):
    """Whether the one who answers can say what is on their mind."""

    YES = "yes", _("Yes")
    MOSTLY = "mostly", _("Mostly")
    NOT_YET = "not_yet", _("Not yet")


@dataclass(frozen=True, slots=True)
class CheckInAnswers:
    """What somebody answered: the choices above, empty for none, and a few words."""

    outlook: str = ""
    often: str = ""
    openly: str = ""
    words: str = ""

    def as_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """What reaches the coordinator: a message, and the answers where their writer wants that."""

    message: str = ""
    answers: CheckInAnswers | None = None

    def as_json(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, user: User) -> "CheckInQuerySet":
        """One's own."""
        return self.filter(person=user) if user.is_active else self.none()

    def shared(self) -> "CheckInQuerySet":
        """Those whose writer asks for a talk."""
        return self.filter(shared_at__isnull=False)

    def shared_with(self, user: User) -> "CheckInQuerySet":
        """Those that reach `user`, who coordinates the program and is neither of the two."""
        if not user.is_active:
            return self.none()
        coordinated = Program.objects.coordinated_by(user).values("pk")
        own = Mentorship.objects.of(user).filter(pk=OuterRef("mentorship"))
        return self.shared().filter(~Exists(own), mentorship__cycle__program__in=coordinated)


class CheckIn(models.Model):
    """One of the two says how it goes, for themselves. Nobody else learns that they did, unless they ask for a talk."""

    class Kind(models.TextChoices):
        EARLY = "day_45", _("After the first weeks")
        MID_YEAR = "mid_year", _("Midyear")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    answers = EncryptedTextField(help_text="As JSON, for the writer alone.")
    answered_at = models.DateTimeField()
    shared = EncryptedTextField(blank=True, default=bytes, help_text="What the writer lets the coordinator read.")
    shared_at = models.DateTimeField(null=True, blank=True)
    talked_at = models.DateTimeField(null=True, blank=True)
    talked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ("-answered_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("mentorship", "person", "kind"), name="one_check_in_each"),
            models.CheckConstraint(
                condition=Q(talked_at__isnull=True) | Q(shared_at__isnull=False), name="talked_about_what_was_shared"
            ),
        )

    def __str__(self) -> str:
        return f"Check-in {self.pk}"

    @property
    def own_answers(self) -> CheckInAnswers:
        """The answers, for their writer; of those that no key opens only words that say so."""
        text: Any = self.answers
        if isinstance(text, UndecryptableText):
            return CheckInAnswers(words=text)
        return CheckInAnswers(**json.loads(text))

    @property
    def shared_words(self) -> SharedWords:
        """What reaches the coordinator; nothing where the writer does not ask for a talk."""
        text: Any = self.shared
        if isinstance(text, UndecryptableText):
            return SharedWords(message=text)
        if not text:
            return SharedWords()
        shared = json.loads(text)
        answers = shared["answers"]
        return SharedWords(shared["message"], CheckInAnswers(**answers) if answers else None)
