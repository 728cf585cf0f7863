"""python -m tests.bench [--scales 1 10 40] [--groups 64 400 1000] [--lists 10000] [--people 20000] [--mentees 10000]
[--messages 50000] [--bulk 300] [--sessions 100000] [--responses 500 5000 50000]
[--reminders 1000000]

First the busiest pages at three sizes of school, how they grow and how many a second a real server answers, then groups
of as many mentees, then long lists, bulk actions, previews of imports, a large match round, a full outbox, many
reminders, workers and what they cost when idle, calendars and reports, on SQLite and on PostgreSQL.
Each is measured in a process and a database of its own, which are gone afterwards.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench.environment import environment
from tests.bench.growth import print_growth
from tests.postgres import NoPostgres, embedded

SCALES = (1, 10, 40)
GROUPED = (64, 400, 1000)
ROWS = 10_000
PEOPLE = 20_000
MENTEES = 10_000
MESSAGES = 50_000
BULK = 300
SESSIONS = 100_000
RESPONSES = (500, 5_000, 50_000)
ATTENDED = 20
SECONDS, CLIENTS = "15", "8"  # how long and by how many the real web server is asked
EMAILS = 10_000
REMINDERS = 1_000_000
EACH = 10


# Measures so much of something in the database with that address, SQLite where it is empty; returns an exit code.
_Measure = Callable[[int, str], int]


def main() -> int:
    """Measure one after another; returns the exit code of the first that failed, else 0."""
    asked = _arguments()
    codes = [_pages(asked.scales, asked.requests, on) for on in (_on_sqlite, _on_postgres) if asked.scales]
    codes += [_groups(mentees) for mentees in asked.groups]
    codes += [_lists(asked.lists), _on_postgres(_lists, asked.lists)] if asked.lists else []
    codes += [_bulk(asked.bulk), _on_postgres(_bulk, asked.bulk)] if asked.bulk else []
    codes += [_imports(asked.people), _on_postgres(_imports, asked.people)] if asked.people else []
    codes += [_round(asked.mentees), _on_postgres(_round, asked.mentees)] if asked.mentees else []
    codes += [_outbox(asked.messages), _on_postgres(_outbox, asked.messages)] if asked.messages else []
    codes += [_workers(min(asked.messages, EMAILS))] if asked.messages else []
    codes += [_due(asked.reminders), _on_postgres(_due, asked.reminders)] if asked.reminders else []
    codes += [_calendars(asked.sessions), _on_postgres(_calendars, asked.sessions)] if asked.sessions else []
    codes += [_drift(asked.sessions), _on_postgres(_drift, asked.sessions)] if asked.sessions else []
    codes += [_reports(number) for number in asked.responses]
    codes += [_on_postgres(_reports, max(asked.responses))] if asked.responses else []
    return next((code for code in codes if code), 0)


def _pages(scales: Sequence[int], requests: int, on: Callable[[_Measure, int], int]) -> int:
    """One school after another, then how each page grows from the smallest to the largest."""
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as kept:
        files = {scale: Path(kept) / f"{scale}.json" for scale in sorted(scales)}
        for scale, file in files.items():
            if code := on(partial(_school, requests=requests, file=file), scale):
                return code
        small, large = min(files), max(files)
        if small < large and files[large].exists():
            print_growth(files[small], files[large], large / small)
    return 0


def _school(scale: int, database: str, *, requests: int, file: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        load = _run("pages", "load", str(scale), env=env)
        pages = load or _run("pages", "run", str(scale), str(requests), str(file), env=env)
        return pages or _run("server", SECONDS, CLIENTS, env=env)


def _groups(mentees: int) -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        return _run("groups", str(mentees), env=environment(Path(folder)))


def _lists(rows: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("lists", str(rows), "10", env=env)


def _bulk(rows: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("bulk", str(rows), env=env)


def _imports(rows: int, database: str = "") -> int:
    """One preview of each kind, each in a database of its own; on PostgreSQL only that of known people."""
    for kind in ("known",) if database else ("csv", "xlsx", "known"):
        with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
            env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
            code = _run("imports", "load", str(rows), kind, env=env) or _run("imports", "run", str(rows), kind, env=env)
            if code:
                return code
    return 0


def _round(mentees: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("rounds", "load", str(mentees), env=env) or _run("rounds", "run", str(mentees), env=env)


def _outbox(messages: int, database: str = "") -> int:
    return _on_empty_school("outbox", str(messages), database=database)


def _due(reminders: int, database: str = "") -> int:
    return _on_empty_school("due", str(reminders), str(max(1, reminders // EACH)), database=database)


def _workers(emails: int) -> int:
    return _run("workers", str(emails), env=dict(os.environ))


def _on_empty_school(part: str, *arguments: str, database: str) -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        migrate = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"]
        return subprocess.run(migrate, env=env, check=False).returncode or _run(part, *arguments, env=env)


def _calendars(sessions: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("calendars", "load", str(sessions), env=env) or _run("calendars", "run", "10", env=env)


def _drift(sessions: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("drift", str(sessions), str(sessions * ATTENDED), env=env)


def _reports(responses: int, database: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        env = environment(Path(folder)) | ({"DATABASE_URL": database} if database else {})
        return _run("reports", str(responses), env=env)


def _on_sqlite(measure: _Measure, size: int) -> int:
    return measure(size, "")


def _on_postgres(measure: _Measure, size: int) -> int:
    try:
        with embedded() as address:
            return measure(size, address)
    except NoPostgres as error:
        sys.stdout.write(f"Not measured on PostgreSQL. {error}\n")
        return 0


def _run(part: str, *arguments: str, env: dict[str, str]) -> int:
    command = [sys.executable, "-m", f"tests.bench.{part}", *arguments]
    return subprocess.run(command, env=env, check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scales", type=int, nargs="*", default=list(SCALES), help="times the demo school's size")
    parser.add_argument("--requests", type=int, default=20, help="requests for each page, of which the median counts")
    parser.add_argument("--groups", type=int, nargs="*", default=list(GROUPED), help="mentees to form groups of")
    parser.add_argument("--lists", type=int, default=ROWS, help="rows of each long list; 0 leaves them out")
    parser.add_argument("--bulk", type=int, default=BULK, help="people of a bulk action; 0 leaves it out")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the imported files; 0 leaves them out")
    parser.add_argument("--mentees", type=int, default=MENTEES, help="mentees in the large round; 0 leaves it out")
    parser.add_argument("--messages", type=int, default=MESSAGES, help="messages in the full outbox; 0 leaves it out")
    parser.add_argument("--reminders", type=int, default=REMINDERS, help="of a tenth as many people; 0 leaves them out")
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="sessions in calendars and of pairs that drift")
    parser.add_argument(
        "--responses", type=int, nargs="*", default=list(RESPONSES), help="answers to a survey of 30 items"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
