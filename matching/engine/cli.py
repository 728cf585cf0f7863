"""The command `python -m matching.engine`: solve an instance, form groups, verify a result."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from matching.engine.files.reading import load_instance
from matching.engine.grouping.options import Progress, SearchOptions
from matching.engine.grouping.reading import load_grouping
from matching.engine.grouping.solving import form_groups
from matching.engine.model.errors import Infeasible, InstanceError, Undecided
from matching.engine.model.options import OBJECTIVES, PRIORITIES, UNPLACED_RULES, Options
from matching.engine.solving import STRATEGIES, solve
from matching.engine.verify import Unreadable, verify_files
from matching.engine.verify_groups import Unreadable as UnreadableGrouping
from matching.engine.verify_groups import verify_group_files

SOLVED, REFUTED, BAD_INPUT, INFEASIBLE, UNDECIDED = range(5)
NOT_WRITTEN = 74  # as other commands end when their output is lost (EX_IOERR of sysexits.h)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Exit code: 0 solved or verified, 1 the result does not hold, 2 bad input, 3 infeasible, 4 undecided in the time
    given, 74 the output could not be written.
    """
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return run(parsed)
    except (InstanceError, Unreadable, UnreadableGrouping) as error:
        _print_error(str(error))
        return BAD_INPUT
    except Infeasible as error:
        _print_error(f"infeasible: {error}")
        return INFEASIBLE
    except Undecided as error:
        _print_error(f"undecided: {error}")
        return UNDECIDED


def _solve(parsed: argparse.Namespace) -> int:
    instance = load_instance(parsed.instance)
    for warning in instance.warnings:
        _print_error(f"warning: {warning}")
    if instance.aims and parsed.strategy != "balanced":
        _print_error(f"warning: aims: {parsed.strategy} does not look at them, only balanced does")
    options = Options(
        objective=parsed.objective,
        priority=parsed.priority,
        unplaced=parsed.unplaced,
        ignore_lists=parsed.ignore_lists,
        similarity_weight=parsed.similarity_weight,
        rank_weight=parsed.rank_weight,
    )
    result = solve(instance, strategy=parsed.strategy, seed=parsed.seed, options=options, nonce=parsed.nonce)
    _say_how_good(result.certificate.get("together"))
    return _print_answer(result.to_bytes() + b"\n")


def _say_how_good(together: dict[str, Any] | None) -> None:
    """Where wishes to be together left a gap, say what is proven."""
    if together is None or together["best"] == "duals":
        return
    gap = together["bound"] - together["value"]
    known = "CP-SAT found nothing better" if together["best"] else "something better may be there"
    _print_error(f"note: together: worth {together['value']}, at most {gap} below the best; {known}")


def _form_groups(parsed: argparse.Namespace) -> int:
    problem = load_grouping(parsed.instance)
    for warning in problem.warnings:
        _print_error(f"warning: {warning}")
    result = form_groups(
        problem,
        seed=parsed.seed,
        nonce=parsed.nonce,
        options=SearchOptions(limit=parsed.limit, effort=parsed.effort, workers=parsed.workers),
        on_progress=_print_progress if parsed.progress else None,
    )
    answer = result.to_bytes() + b"\n"
    if parsed.output is None:
        return _print_answer(answer)
    try:
        Path(parsed.output).write_bytes(answer)
    except (OSError, ValueError) as error:
        _print_error(f"{parsed.output}: cannot be written ({getattr(error, 'strerror', None) or error})")
        return NOT_WRITTEN
    return SOLVED


def _print_progress(progress: Progress) -> None:
    total = "no groups yet" if progress.total is None else f"misses {progress.total}"
    _print_error(f"{progress.seconds:.1f} s: {total}, at least {progress.bound} in any case")


def _verify(parsed: argparse.Namespace) -> int:
    return _print_violations(verify_files(parsed.instance, parsed.result))


def _verify_groups(parsed: argparse.Namespace) -> int:
    return _print_violations(verify_group_files(parsed.instance, parsed.result))


def _print_violations(violations: Sequence[str]) -> int:
    for violation in violations:
        _print_error(violation)
    if violations:
        return REFUTED
    return _print_answer(b"verified: all holds\n")


def _print_answer(answer: bytes) -> int:
    """Print the answer; where standard output is full, closed or a pipe that nobody reads, say so in one line."""
    error = _write(sys.stdout, answer)
    if error is None:
        return SOLVED
    _print_error(f"standard output: cannot be written ({error})")
    return NOT_WRITTEN


def _print_error(line: str) -> None:
    """Print one line on standard error, whatever characters a name holds; lost where it cannot be written."""
    _write(sys.stderr, " ".join(line.splitlines()).encode("utf-8", "backslashreplace") + b"\n")


def _write(stream: TextIO | None, line: bytes) -> str | None:
    """Write all of it now and return what went wrong; nothing is left for Python to try again when it exits."""
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
    commands = parser.add_subparsers(required=True)
    _describe_solve(commands.add_parser("solve", help="pair the mentees of an instance and print the result"))
    _describe_groups(commands.add_parser("groups", help="form groups of people and print or write the result"))
    for name, of, run in (("verify", "a result", _verify), ("verify-groups", "groups", _verify_groups)):
        verifying = commands.add_parser(name, help=f"check {of} and what they prove against the instance")
        verifying.add_argument("instance", help="an instance file")
        verifying.add_argument("result", help="a result file")
        verifying.set_defaults(run=run)
    return parser


def _describe_solve(solving: argparse.ArgumentParser) -> None:
    solving.set_defaults(run=_solve)
    solving.add_argument("instance", help="an instance file")
    solving.add_argument("--strategy", required=True, choices=STRATEGIES)
    solving.add_argument("--seed", type=int, help="of the lottery; default: the instance's, else 0")
    solving.add_argument("--nonce", help="opens the instance's commitment together with the seed")
    solving.add_argument("--objective", default="total-rank", choices=OBJECTIVES, help="of choice-best")
    solving.add_argument("--priority", choices=PRIORITIES, help="of mentors without a ranking, in choice-stable")
    solving.add_argument(
        "--unplaced", default="unmatched", choices=UNPLACED_RULES, help="what becomes of those who are left"
    )
    solving.add_argument("--ignore-lists", action="store_true", help="survey and lottery over all pairs")
    solving.add_argument("--similarity-weight", type=int, default=1, help="of balanced")
    solving.add_argument("--rank-weight", type=int, default=1, help="of balanced")


def _describe_groups(forming: argparse.ArgumentParser) -> None:
    usual = SearchOptions()
    forming.set_defaults(run=_form_groups)
    forming.add_argument("instance", help="an instance file of group formation")
    forming.add_argument("--output", help="where the result is written; default: standard output")
    forming.add_argument("--seed", type=int, help="of the lottery; default: the instance's, else 0")
    forming.add_argument("--nonce", help="opens the instance's commitment together with the seed")
    forming.add_argument("--limit", type=float, default=usual.limit, help=f"seconds at most; default {usual.limit:.0f}")
    forming.add_argument(
        "--effort", type=float, default=usual.effort, help=f"of the proof, deterministic; default {usual.effort:.0f}"
    )
    forming.add_argument("--workers", type=int, default=usual.workers, help="threads; default 1")
    forming.add_argument("--progress", action="store_true", help="print each better grouping on standard error")
