"""What a local run needs of its machine: secrets, folders, the port, and to be the only one."""

import base64
import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mentorship.supervisor.group import CannotRun

BASE_DIR = Path(__file__).resolve().parents[2]
_SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
_SECRETS = ("SECRET_KEY", "ENCRYPTION_KEYS", "VAPID_PRIVATE_KEY")


@dataclass(frozen=True, kw_only=True)
class LocalRun:
    """Where one local run keeps its things.

    The demo school and a real one have separate folders, so that neither ever meets the other's data.

    Attributes:
        var: folder of everything a local run writes, with the secrets in `local.env`.
        demo: whether this is the demo school.
        port: TCP port of the web server.
    """

    var: Path
    demo: bool
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def data(self) -> Path:
        return self.var / ("demo" if self.demo else "school")

    @contextmanager
    def socket_path(self) -> Iterator[Path]:
        """Where Valkey listens: in the data folder, or in a temporary one when that path is too long for a socket."""
        path = self.data / "valkey" / "socket"
        if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
            yield path
        else:
            with tempfile.TemporaryDirectory(prefix="mentorship-") as folder:
                yield Path(folder) / "socket"

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return `given` with every setting that it leaves open or empty, and keep those in `local.env`.

        `manage.py` reads that file too, so a command typed in another terminal works on the school
        that runs. The secrets are made once and stay.
        """
        path = self.var / "local.env"
        kept = {name: value for name, value in _read(path).items() if name in _SECRETS}
        settings = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ENCRYPTION_KEYS": _key(),
            "VAPID_PRIVATE_KEY": _key(),
            **kept,
            "DEMO": str(self.demo),
            "DATA_DIR": str(self.data),
            "SITE_URL": self.address,
        }
        _write(path, settings)
        return settings | {name: value for name, value in given.items() if value or name not in settings}

    def require_free_port(self) -> None:
        """Raise `CannotRun` when another program listens on the port."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise CannotRun(
                    f"Port {self.port} cannot be used ({error.strerror}): choose another, such as `make run PORT=8001`."
                ) from error

    @contextmanager
    def alone(self) -> Iterator[int]:
        """Hold this place; yields the descriptor of the lock, which is held while any copy is open.

        Raises:
            CannotRun: another run holds it.
        """
        os.umask(0o077)  # what this run and its parts write is their owner's to read
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)  # and what earlier runs wrote in there
        with (self.data / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CannotRun(
                    f"Another run uses {self.data}: stop it first, or wait until it has stopped."
                ) from error
            yield lock.fileno()


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def _write(path: Path, settings: Mapping[str, str]) -> None:
    """Replace `path` in one step, readable by its owner alone: a lost encryption key is lost data."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.writelines(f"{name}={value}\n" for name, value in settings.items())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
