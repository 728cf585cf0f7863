"""python -m tests.bench.mishaps [MESSAGES] [--times TIMES] [--only WORDS ...]: what a full outbox survives.

Two workers with two threads each empty it into a mail server, on PostgreSQL and Valkey, while something happens. For
each mishap the table says how many emails were lost, how many arrived twice, and how many may: an email is sent again
only where a worker or its database went away, or the mail server hung up, between the email's acceptance and the
record of it. It fails when one is lost or too many came twice.
"""

import argparse
import sys

from tests import smtp
from tests.bench.stage import stage

_LEASE_SECONDS = 5


def main() -> int:
    """Play each mishap so many times; returns 1 when one of them lost an email or doubled too many."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.mishaps", description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=10_000, help="in the outbox at each mishap")
    parser.add_argument("--times", type=int, default=10, help="how often each mishap is played")
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of mishaps")
    asked = parser.parse_args()
    with smtp.mail_server() as (desk, port):
        desk.keeps = False
        address, lease = f"smtp://127.0.0.1:{port}", str(_LEASE_SECONDS)
        with stage(EMAIL_URL=address, OUTBOX_LEASE_SECONDS=lease) as processes:
            from tests.bench.mishaps.kinds import MISHAPS
            from tests.bench.mishaps.play import Play

            play = Play(processes, desk, asked.messages)
            _say(f"{'What happens':44}{'emails':>8}{'lost':>6}{'twice':>7}{'may be':>8}{'seconds':>9}")
            bad = 0
            for _time in range(asked.times):
                for name, mishap in MISHAPS.items():
                    if not asked.only or any(word in name for word in asked.only):
                        outcome = play.survive(mishap)
                        bad += not outcome.is_good
                        _say(f"{name:44}{outcome}")
    return int(bad > 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
