"""A peer asks another directly, by address."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from pairs.models import MentoringGroup
from people.models import Enrollment


class PeerRequestQuerySet(models.QuerySet["PeerRequest"]):
    def open(self, now: datetime) -> "PeerRequestQuerySet":
        """Those that can still be answered."""
        return self.filter(state=PeerRequest.State.OPEN, expires_at__gt=now)

    def visible_to(self, user: User | AnonymousUser) -> "PeerRequestQuerySet":
        """Those of which `user` is one side; nobody else reads them."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(enrollment__mentee=user) | Q(asked__mentee=user))


class PeerRequest(models.Model):
    """Somebody who waits for a peer asks another: open → accepted | declined | withdrawn | expired.

    Whether an address belongs to somebody who takes part is not told to who asks: a request that reaches nobody looks
    like one that nobody has answered yet, and ends like it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="peer_requests")
    asked = models.ForeignKey(
        Enrollment,
        on_delete=models.CASCADE,
        related_name="peer_requests_received",
        null=True,
        blank=True,
        help_text="Empty where the address is nobody’s who may be asked.",
    )
    address = models.EmailField(_("email"), help_text="As it was typed.")
    note = EncryptedTextField(_("note"), blank=True, help_text="For the other; deleted when nothing comes of it.")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    group = models.OneToOneField(
        MentoringGroup, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text="What it led to."
    )

    objects = PeerRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("enrollment", "address"), condition=Q(state="open"), name="one_open_peer_request_an_address"
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=True) | ~Q(asked=F("enrollment")), name="no_peer_asks_themselves"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", group__isnull=False) | ~Q(state="accepted") & Q(group__isnull=True),
                name="accepted_peer_request_has_a_group",
            ),
        )

    def __str__(self) -> str:
        return f"Peer request {self.pk}"
