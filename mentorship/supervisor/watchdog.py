"""End this process group once the supervisor is gone. Run as a script; needs nothing but Python.

Standard input is a pipe whose other end only the supervisor holds, so reading ends when the
supervisor does, killed hard or not. This works on every Unix and also reaches the processes that
the parts start themselves, which the parent-death signal of Linux does not. As the group's leader
the watchdog keeps the group's number from being given to anybody else.
"""

import os
import signal
import sys
import time

SECONDS_TO_STOP = 2.0


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGTERM)
    time.sleep(SECONDS_TO_STOP)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
