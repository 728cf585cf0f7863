"""What two people agree upon: the program's questions, and their answers in versions that both sign."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from core.undecryptable import UndecryptableText
from pairs.models.mentorships import Mentorship
from programs.models import Program

LONGEST_HEADING, LONGEST_QUESTION, LONGEST_ANSWER = 80, 400, 4000
BOTH = 2


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of an agreement, as it is asked.

    Attributes:
        key: names it, whatever its words become.
        heading: a few words, which head its answer.
        text: the question.
    """

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry(AskedQuestion):
    """A question with the answer of two people. It keeps the words in which they were asked."""

    answer: str = ""


class AgreementQuestion(models.Model):
    """A question that a program asks for agreements. A retired one is not asked any more; its answers stay."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="agreement_questions")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(_("place"))
    heading = models.CharField(_("heading"), max_length=LONGEST_HEADING)
    text = models.CharField(_("question"), max_length=LONGEST_QUESTION, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("program", "key"), name="agreement_question_once"),)

    def __str__(self) -> str:
        return self.heading

    @property
    def asked(self) -> AskedQuestion:
        """As it is asked."""
        return AskedQuestion(self.key, self.heading, self.text)


class Agreement(models.Model):
    """The agreement of a pair. What it says is in its versions, of which the last one counts."""

    mentorship = models.OneToOneField(Mentorship, on_delete=models.CASCADE, related_name="agreement")

    def __str__(self) -> str:
        return f"Agreement {self.pk}"


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def current(self) -> "AgreementVersionQuerySet":
        """The last version of each agreement."""
        later = AgreementVersion.objects.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
        return self.exclude(Exists(later))


class AgreementVersion(models.Model):
    """One version of what two people agreed upon. Nobody else reads it, and once written it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = EncryptedTextField(help_text="Questions and answers, and a salt, as JSON.")
    sha256 = models.CharField(max_length=64, help_text="Of the content; the salt keeps it from being guessed.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("agreement", "number"), name="agreement_version_once"),)

    def __str__(self) -> str:
        return f"Agreement {self.agreement_id}, version {self.number}"

    def write(self, entries: Sequence[Entry]) -> None:
        """Put the entries into a version that is not stored yet, and take their hash."""
        document = {"salt": uuid.uuid4().hex, "entries": [asdict(entry) for entry in entries]}
        content = json.dumps(document, ensure_ascii=False, sort_keys=True)
        self.content, self.sha256 = content, hashlib.sha256(content.encode()).hexdigest()

    @property
    def entries(self) -> list[Entry]:
        """Its questions and answers; one that no key opens has words in place of them."""
        content: Any = self.content
        if isinstance(content, UndecryptableText):
            return [Entry(key="", heading=str(_("Agreement")), text="", answer=content)]
        return [Entry(**entry) for entry in json.loads(content)["entries"]]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def in_force(self) -> "SignatureQuerySet":
        """Those under the last version of an agreement: an edit makes a new one, and voids the others."""
        later = AgreementVersion.objects.filter(
            agreement=OuterRef("version__agreement"), number__gt=OuterRef("version__number")
        )
        return self.exclude(Exists(later))


class Signature(models.Model):
    """One of the two has signed a version, of which the hash is repeated here as it was read."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ("signed_at", "pk")
        constraints = (models.UniqueConstraint(fields=("version", "person"), name="signed_once"),)

    def __str__(self) -> str:
        return f"Signature {self.pk}"


def usual_questions() -> Iterable[AskedQuestion]:
    """Return the questions of a program that has none of its own, in the reader's language."""
    return (AskedQuestion(key, str(heading), str(text)) for key, heading, text in _USUAL)


_USUAL = (
    (
        "goals",
        _("What we want from this year"),
        _(
            "One to three things to have learned, tried or decided by the end. Put them so that you’d both notice when "
            "they’re done."
        ),
    ),
    (
        "cadence",
        _("How often we meet"),
        _("How often, for how long, and who proposes the next date. What do you do when one of you can’t make it?"),
    ),
    (
        "modes",
        _("How we meet and write"),
        _("In person, by video or by phone. What can you ask in between, and how soon can each expect an answer?"),
    ),
    (
        "boundaries",
        _("What we leave out"),
        _("Grades, clinical care, favors, free evenings: what isn’t part of this, and what to ask first."),
    ),
    (
        "confidentiality",
        _("What stays between us"),
        _("What neither of you repeats elsewhere, and what you’ll do if one of you is worried about someone’s safety."),
    ),
    (
        "feedback",
        _("How we tell each other"),
        _("How each of you likes to hear what could go better, and when you’ll look back together."),
    ),
    (
        "exit",
        _("How we end, if it doesn’t fit"),
        _(
            "Either of you can end this at any time. Nobody is at fault, and no reason is needed. What would each of "
            "you like to hear if it comes to that?"
        ),
    ),
)
