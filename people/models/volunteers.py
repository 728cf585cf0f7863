"""Who offers to mentor without having been invited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import AddressField
from core.encryption import EncryptedTextField
from programs.models import Program


class Volunteer(models.Model):
    """An offer to mentor in a program: unconfirmed → waiting → invited | declined. It is forgotten after a while.

    Until its person has confirmed the address nobody sees it. It says nothing about accounts: one is looked for, or
    made, when a coordinator invites.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed")
        WAITING = "waiting", _("Waiting for an answer")
        INVITED = "invited", _("Invited")
        DECLINED = "declined", _("Declined")

    SEEN = (State.WAITING, State.INVITED, State.DECLINED)

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="volunteers")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    email = AddressField(_("email address"))
    department = models.CharField(_("department"), max_length=80, blank=True)
    offers = EncryptedTextField(_("what they’d offer"))
    note = EncryptedTextField(_("note"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    written_at = models.DateTimeField(_("written"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("confirmed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("program", "email"), condition=models.Q(state="waiting"), name="volunteer_waits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="unconfirmed") | models.Q(confirmed_at__isnull=False),
                name="seen_volunteer_is_confirmed",
            ),
        )

    def __str__(self) -> str:
        return f"Volunteer {self.pk}"

    @property
    def display_name(self) -> str:
        """The name, as the person wrote it."""
        return f"{self.given_name} {self.family_name}".strip()
