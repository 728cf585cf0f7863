"""Background work of this app."""

from celery import shared_task

from core.decryption_check import remember_count, undecryptable_places


@shared_task
def count_undecryptable_texts() -> None:
    """Count the private texts that no key opens."""
    remember_count(sum(1 for _place in undecryptable_places()))
