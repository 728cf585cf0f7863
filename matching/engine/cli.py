"""The command `python -m matching.engine`: solve an instance, verify a result."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from matching.engine.files.reading import load_instance, load_json
from matching.engine.model.errors import Infeasible, InstanceError
from matching.engine.model.options import OBJECTIVES, PRIORITIES, RULES, Options
from matching.engine.report.result import Result
from matching.engine.solving import STRATEGIES, solve
from matching.engine.verify import verify

SOLVED, NOT_TRUE, BAD_INPUT, INFEASIBLE = range(4)
NOT_WRITTEN = 74  # as other commands end when their output is lost (EX_IOERR of sysexits.h)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Exit code: 0 solved or verified, 1 the result does not hold, 2 bad input, 3 infeasible, 74 the output could
    not be written.
    """
    asked = _parser().parse_args(arguments)
    try:
        return _solve(asked) if asked.command == "solve" else _verify(asked)
    except InstanceError as error:
        _say(str(error))
        return BAD_INPUT
    except Infeasible as error:
        _say(f"infeasible: {error}")
        return INFEASIBLE


def _solve(asked: argparse.Namespace) -> int:
    instance = load_instance(asked.instance)
    for warning in instance.warnings:
        _say(f"warning: {warning}")
    options = Options(
        objective=asked.objective,
        priority=asked.priority,
        unplaced=asked.unplaced,
        ignore_lists=asked.ignore_lists,
        similarity_weight=asked.similarity_weight,
        rank_weight=asked.rank_weight,
    )
    result = solve(instance, strategy=asked.strategy, seed=asked.seed, options=options, nonce=asked.nonce)
    return _put(result.to_bytes() + b"\n")


def _verify(asked: argparse.Namespace) -> int:
    instance = load_instance(asked.instance)
    try:
        faults = verify(instance, Result.from_json(load_json(asked.result)))
    except InstanceError as error:
        faults = (str(error),)
    for fault in faults:
        _say(fault)
    if faults:
        return NOT_TRUE
    return _put(b"verified: all holds\n")


def _put(answer: bytes) -> int:
    """The answer on standard output; where it is full, closed or a pipe that nobody reads, one line says so."""
    fault = _written(sys.stdout, answer)
    if fault is None:
        return SOLVED
    _say(f"standard output: cannot be written ({fault})")
    return NOT_WRITTEN


def _say(line: str) -> None:
    """One line on standard error, whatever characters a name holds; lost where nobody can be told."""
    _written(sys.stderr, " ".join(line.splitlines()).encode("utf-8", "backslashreplace") + b"\n")


def _written(stream: TextIO | None, line: bytes) -> str | None:
    """Write all of it now, and say what went wrong; then nothing is left that Python would try again at its end."""
    if stream is None:
        return "it is closed"
    try:
        stream.buffer.write(line)
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error.strerror or str(error)
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    solving = commands.add_parser("solve", help="pair the mentees of an instance and print the result")
    solving.add_argument("instance", help="an instance file")
    solving.add_argument("--strategy", required=True, choices=STRATEGIES)
    solving.add_argument("--seed", type=int, help="of the lottery; default: the instance's, else 0")
    solving.add_argument("--nonce", help="opens the instance's commitment together with the seed")
    solving.add_argument("--objective", default="total-rank", choices=OBJECTIVES, help="of choice-best")
    solving.add_argument("--priority", choices=PRIORITIES, help="of mentors without a ranking, in choice-stable")
    solving.add_argument("--unplaced", default="unmatched", choices=RULES, help="what becomes of those who are left")
    solving.add_argument("--ignore-lists", action="store_true", help="survey and lottery over all pairs")
    solving.add_argument("--similarity-weight", type=int, default=1, help="of balanced")
    solving.add_argument("--rank-weight", type=int, default=1, help="of balanced")
    verifying = commands.add_parser("verify", help="check a result and its certificate against the instance")
    verifying.add_argument("instance", help="an instance file")
    verifying.add_argument("result", help="a result file")
    return parser
