"""The product's processes on a real PostgreSQL and Valkey, for what is measured or broken while they run.

Django belongs to the process that asks for a stage: it is set up on the same database.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import django
from django.core.management import call_command

from mentorship.supervisor import parts
from mentorship.supervisor.group import Part, ProcessGroup
from tests.bench.environment import environment
from tests.postgres import Running, running

_PATIENCE = 90.0  # seconds until a process has started


@dataclass
class Stage:
    """What runs, and can be started and stopped.

    Attributes:
        folder: of everything that is written; gone afterwards.
        postgres: the database.
        variables: environment variables of the processes.
        groups: what is stopped in the end.
    """

    folder: Path
    postgres: Running
    variables: dict[str, str]
    groups: ExitStack

    def start_worker(self, name: str = "worker") -> ProcessGroup:
        """Start a worker as `make run` has it, and wait until it takes tasks."""
        return self.start(replace(parts.WORKER, name=name), ready=b" ready.")

    def start_beat(self, name: str = "beat") -> ProcessGroup:
        """Start a beat with a file of its own."""
        (self.folder / name).mkdir(exist_ok=True)
        return self.start(replace(parts.beat(self.folder / name), name=f"{name} log"), ready=b"beat: Starting")

    def start_broker(self) -> ProcessGroup:
        """Start Valkey without anything in it."""
        shutil.rmtree(self.folder / "valkey", ignore_errors=True)
        broker = parts.valkey(self.folder, self.folder / "socket")
        group = self._group()
        group.start(broker)
        wait_until(lambda: parts.valkey_answers(self.folder / "socket"), seconds=_PATIENCE)
        return group

    def start(self, part: Part, *, ready: bytes) -> ProcessGroup:
        """Start any part, and wait until its log has these words."""
        group = self._group()
        group.start(part)
        wait_until(lambda: ready in group.log_of(part).read_bytes(), seconds=_PATIENCE, check=group.check)
        return group

    def _group(self) -> ProcessGroup:
        return self.groups.enter_context(ProcessGroup(logs=self.folder / "log", environment=self.variables))


@contextmanager
def stage(**variables: str) -> Iterator[Stage]:
    """An empty school on a database of its own; no process of the product runs yet, nor the broker.

    Args:
        variables: environment variables beside those under which is measured.

    Raises:
        NoPostgres: there is no PostgreSQL on this machine.
    """
    with tempfile.TemporaryDirectory(prefix="mentorship-stage-") as name, running() as postgres, ExitStack() as groups:
        folder = Path(name)
        addresses = {"DATABASE_URL": postgres.address, "REDIS_URL": f"unix://{folder / 'socket'}", "LOG_LEVEL": "INFO"}
        os.environ |= environment(folder) | addresses | variables
        django.setup()
        call_command("migrate", verbosity=0)
        yield Stage(folder, postgres, dict(os.environ), groups)


def wait_until(condition: Callable[[], bool], *, seconds: float, check: Callable[[], None] = lambda: None) -> None:
    """Wait until `condition` holds; raises `TimeoutError` when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"not after {seconds:.0f} s")
        time.sleep(0.05)
