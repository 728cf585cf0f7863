"""python -m tests.bench.workers MESSAGES [SECONDS]: workers, beat and a plain alternative on PostgreSQL and Valkey.

How many emails 1, 2 and 4 workers send in a second; what beat and a worker cost while nothing is due, in processor
time and written rows; and a task of Celery's with an ETA for each reminder, with what it loses when its worker is
killed or the broker wiped.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence

import psutil

from mentorship.supervisor.group import ProcessGroup
from tests import smtp
from tests.bench.stage import Stage, stage, wait_until
from tests.postgres import NoPostgres

_PATIENCE = 900.0  # seconds
_WARM_UP = 20.0


def main() -> None:
    """Measure one after another."""
    messages, idle = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    try:
        _measure(messages, idle)
    except NoPostgres as error:
        _say(f"Workers were not measured. {error}")


def _measure(messages: int, idle: float) -> None:
    with smtp.mail_server() as (desk, port):
        desk.keeps = False
        with stage(EMAIL_URL=f"smtp://127.0.0.1:{port}") as processes:
            broker = processes.start_broker()
            _say(f"{messages:,} emails by workers of two threads, on PostgreSQL and Valkey")
            for number in (1, 2, 4):
                _measure_workers(processes, number, messages)
            _measure_idle(processes, idle)
            _measure_plain(processes, desk, broker, min(messages, 1_000))


def _measure_workers(processes: Stage, number: int, messages: int) -> None:
    from accounts.models import User
    from notifications.models import Message
    from notifications.tasks import sweep_outbox
    from tests.bench.full_outbox import fill_outbox, people_to_remind

    User.objects.all().delete()
    version, people = people_to_remind(messages // 2)
    workers = [processes.start_worker(f"worker {one}") for one in range(number)]
    waiting = Message.objects.filter(state=Message.State.PENDING)

    def empty(some: Sequence[User], each: int) -> None:
        fill_outbox(version, some, each=each)
        for _sweep in range(2 * number):
            sweep_outbox.delay()
        wait_until(lambda: not waiting.exists(), seconds=_PATIENCE)

    empty(people[: 20 * number], 1)  # a worker's first email loads every page of the site
    Message.objects.all().delete()
    begun, worked = time.perf_counter(), sum(map(_processor_seconds, workers))
    empty(people, 2)
    took, worked = time.perf_counter() - begun, sum(map(_processor_seconds, workers)) - worked
    _say(f"{f'{number} workers, emails a second':52}{messages / took:9,.0f}")
    _say(f"{'  of processor time, emails a second':52}{messages / worked:9,.0f}")
    for worker in workers:
        worker.stop()


def _measure_idle(processes: Stage, seconds: float) -> None:
    groups = [processes.start_worker(), processes.start_beat()]
    time.sleep(_WARM_UP)
    before, written = [_processor_seconds(group) for group in groups], _rows_written()
    time.sleep(seconds)
    for group, name, was in zip(groups, ("a worker", "beat"), before, strict=True):
        share = (_processor_seconds(group) - was) / seconds
        _say(f"{f'{name} with nothing to do, share of a core':52}{share:9.2%}")
    _say(f"{f'rows written in {seconds:.0f} s':52}{_rows_written() - written:9}")
    for group in groups:
        group.stop()


def _rows_written() -> int:
    """Rows that any process has inserted, changed or deleted in the tables of the site, as PostgreSQL counts."""
    from django.db import connection

    time.sleep(2)  # it counts with a delay
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0])


def _measure_plain(processes: Stage, desk: smtp.MailServer, broker: ProcessGroup, reminders: int) -> None:
    """Half of the reminders are due before the mishap."""
    from tests.bench import plain_reminders

    arrived: Counter[str] = Counter()

    def take(address: str) -> str:
        arrived[address] += 1
        return "250 fine"

    desk.on_email = take
    _say(f"\n{reminders:,} tasks with an ETA instead of rows, with Celery's own settings")
    for mishap in ("its worker is killed", "the broker is wiped"):
        arrived.clear()
        worker = processes.start(plain_reminders.WORKER, ready=b" ready.")
        begun = time.perf_counter()
        plain_reminders.queue(reminders)
        _say(f"{'queueing one, milliseconds':52}{(time.perf_counter() - begun) / reminders * 1000:9.3f}")
        wait_until(lambda: len(arrived) >= reminders // 4, seconds=_PATIENCE)
        worker.kill()
        if mishap == "the broker is wiped":
            broker.kill()
            broker = processes.start_broker()
        worker = processes.start(plain_reminders.WORKER, ready=b" ready.")
        _wait_for_silence(arrived)
        _say(f"{f'{mishap}: not sent by a worker that starts at once':52}{reminders - len(arrived):9}")
        worker.kill()


def _wait_for_silence(arrived: Counter[str], seconds: float = 40.0) -> None:
    """Wait until nothing has arrived for so long."""
    known, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        if arrived.total() != known:
            known, since = arrived.total(), time.monotonic()
        time.sleep(0.5)


def _processor_seconds(group: ProcessGroup) -> float:
    """What the processes of a group have used of the processor, their children included."""
    found = 0.0
    for process in group.processes:
        for one in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
            found += sum(one.cpu_times()[:2])
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
