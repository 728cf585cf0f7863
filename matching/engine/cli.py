"""The command `python -m matching.engine`: solve an instance, verify a result."""

import argparse
import sys
from collections.abc import Sequence

from matching.engine.errors import Infeasible, InstanceError
from matching.engine.options import OBJECTIVES, PRIORITIES, RULES, Options
from matching.engine.reading import load_instance, load_json
from matching.engine.result import Result
from matching.engine.strategies import STRATEGIES, solve
from matching.engine.verify import verify

SOLVED, NOT_TRUE, BAD_INPUT, INFEASIBLE = range(4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Exit code: 0 solved or verified, 1 the result does not hold, 2 bad input, 3 infeasible."""
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
    sys.stdout.buffer.write(result.to_bytes() + b"\n")
    return SOLVED


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
    sys.stdout.write("verified: all holds\n")
    return SOLVED


def _say(line: str) -> None:
    """One line on standard error, whatever characters a name holds."""
    shown = " ".join(line.splitlines())
    sys.stderr.buffer.write(shown.encode("utf-8", "backslashreplace") + b"\n")
    sys.stderr.flush()


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
