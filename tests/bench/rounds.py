"""python -m tests.bench.rounds load|run MENTEES: a large round of one program, from its lists to its offers.

Loading and running are two processes, so that the memory of the one is not counted for the other.
"""

import sys

import django


def main() -> None:
    """Load or run."""
    django.setup()
    from tests.bench import large_round

    steps = {"load": large_round.load, "run": large_round.run}
    steps[sys.argv[1]](int(sys.argv[2]))


if __name__ == "__main__":
    main()
