"""Start the parts in order, watch over them, stop them in reverse."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from mentorship.supervisor import parts
from mentorship.supervisor.group import CannotRun, Part, ProcessGroup
from mentorship.supervisor.local import LocalRun

_TICK = 0.05  # seconds between two looks at the parts


class Stopped(Exception):
    """Somebody asked the product to stop."""


class StopRequest:
    """Whether somebody has asked us to stop: by a signal, or by ending our parent.

    Args:
        with_parent: whether the end of the parent process counts. `make` passes signals on, but
            cannot when it is killed hard.
    """

    def __init__(self, *, with_parent: bool) -> None:
        self._parent = os.getppid() if with_parent else None
        self._signalled = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._signalled = True

    def check(self) -> None:
        """Raise `Stopped` when it is time to stop."""
        if self._signalled or (self._parent is not None and os.getppid() != self._parent):
            raise Stopped


def run(local_run: LocalRun, request: StopRequest) -> None:
    """Run the product at `place`.

    Raises:
        Stopped: it was asked to stop, and everything has stopped.
        CannotRun: it could not start or a part failed, and everything has stopped.
    """
    local_run.require_free_port()
    with local_run.alone() as lock, local_run.socket_path() as valkey_socket:
        environment = local_run.environment(os.environ)
        own_broker = not environment.get("REDIS_URL")
        if own_broker:
            environment["REDIS_URL"] = f"unix://{valkey_socket}"
        with ProcessGroup(logs=local_run.data / "log", environment=environment, keep_open=[lock]) as group:
            watch = _Watch(group, request)
            if own_broker:
                broker = parts.valkey(local_run.data, valkey_socket)
                group.start(broker)
                watch.until(lambda: parts.valkey_answers(valkey_socket), part=broker, seconds=10)
            greeting = _prepare(local_run, watch)
            web = parts.web(local_run.port)
            for part in (parts.WORKER, parts.beat(local_run.data), web):
                group.start(part)
            watch.until(lambda: parts.web_answers(local_run.port), part=web, seconds=60)
            print(
                f"\nMentorship is open at {local_run.address}\n{greeting}\nCtrl-C stops it; logs are in {group.logs}",
                flush=True,
            )
            watch.forever()


def _prepare(local_run: LocalRun, watch: "_Watch") -> str:
    """Bring the database and the static files up to date; returns the lines to greet with."""
    print("Preparing the database and the pages ...", flush=True)
    greeting = local_run.data / "greeting"
    watch.prepare(parts.preparation(greeting))
    try:
        return greeting.read_text()
    finally:
        greeting.unlink()


class _Watch:
    """Looks after a running group, so that no wait outlasts a stop request or a failed part."""

    def __init__(self, group: ProcessGroup, request: StopRequest) -> None:
        self._group = group
        self._request = request

    def prepare(self, part: Part) -> None:
        """Wait until `part`, which ends by itself, has done its work."""
        process = self._group.start(part)
        self.until(lambda: process.poll() == 0, part=part, seconds=300)
        self._group.forget(part)

    def until(self, condition: Callable[[], bool], *, part: Part, seconds: float) -> None:
        """Wait until `condition` holds.

        Raises:
            CannotRun: it does not within `seconds`, or a part failed.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            self._look()
            if time.monotonic() > deadline:
                raise CannotRun(f"The {part.name} is not ready after {seconds:.0f} s. ({self._group.log_of(part)})")

    def forever(self) -> NoReturn:
        """Watch until somebody asks to stop or a part fails."""
        while True:
            self._look()

    def _look(self) -> None:
        self._request.check()
        self._group.check()
        time.sleep(_TICK)
