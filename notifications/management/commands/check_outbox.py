"""python manage.py check_outbox: fails when mail is late and nothing goes out. For the worker's health check."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.queries.health import outbox_moves


class Command(BaseCommand):
    """Asks the outbox itself: a worker that hangs still answers a ping."""

    help = "Fails when messages have been due for ten minutes and nothing has been sent for two."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not outbox_moves(now=timezone.now()):
            raise CommandError("Messages are late, and nothing has been sent lately.")
        self.stdout.write("The outbox is moving.")
