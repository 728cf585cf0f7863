"""What a school vouches for: what somebody did as a mentor, as it was on a day, under a code that anybody can try."""

import uuid
from collections.abc import Sequence
from secrets import choice
from typing import Self, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Institution

# Without letters and digits that are taken for each other.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH, _PART = 12, 4


class CertifiedYear(TypedDict):
    """One year: its name, and how much there was."""

    name: str
    mentees: int
    sessions: int
    hours: float


class CertifiedFacts(TypedDict):
    """What stood on the day.

    Attributes:
        name, school: of the mentor, and of who vouches.
        years: the latest first.
        mentees, sessions, hours: over all years; nobody counts twice.
        trainings: titles of modules that were completed.
    """

    name: str
    school: str
    years: list[CertifiedYear]
    mentees: int
    sessions: int
    hours: float
    trainings: list[str]


class Shown(models.TextChoices):
    """What the public page of a certificate may tell."""

    NAME = "name", _("My name")
    YEARS = "years", _("The programs and years")
    SESSIONS = "sessions", _("How many sessions I held")
    HOURS = "hours", _("How many hours they took")
    TRAININGS = "trainings", _("The training I completed")


def new_code() -> str:
    """Return a code that nobody can guess: 12 of 31 letters and digits."""
    return "".join(choice(_LETTERS) for _each in range(_LENGTH))


def read_code(typed: str) -> str:
    """Return a code as it is stored, from how somebody typed it: with spaces or dashes, in small letters."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: _LENGTH + 1]


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Reads of certificates, and the rules who sees them."""

    def visible_to(self, user: User) -> Self:
        """One's own; no role sees more."""
        return self.filter(holder=user) if user.is_active else self.none()

    def valid(self) -> Self:
        """Those that their holders have not withdrawn."""
        return self.filter(withdrawn_at=None)


class Certificate(models.Model):
    """Facts of one mentor at one school, frozen; triggers keep them. Its holder says what the public page tells."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=_LENGTH, unique=True, default=new_code, editable=False)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    facts: "models.JSONField[CertifiedFacts, CertifiedFacts]" = models.JSONField()
    shown: "models.JSONField[list[str], list[str]]" = models.JSONField(
        default=list, blank=True, help_text="Which of `Shown` the public page tells; none: that it is genuine."
    )
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("made_at")),
                name="certificate_withdrawn_after_made",
            ),
        )

    def __str__(self) -> str:
        return f"Certificate {self.pk}"

    @property
    def shown_code(self) -> str:
        """The code in parts, as people read it."""
        return "-".join(self._parts())

    def _parts(self) -> Sequence[str]:
        return [self.code[start : start + _PART] for start in range(0, _LENGTH, _PART)]
