"""A wave: one version of a survey, asked in one cycle between two instants; who is asked, and their answers."""

import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.encryption import EncryptedTextField
from core.undecryptable import UndecryptableText
from programs.models import Cycle
from surveys.models.content import Answers
from surveys.models.surveys import SurveyVersion

# In which role somebody is asked.
SIDES = ((Role.MENTEE.value, _("Mentee")), (Role.MENTOR.value, _("Mentor")))


class WaveState(StrEnum):
    """Where a wave is at an instant."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class WaveQuerySet(models.QuerySet["Wave"]):
    def open_at(self, now: datetime) -> Self:
        """Those that can be answered at an instant."""
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def asking(self, user: User) -> Self:
        """Those in which `user` is asked."""
        return self.filter(asked__person=user) if user.is_active else self.none()


class Wave(models.Model):
    """When the people of a cycle answer a version of a survey."""

    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="waves")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="survey_waves")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ("opens_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "cycle", "opens_at"), name="wave_opens_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="wave_closes_after_it_opens"),
        )

    def __str__(self) -> str:
        return f"{self.version} · {self.cycle}"

    def state_at(self, now: datetime) -> WaveState:
        """Where it is at an instant."""
        if now < self.opens_at:
            return WaveState.PLANNED
        return WaveState.OPEN if now < self.closes_at else WaveState.CLOSED


class AskedPerson(models.Model):
    """Somebody whom a wave asks, and in which role. The row is the lock under which they answer."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=SIDES)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("wave", "person"), name="asked_once_in_a_wave"),)

    def __str__(self) -> str:
        return f"{self.wave_id} · {self.person_id}"


class SurveyResponseQuerySet(models.QuerySet["SurveyResponse"]):
    def visible_to(self, user: User) -> Self:
        """One's own; no role sees more."""
        return self.filter(person=user) if user.is_active else self.none()

    def submitted(self) -> Self:
        """Those that count: a draft is nobody's answer."""
        return self.filter(submitted_at__isnull=False)


class SurveyResponse(models.Model):
    """What one person answers in a wave.

    Read by its writer; everybody else gets figures of many (`queries/answers.py`).

    Attributes:
        answers: what was handed in, as JSON.
        draft: what was typed since and not handed in; empty for nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="responses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=SIDES)
    answers = EncryptedTextField(blank=True, default=bytes, help_text="As JSON, for the writer alone.")
    draft = EncryptedTextField(blank=True, default=bytes, help_text="As JSON, for the writer alone.")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = SurveyResponseQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "pk")
        constraints = (models.UniqueConstraint(fields=("wave", "person"), name="one_response_in_a_wave"),)
        indexes = (models.Index(fields=("wave", "submitted_at"), name="response_of_a_wave"),)

    def __str__(self) -> str:
        return f"Response {self.pk}"

    @property
    def given(self) -> Answers:
        """What was handed in; nothing where no key opens it."""
        return _read(self.answers)

    @property
    def begun(self) -> Answers:
        """What its writer sees in the form: what they typed last, handed in or not."""
        opens = self.draft and not isinstance(self.draft, UndecryptableText)
        return _read(self.draft) if opens else self.given

    @property
    def cannot_be_opened(self) -> bool:
        """Whether no key opens what is stored, so that its writer has to answer again."""
        return any(isinstance(text, UndecryptableText) for text in (self.answers, self.draft))

    @property
    def has_unsent_changes(self) -> bool:
        """Whether something was typed after it was handed in."""
        return bool(self.submitted_at and self.draft)


def written_answers(answers: Answers) -> str:
    """Return answers as they are stored."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _read(text: Any) -> Answers:
    if not text or isinstance(text, UndecryptableText):
        return {}
    return cast("Answers", json.loads(text))
