"""A small file that asks for a lot gets words, and neither the memory nor the time that it asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

from core.tables.files import MAX_BYTES
from tests.core.bombs import BOMBS
from tests.people.lists import FULL, NOOR, lines

ROOM = 200_000_000
# Reads every file that it is given, and says how much memory was needed on top of a good one.
_READ_ALL = """
import json, resource, sys, time
from pathlib import Path
import django
django.setup()
from core.tables.errors import UnreadableFile
from core.tables.files import read_table
from people.imports.columns import PEOPLE

def most():
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's memory too, from before the program was started
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

def read(path):
    try:
        read_table(Path(path).read_bytes(), PEOPLE)
    except UnreadableFile as error:
        return error.message
    return ""

read(sys.argv[1])
before, refused = most(), {}
for path in sys.argv[2:]:
    began = time.process_time()
    words = read(path)
    refused[Path(path).stem] = [words, time.process_time() - began, most() - before]
print(json.dumps(refused))
"""


def test_no_small_file_takes_the_memory_of_the_machine(tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_bytes(lines(FULL, NOOR + "," * 9))
    for name, write in BOMBS.items():
        write(tmp_path / f"{name}.bomb")
        assert (tmp_path / f"{name}.bomb").stat().st_size < MAX_BYTES
    paths = sorted(str(path) for path in tmp_path.glob("*.bomb"))
    ran = subprocess.run(
        [sys.executable, "-c", _READ_ALL, str(good), *paths],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, check=True, timeout=500,
    )  # fmt: skip
    for name, (words, _seconds, memory) in json.loads(ran.stdout).items():
        assert words, f"{name} was read"
        assert memory < ROOM, f"{name} took {memory} bytes"
