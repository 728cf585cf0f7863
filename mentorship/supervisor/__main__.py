"""`python -m mentorship.supervisor`: what `make run` calls."""

import argparse
import sys
from pathlib import Path

from mentorship.environment import env
from mentorship.supervisor.group import CannotRun
from mentorship.supervisor.local import BASE_DIR, LocalRun
from mentorship.supervisor.run import Stopped, StopRequest, run


def main() -> int:
    """Run the product until it is asked to stop; returns the exit code."""
    options = _options()
    request = StopRequest(with_parent=options.stop_with_parent)
    if (BASE_DIR / ".env").is_file():
        env.read_env(str(BASE_DIR / ".env"))
    try:
        run(LocalRun(var=options.var, demo=env.bool("DEMO", default=True), port=_port(options.port)), request)
    except Stopped:
        print("Stopped.", flush=True)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mentorship.supervisor", description=__doc__)
    parser.add_argument("--port", default="8000", help="TCP port of the web server")
    parser.add_argument("--var", type=Path, default=BASE_DIR / "var", help="folder of everything it writes")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop when the calling process ends")
    return parser.parse_args()


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise CannotRun(f"{text!r} is not a port: give a number from 1 to 65535, such as `make run PORT=8001`.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
