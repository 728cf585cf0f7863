"""python -m tests.bench.drift SESSIONS ATTENDANCES: the queue of pairs at risk in a year of so many sessions."""

import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

_EACH = 20  # sessions of a pair
_REPEATS = 20


def main() -> None:
    """Load the year, and measure the count and the first page of the queue."""
    sessions, attendances = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from programs.models import Cycle, CycleState
    from tests.bench.lists import load_year

    load_year(sessions // _EACH)
    _load_sessions(attendances // sessions)
    Cycle.objects.update(state=CycleState.RUNNING)
    connection.cursor().execute("ANALYZE")
    cycle, now = Cycle.objects.select_related("program__institution").get(), timezone.now()
    sys.stdout.write(f"{sessions:,} sessions, {attendances:,} attendances on {connection.vendor}\n")
    for name, intervals in (("at risk", 1.5), ("to be reminded", 1.0)):
        _line(f"pairs {name}", cycle, now, intervals)


def _load_sessions(people: int) -> None:
    """Twenty sessions a pair, a week apart; one pair in fifty has met none for long, one in a hundred never."""
    from pairs.models import Mentorship
    from sessions.models import MentoringSession

    now = timezone.now()
    Mentorship.objects.update(state="active", started_on=(now - timedelta(days=200)).date())
    pairs = list(Mentorship.objects.order_by("pk"))
    for number, pair in enumerate(pairs):
        quiet = number % 50 == 0
        if number % 100 == 99:
            continue
        MentoringSession.objects.bulk_create(
            MentoringSession(
                cycle_id=pair.cycle_id,
                mentorship=pair,
                organiser_id=pair.mentor_id,
                starts_at=now - timedelta(days=7 * week + (60 if quiet else 3)),
                time_zone="UTC",
                state="held",
                confirmation="confirmed",
            )
            for week in range(_EACH)
        )
    table = "mentoring_sessions_attendance"
    users = [pair.mentee_id for pair in pairs[:people]]
    sql = (
        f"INSERT INTO {table} (session_id, user_id, state, leads) "  # noqa: S608 - names of our own
        f"SELECT s.id, u.id, 'attended', %s FROM mentoring_sessions_mentoringsession s "
        f"CROSS JOIN accounts_user u WHERE u.id IN ({', '.join(map(str, users))})"
    )
    connection.cursor().execute(sql, [False])


def _line(name: str, cycle: Any, now: Any, intervals: float) -> None:
    from sessions.queries.drift import quiet_pairs

    def read() -> int:
        rows = quiet_pairs(cycle, now=now, intervals=intervals)
        number = rows.count()
        list(rows[:25])
        return number

    with CaptureQueriesContext(connection) as queries:
        number = read()
    wall, cpu = [], []
    for _ in range(_REPEATS):
        begun, computed = time.perf_counter(), time.process_time()
        read()
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - computed)
    sys.stdout.write(
        f"{name:44}{statistics.median(wall) * 1000:9.1f} ms{statistics.median(cpu) * 1000:9.1f} CPU ms"
        f"{len(queries):4d} queries, {number} pairs\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
