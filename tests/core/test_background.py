"""The timetable has one keeper at a time, and what waits in the queues is known."""

from datetime import datetime

import pytest
from celery.beat import PersistentScheduler
from django.conf import settings as ours
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from core.background import last_tick, queue_depths, timetable_lease
from mentorship.beat import SoleScheduler
from mentorship.celery import app


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch, settings: Settings, broker: str) -> list[SoleScheduler]:
    """The schedulers that sent out something, as they did."""
    settings.REDIS_URL = broker
    found: list[SoleScheduler] = []

    def tick(scheduler: SoleScheduler) -> float:
        found.append(scheduler)
        return 5.0

    monkeypatch.setattr(PersistentScheduler, "tick", tick)
    monkeypatch.setattr(PersistentScheduler, "close", lambda _scheduler: None)
    return found


def test_of_two_beats_one_sends_out_tasks_until_it_stops_or_dies(ticks: list[SoleScheduler], broker: str) -> None:
    first, second = SoleScheduler(app, lazy=True), SoleScheduler(app, lazy=True)
    for _ in range(3):
        first.tick()
        second.tick()
    assert ticks == [first] * 3
    first.close()
    second.tick()
    first.tick()
    assert ticks == [first] * 3 + [second]
    Redis.from_url(broker).delete("timetable:lease")  # as when it has run out because its holder was killed
    first.tick()
    second.tick()
    assert ticks == [first] * 3 + [second, first]
    assert timezone.now().timestamp() - _ticked().timestamp() < 60


def _ticked() -> datetime:
    found = last_tick()
    assert found is not None
    return found


def test_without_a_broker_that_answers_nothing_is_sent_and_nothing_fails(
    ticks: list[SoleScheduler], settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    assert SoleScheduler(app, lazy=True).tick() > 0
    assert not ticks
    assert queue_depths() == {}
    settings.REDIS_URL = ""
    assert timetable_lease() is None
    assert queue_depths() == {}


def test_each_task_waits_in_the_queue_of_its_kind(broker: str, settings: Settings) -> None:
    settings.REDIS_URL = broker
    tasks = ["notifications.tasks.sweep_outbox", "people.tasks.follow_leaves", "reports.tasks.count_years"]
    for name in [*tasks, "matching.tasks.run_round"]:
        app.send_task(name)
    assert queue_depths() == {"urgent": 1, "bulk": 1, "heavy": 2}


def test_every_route_and_every_entry_of_the_timetable_is_of_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in ours.CELERY_BEAT_SCHEDULE.values()}
    routed = {name for name in ours.CELERY_TASK_ROUTES if "*" not in name}
    assert scheduled | routed <= set(app.tasks)
