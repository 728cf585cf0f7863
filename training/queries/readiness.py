"""Who has done the training that a program requires, as expressions: the database narrows, sorts and counts by them.

`user` and `program` are the paths from a row of any table to the person and to the program.
"""

from datetime import date

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from programs.models import Audience
from training.models import ModuleVersion, Training


def required_versions() -> QuerySet[ModuleVersion]:
    """The modules in force that are part of being ready to mentor."""
    published = ModuleVersion.objects.filter(state=ModuleVersion.State.PUBLISHED, required=True)
    return published.filter(audience__in=(Audience.MENTORS, Audience.BOTH)).order_by()


def _done(user: str, day: date) -> Exists:
    """On a version: whether the person has completed it, or its like, and it still counts on `day`."""
    of_module = Q(version__module=OuterRef("module"), version__number__gte=OuterRef("module__counts_from"))
    same = Q(version__sha256=OuterRef("sha256"))
    completed = Training.objects.valid_on(day).filter(of_module | same, user=OuterRef(OuterRef(user)))
    return Exists(completed)


def requires_training(*, program: str) -> Exists:
    """Whether the program has a module that is part of being ready."""
    return Exists(required_versions().filter(module__program=OuterRef(program)))


def lacks_a_module(*, user: str, program: str, day: date) -> Exists:
    """Whether one of those modules is still to be done, or due again, on `day`."""
    required = required_versions().filter(module__program=OuterRef(program))
    return Exists(required.exclude(_done(user, day)))


def modules_required(*, program: str) -> Coalesce:
    """How many those modules are."""
    return _count(required_versions().filter(module__program=OuterRef(program)))


def modules_done(*, user: str, program: str, day: date) -> Coalesce:
    """How many of them are done on `day`."""
    return _count(required_versions().filter(_done(user, day), module__program=OuterRef(program)))


def _count(versions: QuerySet[ModuleVersion]) -> Coalesce:
    counted = versions.values("state").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def last_completed(*, user: str) -> Subquery:
    """When the person completed a module last, in whatever program."""
    completed = Training.objects.filter(user=OuterRef(user), completed_at__isnull=False).order_by()
    return Subquery(completed.values("user").annotate(last=Max("completed_at")).values("last"))
