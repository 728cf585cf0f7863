"""What those who run a program did about its people: who, when, about whom, and why."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.encryption import EncryptedTextField
from programs.models.programs import Program

UNDONE_WITHIN = timedelta(days=1)


class StaffStepQuerySet(models.QuerySet["StaffStep"]):
    def visible_to(self, user: User | AnonymousUser) -> "StaffStepQuerySet":
        """Those in programs that `user` runs, without those about `user`."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Program.objects.configured_by(user).values("pk")
        own = Q(person=user) | Q(other=user)
        return self.filter(program__in=run).exclude(Q(pk__in=StaffStep.objects.filter(own).values("pk")))

    def about(self, subject: str) -> "StaffStepQuerySet":
        """Those about one thing, named as its kind names it."""
        rows = self.filter(subject=subject).defer("kept")
        return rows.select_related("by", "person", "other", "program", "undone_by")


class StaffStep(models.Model):
    """One step. The reason is for those who run the program; the people whom it concerns never read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="staff_steps")
    kind = models.CharField(max_length=32, help_text="As registered in `programs.presentation.staff_steps`.")
    subject = models.CharField(max_length=60, help_text="What it is about, such as pair:12; a page shows its own.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True, help_text="Of which step."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    reason = EncryptedTextField(blank=True)
    before: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField(
        default=dict, blank=True, help_text="What undoing needs: keys, states and numbers; nothing private."
    )
    kept = EncryptedTextField(blank=True, help_text="What undoing needs and is private, as JSON; gone after a day.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = StaffStepQuerySet.as_manager()

    class Meta:
        ordering = ("-taken_at", "pk")
        indexes = (
            models.Index(fields=("program", "-taken_at"), name="staff_steps_of_a_program"),
            models.Index(fields=("subject",), name="staff_steps_of_a_subject"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} · {self.subject}"

    @property
    def number(self) -> int:
        """How many people or rows it is about, where they are not named; else 0."""
        return self.key("number") if "number" in self.before else 0

    @property
    def names(self) -> str:
        """The people whom it concerns, by name."""
        return ", ".join(person.display_name for person in (self.person, self.other) if person)

    @property
    def subject_pk(self) -> int:
        """The key of what it is about: 12 in pair:12."""
        return int(self.subject.partition(":")[2])

    @property
    def person_pk(self) -> int:
        """The key of whom it concerns; there must be somebody."""
        return int(str(self.person_id))

    def key(self, name: str) -> int:
        """A key that undoing needs."""
        return int(str(self.before[name]))

    def can_still_be_undone(self, now: datetime) -> bool:
        """Whether it was taken within a day and is not undone."""
        return self.undone_at is None and now < self.taken_at + UNDONE_WITHIN
