"""Work for the worker: the figures of a year, and the facts of a week."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from programs.models import Cycle
from reports.queries.editions import years_to_count, years_to_typeset
from reports.queries.insights import weeks_to_count
from reports.services.editions import count_year, write_pdf
from reports.services.weeks import count_week


@shared_task(name="reports.tasks.count_one_year")
def count_one_year(pk: int) -> None:
    """Count the figures of a year and write its PDF. Running it twice does no harm."""
    cycle = Cycle.objects.select_related("program__institution").filter(pk=pk).first()
    if cycle is not None:
        count_year(cycle, now=timezone.now())
        write_pdf(cycle)


@shared_task(name="reports.tasks.typeset_one_year")
def typeset_one_year(pk: int) -> None:
    """Write the PDF of the figures that were counted last. Running it twice does no harm."""
    cycle = Cycle.objects.select_related("program__institution").filter(pk=pk).first()
    if cycle is not None:
        write_pdf(cycle)


@shared_task(name="reports.tasks.count_years")
def count_years() -> int:
    """Hand on the years whose figures are missing or of yesterday, and those that have figures and no PDF."""
    waiting = list(years_to_count(now=timezone.now()).values_list("pk", flat=True))
    for pk in waiting:
        count_one_year.delay(pk)
    for pk in years_to_typeset().exclude(pk__in=waiting).values_list("pk", flat=True):
        typeset_one_year.delay(pk)
    return len(waiting)


@shared_task(name="reports.tasks.count_one_week")
def count_one_week(pk: int) -> None:
    """Count the facts of a program in this week. Running it twice does no harm."""
    cycle = Cycle.objects.select_related("program__institution").filter(pk=pk).first()
    if cycle is not None:
        count_week(cycle, now=timezone.now())


@shared_task(name="reports.tasks.count_weeks")
def count_weeks() -> int:
    """Hand on the years in which a week has begun and was not counted."""
    waiting = weeks_to_count(now=timezone.now())
    for pk in waiting:
        count_one_week.delay(pk)
    return len(waiting)


def start_counting(pk: int) -> None:
    """Wake a worker once the transaction is committed."""
    transaction.on_commit(partial(count_one_year.delay, pk), robust=True)
