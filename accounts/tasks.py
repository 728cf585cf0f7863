"""Work for the worker: old sign-in links are forgotten."""

from celery import shared_task
from django.utils import timezone

from accounts.services.sign_in_links import forget_old_links


@shared_task(name="accounts.tasks.forget_old_links")
def forget_old() -> int:
    """Delete sign-in links that ran out long ago."""
    return forget_old_links(now=timezone.now())
