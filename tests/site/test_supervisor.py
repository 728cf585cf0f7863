"""`make run`: processes that start, fail and stop together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from mentorship.supervisor.group import CannotRun, Part, ProcessGroup
from mentorship.supervisor.local import LocalRun
from mentorship.supervisor.run import Stopped, StopRequest

ROOT = Path(__file__).parents[2]
SUPERVISOR = (sys.executable, "-m", "mentorship.supervisor")
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
# Starts a process that ignores every request to stop, then waits.
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(600)"


def python(code: str, *, name: str = "part") -> Part:
    return Part(name=name, command=(sys.executable, "-c", code), grace=2)


def members(group: int) -> list[psutil.Process]:
    """Return the processes of a group that are alive."""

    def belongs(process: psutil.Process) -> bool:
        try:
            return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, psutil.NoSuchProcess):
            return False

    return [process for process in psutil.process_iter() if belongs(process)]


def eventually(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


# The group ------------------------------------------------------------------------------------


def test_stopping_ends_the_parts_and_whatever_they_started(tmp_path: Path) -> None:
    with ProcessGroup(logs=tmp_path, environment=os.environ) as group:
        part = group.start(python(PARENT))
        number = os.getpgid(part.pid)
        assert eventually(lambda: len(members(number)) == 3)  # the watchdog, the part, its own child

    assert eventually(lambda: members(number) == [])


def test_parts_stop_in_reverse_order_each_awaited(tmp_path: Path) -> None:
    log = tmp_path / "order"
    code = """
import pathlib, signal, sys, time
def stop(*_):
    time.sleep(0.3)
    with open({log!r}, "a") as file: file.write({name!r})
    sys.exit()
signal.signal(signal.SIGTERM, stop)
pathlib.Path({log!r} + {name!r}).touch()
time.sleep(600)
"""
    with ProcessGroup(logs=tmp_path, environment=os.environ) as group:
        for name in ("first ", "second ", "third "):
            group.start(python(code.format(log=str(log), name=name), name=name))
            assert eventually(Path(f"{log}{name}").exists)

    assert log.read_text() == "third second first "


def test_a_part_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    with ProcessGroup(logs=tmp_path, environment=os.environ) as group:
        process = group.start(python("print('starting', flush=True); raise SystemExit('no such table')", name="worker"))
        process.wait()
        with pytest.raises(CannotRun, match=r"The worker stopped with exit code 1: no such table \(.*worker\.log\)"):
            group.check()


def test_the_exception_is_the_reason_whatever_is_said_after_it(tmp_path: Path) -> None:
    code = "print('app.errors.NoTable: cycles\\nWARNING: retired', flush=True); raise SystemExit('see ya!')"
    with ProcessGroup(logs=tmp_path, environment=os.environ) as group:
        group.start(python(code)).wait()
        with pytest.raises(CannotRun, match=r"with exit code 1: app\.errors\.NoTable: cycles \("):
            group.check()


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        ProcessGroup(logs=tmp_path, environment=os.environ) as group,
        pytest.raises(CannotRun, match=r"The broker cannot be started: .*no-such-program"),
    ):
        group.start(Part(name="broker", command=("/no-such-program",), grace=1))


def test_nothing_outlives_a_supervisor_that_is_killed_hard(tmp_path: Path) -> None:
    code = f"""
import os, pathlib, time
from mentorship.supervisor.group import Part, ProcessGroup
with ProcessGroup(logs=pathlib.Path({str(tmp_path)!r}), environment=os.environ) as group:
    process = group.start(Part(name="part", command={(sys.executable, "-c", PARENT)!r}, grace=1))
    print(os.getpgid(process.pid), flush=True)
    time.sleep(600)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT)
    with supervisor:
        assert supervisor.stdout is not None
        number = int(supervisor.stdout.readline())
        assert eventually(lambda: len(members(number)) == 3)
        supervisor.kill()

    assert eventually(lambda: members(number) == [])


# The place --------------------------------------------------------------------------------------


def local_run_in(var: Path, *, demo: bool = True, port: int = 8000) -> LocalRun:
    return LocalRun(var=var, demo=demo, port=port)


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    with local_run_in(tmp_path).alone():
        first = local_run_in(tmp_path).environment({})
        second = local_run_in(tmp_path, demo=False, port=8001).environment({})

    for secret in ("SECRET_KEY", "ENCRYPTION_KEYS", "VAPID_PRIVATE_KEY"):
        assert first[secret] == second[secret] != ""
    assert (tmp_path / "local.env").stat().st_mode & 0o777 == 0o600
    assert "SITE_URL=http://localhost:8001" in (tmp_path / "local.env").read_text()


def test_what_the_environment_says_wins(tmp_path: Path) -> None:
    with local_run_in(tmp_path).alone():
        environment = local_run_in(tmp_path).environment(
            {"SECRET_KEY": "theirs", "ENCRYPTION_KEYS": "", "PATH": "/bin"}
        )

    assert (environment["SECRET_KEY"], environment["PATH"], environment["DEMO"]) == ("theirs", "/bin", "True")
    assert environment["ENCRYPTION_KEYS"] != ""


