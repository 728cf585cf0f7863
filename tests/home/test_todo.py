from datetime import datetime, timedelta

from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from home.todo import Waiting, coordinator_tasks
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, OfferFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory, HandbookVersionFactory


def _with_work(cycle: Cycle, now: datetime) -> Cycle:
    """A round that goes on, and a mentee who has not acknowledged the handbook."""
    MatchRoundFactory.create(cycle=cycle)
    HandbookVersionFactory.create(program=cycle.program, state="published", sha256="0" * 64, published_at=now)
    EnrollmentFactory.create(cycle=cycle)
    return cycle


def test_the_tasks_of_a_coordinator_stand_program_by_program(coordinator: User, cycle: Cycle, now: datetime) -> None:
    cycles = [_with_work(cycle, now), _with_work(CycleFactory.create(program__name="Aardvark"), now)]
    tasks = coordinator_tasks(coordinator, cycles, now=now)
    assert [task.place for task in tasks] == [cycle.program.name] * 2 + ["Aardvark"] * 2


def test_what_is_counted_already_is_not_counted_again(
    coordinator: User, cycle: Cycle, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    none = {cycle.pk: 0}
    waiting = Waiting(none, unreached={cycle.pk: 7}, unacknowledged=none, volunteers=none, talks=none)
    with django_assert_num_queries(2):  # rounds, offers
        tasks = coordinator_tasks(coordinator, [cycle], now=now, waiting=waiting)
    assert [task.title for task in tasks] == ["Email isn’t reaching 7 people"]


def test_many_programs_take_the_queries_of_one(
    coordinator: User, cycle: Cycle, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycles: list[Cycle] = []
    for one in (cycle, *CycleFactory.create_batch(2)):
        cycles.append(_with_work(one, now))
        OfferFactory.create(proposed_pair__proposal__round=one.rounds.get(), expires_at=now + timedelta(days=7))
        for each in cycles:
            vars(each).pop("_prefetched_objects_cache", None)
        with django_assert_num_queries(5):  # numbers, rounds, offers, the reminders of offers and of handbooks
            tasks = coordinator_tasks(coordinator, cycles, now=now)
        assert {task.place for task in tasks} == {one.program.name for one in cycles}
