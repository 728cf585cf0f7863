"""`make demo`: put the demo school back to its first day."""

import os
import shutil
import subprocess
import sys

from mentorship.supervisor import parts
from mentorship.supervisor.group import CannotRun
from mentorship.supervisor.local import BASE_DIR, LocalRun


def reset(local_run: LocalRun) -> None:
    """Delete everything that the demo school at `place` has stored, and load it anew.

    Raises:
        CannotRun: it is running, or it cannot be loaded.
    """
    with local_run.alone():
        for entry in local_run.data.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != "lock":
                entry.unlink()
        greeting = local_run.data / "greeting"
        command = parts.preparation(greeting).command
        if subprocess.run(command, env=local_run.environment(os.environ), check=False).returncode != 0:
            raise CannotRun("The demo school could not be loaded; the reason is printed above.")
        greeting.unlink()


def main() -> int:
    try:
        reset(LocalRun(var=BASE_DIR / "var", demo=True, port=8000))
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
