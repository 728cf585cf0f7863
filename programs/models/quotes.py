"""What somebody who took part says about a program, shown with their consent."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models.programs import Program


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, user: User | AnonymousUser) -> "QuoteQuerySet":
        """One's own words, and those of the programs that `user` runs; what was agreed to, everybody reads there."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(person=user) | Q(program__in=Program.objects.configured_by(user).values("pk")))

    def shown(self) -> "QuoteQuerySet":
        """Those that their people have agreed to."""
        return self.filter(state=Quote.State.AGREED)


class Quote(models.Model):
    """Words of a person for a program's public page: asked → agreed | declined; either can follow the other."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for their answer")
        AGREED = "agreed", _("On the public page")
        DECLINED = "declined", _("Not used")

    class Named(models.TextChoices):
        NAME = "name", _("With my name")
        ROLE = "role", _("Without my name")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="quotes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quotes")
    as_mentor = models.BooleanField(help_text="On which side they speak; peers have none.")
    words = models.TextField(_("their words"), max_length=400)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    named = models.CharField(_("how you’re named"), max_length=4, choices=Named, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ("-answered_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("program", "person"), name="one_quote_a_person"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(answered_at__isnull=False, named__in=("name", "role")),
                name="shown_quote_has_consent",
            ),
        )

    def __str__(self) -> str:
        return f"Quote {self.pk}"

    @property
    def attribution(self) -> str:
        """Who speaks, as far as they want to be named: “Ruth Nambozo-Hale, mentor” or “A mentor”."""
        if self.named != self.Named.NAME:
            if self.program.is_peer:
                return gettext("Someone who took part")
            return gettext("A mentor") if self.as_mentor else gettext("A mentee")
        if self.program.is_peer:
            return self.person.display_name
        side = gettext("mentor") if self.as_mentor else gettext("mentee")
        return f"{self.person.display_name}, {side}"
