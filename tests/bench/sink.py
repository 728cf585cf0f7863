"""python -m tests.bench.sink: a mail server that takes everything and keeps nothing, until its input ends.

It prints its port. It is a process of its own, so that it takes no time from the worker that is measured.
"""

import sys

from tests import smtp

if __name__ == "__main__":
    with smtp.mail_server() as (desk, port):
        desk.keeps = False
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
