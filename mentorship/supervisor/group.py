"""The process group: start parts, notice one that fails, stop them all."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from mentorship.supervisor import watchdog

# Such as "ValueError: reason" or "django.db.utils.OperationalError: reason".
_EXCEPTION = re.compile(r"(\w+\.)*[A-Z][a-z]\w+: ")


class CannotRun(Exception):
    """The product cannot start or go on; the message is one line for the person at the terminal."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One program of the product.

    Attributes:
        name: how messages call it, such as "worker".
        command: program and arguments.
        grace: seconds it gets to stop when asked, before it is killed.
    """

    name: str
    command: Sequence[str]
    grace: float


@dataclass
class ProcessGroup:
    """Runs parts in one process group of their own, each with a log file.

    Attributes:
        logs: folder of the log files, one a part, begun anew at each start.
        environment: environment variables of every part.
        keep_open: file descriptors that stay open until the whole group is gone.
    """

    logs: Path
    environment: Mapping[str, str]
    keep_open: Sequence[int] = ()
    _running: list[tuple[Part, subprocess.Popen[bytes]]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", watchdog.__file__],
            stdin=subprocess.PIPE,
            process_group=0,
            pass_fds=self.keep_open,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, part: Part) -> subprocess.Popen[bytes]:
        """Start `part`; its standard output and error go to its log file.

        Raises:
            CannotRun: the program is not there or may not be run.
        """
        with self.log_of(part).open("wb") as log:
            try:
                process = subprocess.Popen(
                    part.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=dict(self.environment),
                    process_group=self._watchdog.pid,
                )
            except OSError as error:
                raise CannotRun(f"The {part.name} cannot be started: {error}.") from error
        self._running.append((part, process))
        return process

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """Those of the parts that run."""
        return [process for _part, process in self._running]

    def forget(self, part: Part) -> None:
        """Forget a part that was meant to end by itself."""
        self._running = [(other, process) for other, process in self._running if other != part]

    def log_of(self, part: Part) -> Path:
        return self.logs / f"{part.name.replace(' ', '-')}.log"

    def check(self) -> None:
        """Raise `CannotRun`, naming the part and its last words, when one has ended."""
        for part, process in self._running:
            if (code := process.poll()) is not None:
                log = self.log_of(part)
                raise CannotRun(f"The {part.name} stopped with {_ending(code)}{_last_words(log)} ({log})")
        if self._watchdog.poll() is not None:
            raise CannotRun("The watchdog stopped; without it the parts could outlive their supervisor.")

    def stop(self) -> None:
        """Stop the parts in reverse order, each awaited, then whatever they left behind."""
        for part, process in reversed(self._running):
            process.terminate()
            try:
                process.wait(part.grace)
            except subprocess.TimeoutExpired:
                process.kill()
        self.kill()

    def kill(self) -> None:
        """Kill every process of the group at once."""
        if self._watchdog.returncode is None:
            os.killpg(self._watchdog.pid, signal.SIGKILL)
        for process in [*self.processes, self._watchdog]:
            process.wait()
        self._running.clear()
        if self._watchdog.stdin is not None:
            self._watchdog.stdin.close()


def _last_words(log: Path) -> str:
    """Return the exception that ended a part, else the last line it wrote, with a colon in front."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    exceptions = [line for line in lines if _EXCEPTION.match(line)]
    return f": {(exceptions or lines)[-1]}" if lines else "."


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
