"""Write the pairs of a round to a file or to standard output."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.management.commands.run_round import ALIASES
from matching.management.rounds import find_round
from matching.models import MatchRound, Proposal, Strategy
from matching.presentation.records import FORMATS, matches_file


class Command(BaseCommand):
    help = "Export the pairs of a round: of the published proposal, or of the strategy named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, metavar="ID")
        parser.add_argument("--strategy", choices=[*ALIASES, *Strategy.values])
        parser.add_argument("--format", choices=FORMATS, help="default: by the name of the file, else csv")
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, *, pk: int, strategy: str | None, output: Path | None, **options: Any) -> None:
        proposal = _proposal(find_round(pk), strategy)
        suffix = output.suffix.lstrip(".") if output else ""
        content = matches_file(proposal, options["format"] or (suffix if suffix in FORMATS else "csv"))
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Wrote {proposal.strategy} of {proposal.round} to {output}.")


def _proposal(match_round: MatchRound, strategy: str | None) -> Proposal:
    """The proposal named, or the published one, or the only one. Raises CommandError naming the choice."""
    if strategy is None and match_round.published_proposal:
        return match_round.published_proposal
    ready = match_round.proposals.candidates().select_related("round__cycle__program")
    found = list(ready.filter(strategy=ALIASES.get(strategy, strategy)) if strategy else ready)
    if len(found) == 1:
        return found[0]
    names = ", ".join(proposal.strategy for proposal in ready)
    raise CommandError(f"Choose with --strategy: {names}." if names else "No strategy has run on this round yet.")
