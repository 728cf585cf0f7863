"""Queries whose SQL is written once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from core.among import Among
from core.prepared import prepared
from programs.models import Cycle, Program
from tests.factories.programs import CycleFactory

pytestmark = pytest.mark.django_db


def _cycles(program: Program, day: date, name: str) -> QuerySet[Cycle]:
    years = Cycle.objects.filter(Q(program=program), planning_from__lte=day).exclude(name=name)
    return years.select_related("program").annotate(n=Count("enrollments")).order_by("-planning_from")[:2]


def _names(program: int, *, day: date) -> QuerySet[Cycle, tuple[str, str]]:
    return Cycle.objects.filter(program=program, planning_from__lte=day).values_list("name", "program__name")


def test_answers_what_the_query_answers() -> None:
    one, other = CycleFactory.create(), CycleFactory.create()
    read, names = prepared(_cycles), prepared(_names)
    for cycle in (one, other, one):
        for day in (cycle.planning_from, cycle.planning_from - timedelta(days=1)):
            plain = list(_cycles(cycle.program, day, "–"))
            with CaptureQueriesContext(connection) as queries:
                found = read(cycle.program, day, "–")
                assert [(row, row.program.name, vars(row)["n"]) for row in found] == [
                    (row, row.program.name, vars(row)["n"]) for row in plain
                ]
            assert len(queries) == 1
            assert names(cycle.program_id, day=day) == list(_names(cycle.program_id, day=day))
    assert read(one.program, one.planning_from, one.name) == []
    Program.objects.filter(pk=one.program_id).update(name="Another name")
    assert [row.program.name for row in read(one.program, one.planning_from, "–")] == ["Another name"]


@pytest.mark.parametrize(
    "build",
    [
        lambda day: Cycle.objects.filter(planning_from__lte=day + timedelta(days=1)),
        lambda day: Cycle.objects.filter(planning_from__lte=day, name=f"{day:%d %m}"),
        lambda day: Cycle.objects.filter(planning_from__lte=day)[: day.day],
        lambda day: Cycle.objects.order_by("pk"),
        lambda day: Cycle.objects.filter(planning_from__lte=day, sessions__starts_at__date=F("planning_from")),
        lambda day: Cycle.objects.filter(planning_from__lte=day).prefetch_related("enrollments"),
    ],
    ids=["reckons", "reckons beside", "cuts by it", "leaves it out", "depends on the zone", "prefetches"],
)
def test_refuses_what_would_answer_for_the_first_call(build: Callable[[date], QuerySet[Cycle]]) -> None:
    with pytest.raises(TypeError):
        prepared(build)(date(2027, 1, 31))


def test_refuses_a_query_that_reads_a_foreign_key_of_its_argument() -> None:
    with pytest.raises(TypeError):
        prepared(lambda cycle: Program.objects.filter(cycles=cycle, pk=cycle.program_id))(CycleFactory.create())


def _among(programs: list[int]) -> QuerySet[Cycle]:
    return Cycle.objects.filter(Among("program", programs)).order_by("pk")


def test_takes_lists_of_any_length() -> None:
    one, other = CycleFactory.create_batch(2)
    read = prepared(_among)
    assert read([one.program_id]) == [one]
    assert read([other.program_id, one.program_id]) == [one, other]
    assert read([]) == []
