"""Work for the worker: the figures of a year."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from programs.models import Cycle
from reports.queries.editions import years_to_count
from reports.services.editions import count_year


@shared_task(name="reports.tasks.count_one_year")
def count_one_year(pk: int) -> None:
    """Count the figures of a year. Running it twice does no harm."""
    cycle = Cycle.objects.select_related("program__institution").filter(pk=pk).first()
    if cycle is not None:
        count_year(cycle, now=timezone.now())


@shared_task(name="reports.tasks.count_years")
def count_years() -> int:
    """Hand on the years whose figures are missing or of yesterday."""
    waiting = list(years_to_count(now=timezone.now()).values_list("pk", flat=True))
    for pk in waiting:
        count_one_year.delay(pk)
    return len(waiting)


def start_counting(pk: int) -> None:
    """Wake a worker once the transaction is committed."""
    transaction.on_commit(partial(count_one_year.delay, pk), robust=True)
