"""python -m mentorship.serve --host HOST --port PORT: the web server, in `make run` as with Docker.

Pages are computing, of which a process does one at a time: as many processes as cores, and of each a second thread for
what waits for the database. Granian's own variables say otherwise (GRANIAN_WORKERS, GRANIAN_BLOCKING_THREADS).
"""

import os
import sys
from typing import NoReturn

_MOST = 4  # processes; each takes about 150 MB


def main() -> NoReturn:
    """Become the web server."""
    os.environ.setdefault("GRANIAN_WORKERS", str(min(os.cpu_count() or 1, _MOST)))
    os.environ.setdefault("GRANIAN_BLOCKING_THREADS", "2")
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    os.execv(sys.executable, [*granian, *sys.argv[1:], "mentorship.wsgi:application"])  # noqa: S606  # nothing of a request


if __name__ == "__main__":
    main()