def test_the_demo_school_and_a_real_one_keep_apart(tmp_path: Path) -> None:
    assert local_run_in(tmp_path, demo=True).data != local_run_in(tmp_path, demo=False).data


def test_a_place_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        local_run_in(tmp_path).alone(),
        pytest.raises(CannotRun, match="Another run uses"),
        local_run_in(tmp_path).alone(),
    ):
        pass


def test_a_path_too_long_for_a_socket_is_replaced(tmp_path: Path) -> None:
    with local_run_in(tmp_path / ("long" * 30)).socket_path() as path:
        assert len(os.fsencode(path)) < 100
        assert path.parent.is_dir()


# The whole ----------------------------------------------------------------------------------------


@contextmanager
def listening() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("port", "words"),
    [("taken", "cannot be used (Address already in use)"), ("80x", "'80x' is not a port"), ("0", "'0' is not a port")],
)
def test_a_port_that_cannot_be_had_gives_one_line_and_an_error_code(port: str, words: str, tmp_path: Path) -> None:
    with listening() as taken:
        command = [*SUPERVISOR, "--var", str(tmp_path), "--port", port.replace("taken", str(taken))]
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert run.returncode == 1
    assert words in run.stderr
    assert run.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


class Product:
    """The whole product as `make run DEMO=0` starts it."""

    def __init__(self, var: Path, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*SUPERVISOR, "--var", str(var), "--port", str(self.port)],
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], "DEMO": "0", "REDIS_URL": ""},
            )

    def said(self) -> str:
        return self._log.read_text()

    def is_ready(self) -> bool:
        return "Ctrl-C" in self.said() or self.process.poll() is not None

    def group(self) -> int:
        return os.getpgid(psutil.Process(self.process.pid).children()[0].pid)

    def child(self, word: str) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in child.cmdline())


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, empty_tables: Path) -> Path:
    var = tmp_path_factory.mktemp("var")
    data = local_run_in(var, demo=False).data
    data.mkdir()
    shutil.copy(empty_tables, data / "mentorship.sqlite3")
    return var


@pytest.fixture
def product(var: Path, tmp_path: Path) -> Iterator[Product]:
    product = Product(var, tmp_path / "output")
    with product.process:
        try:
            assert eventually(product.is_ready, seconds=120), product.said()
            assert product.process.poll() is None, product.said()
            yield product
        finally:
            product.process.terminate()


@pytest.mark.worker
def test_the_product_serves_until_it_is_asked_to_stop(product: Product) -> None:
    group = product.group()
    assert f"http://localhost:{product.port}" in product.said()
    with socket.create_connection(("localhost", product.port), timeout=5):
        pass

    product.process.send_signal(signal.SIGINT)
    assert product.process.wait(timeout=5) == 0
    assert eventually(lambda: members(group) == [])


@pytest.mark.worker
def test_nothing_of_the_product_outlives_a_hard_kill(product: Product) -> None:
    group = product.group()
    assert len(members(group)) >= 6  # watchdog, broker, worker, beat, web server and its worker

    product.process.kill()
    assert eventually(lambda: members(group) == [])


@pytest.mark.worker
def test_a_part_that_fails_ends_the_run_with_one_line(product: Product) -> None:
    group = product.group()
    said = product.said()

    product.child("worker").kill()
    assert product.process.wait(timeout=10) == 1
    words = product.said().removeprefix(said)
    assert words.startswith("The worker stopped with signal SIGKILL")
    assert words.count("\n") == 1
    assert eventually(lambda: members(group) == [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        request = StopRequest(with_parent=False)
        request.check()
        signal.raise_signal(number)
        with pytest.raises(Stopped):
            request.check()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def test_the_end_of_the_parent_asks_to_stop() -> None:
    code = """
import time
from mentorship.supervisor.run import Stopped, StopRequest
request = StopRequest(with_parent=True)
print("watching", flush=True)
try:
    while True:
        request.check()
        time.sleep(0.05)
except Stopped:
    print("stopped", flush=True)
"""
    parent = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"
    command = [sys.executable, "-c", parent, code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "watching\n"
        process.kill()
        assert process.stdout.readline() == "stopped\n"


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_what_a_run_writes_is_for_its_owner_alone(usual_umask: None, tmp_path: Path) -> None:
    local_run = LocalRun(var=tmp_path / "var", demo=True, port=8000)
    local_run.data.mkdir(parents=True, mode=0o755)
    older = local_run.data / "mentorship.sqlite3"
    older.touch(mode=0o644)
    with local_run.alone():
        local_run.environment({})
        for name in ("mail", "valkey", "log"):
            (local_run.data / name).mkdir()
        (local_run.data / "mail" / "letter.log").write_text("Dear Noor")
    modes = {path: path.stat().st_mode & 0o077 for path in local_run.var.rglob("*") if path != older}
    assert len(modes) >= 7
    # Whoever may not enter the folder reaches no older file in it either.
    assert set(modes.values()) == {0}
