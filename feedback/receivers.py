"""News from the floors below: a year that closes lets comments be read."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from feedback.services.releases import release_comments
from programs.models import Cycle
from programs.signals import cycle_closed


@receiver(cycle_closed)
def let_comments_be_read(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed."""
    release_comments(cycle, on=timezone.localdate(now, cycle.program.institution.zone))
