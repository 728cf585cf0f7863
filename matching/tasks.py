"""Work for the worker: running strategies, forming groups, and settling offers whose time is up."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from matching.services import forming, offers, peer_requests, requests, training_reminders
from matching.services.proposals import run_unfinished


@shared_task(name="matching.tasks.run_round")
def run_round(round_pk: int) -> int:
    """Compute every proposal of the round that waits. Running it twice does no harm."""
    return run_unfinished(round_pk, clock=timezone.now)


@shared_task(name="matching.tasks.expire_offers")
def expire_offers() -> int:
    """Settle offers whose time is up, by the program's rule for silence."""
    return offers.expire_offers(now=timezone.now())


@shared_task(name="matching.tasks.form_groups")
def form_groups(formation_pk: int) -> bool:
    """Form the groups that were asked for. Running it twice does no harm."""
    return forming.form(formation_pk, clock=timezone.now)


def start_forming(formation_pk: int) -> None:
    """Wake a worker once the transaction is committed; without a broker the page offers to try again."""
    transaction.on_commit(partial(form_groups.delay, formation_pk), robust=True)


@shared_task(name="matching.tasks.settle_requests")
def settle_requests() -> int:
    """Expire requests whose time is up, and put those who wait to mentors with a free place."""
    now = timezone.now()
    return requests.settle_requests(now=now) + peer_requests.expire_peer_requests(now=now)


@shared_task(name="matching.tasks.remind_of_training")
def remind_of_training() -> int:
    """Remind mentors of training that they have to do before lists close."""
    return training_reminders.remind_of_training(now=timezone.now())


def start_run(round_pk: int) -> None:
    """Wake a worker once the transaction is committed.

    When no broker answers, the round stays closed and the page offers to run it again.
    """
    transaction.on_commit(partial(run_round.delay, round_pk), robust=True)
