"""Close a round if it is open, and run strategies on its frozen input."""

from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import DomainError
from matching.engine.model.options import OBJECTIVES, PRIORITIES
from matching.management.rounds import find_round
from matching.models import MatchRound, Proposal, Strategy
from matching.models.stored import StrategyOptions
from matching.services import rounds
from matching.services.proposals import queue_proposals, run_unfinished

ALIASES = {"choice": Strategy.CHOICE_STABLE}
_OPTIONS = ("objective", "priority", "rank_weight", "similarity_weight")


class Command(BaseCommand):
    help = "Run strategies on a round. An open round is closed first: its lists are locked and its input is frozen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, metavar="ID")
        parser.add_argument(
            "--strategy",
            action="append",
            choices=[*ALIASES, *Strategy.values, "all"],
            help="may be repeated; choice is choice-stable; default: all",
        )
        parser.add_argument("--seed", type=int, metavar="N", help="of the lottery; default: the round's own")
        parser.add_argument("--objective", choices=OBJECTIVES, help="of choice-best")
        parser.add_argument("--priority", choices=PRIORITIES, help="of mentors without a ranking, in choice-stable")
        parser.add_argument("--rank-weight", type=int, metavar="N", help="of balanced")
        parser.add_argument("--similarity-weight", type=int, metavar="N", help="of balanced")

    def handle(self, *, pk: int, strategy: list[str] | None, seed: int | None, **options: Any) -> None:
        match_round = find_round(pk)
        if seed is not None and not 0 <= seed < 2**63:
            raise CommandError("The seed is a whole number from 0 to 2**63 - 1.")
        names = Strategy.values if not strategy or "all" in strategy else [ALIASES.get(name, name) for name in strategy]
        chosen = cast(StrategyOptions, {name: options[name] for name in _OPTIONS if options[name] is not None})
        try:
            was_open = match_round.state == MatchRound.State.OPEN
            match_round = self._close(match_round, seed)
            if was_open and match_round.mentors_rank:
                self.stdout.write("Its mentors are asked whom they’d like. Run this again once they’ve answered.")
                return
            queue_proposals(match_round, strategies=names, options=chosen, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        run_unfinished(match_round.pk, clock=timezone.now)
        self._report(match_round, names)

    def _close(self, match_round: MatchRound, seed: int | None) -> MatchRound:
        """The round, frozen, with the seed that was asked for."""
        now = timezone.now()
        if seed is not None:
            match_round = rounds.set_seed(match_round, seed=seed)
        if match_round.state == MatchRound.State.DRAFT:
            raise CommandError("The round is a draft. Open it first, so that its lottery is committed to.")
        match_round = rounds.close_round(match_round, now=now)
        self.stdout.write(f"{match_round}: input sha256 {match_round.input_sha256}, seed {match_round.seed}.")
        return match_round

    def _report(self, match_round: MatchRound, names: list[str]) -> None:
        failed = []
        for proposal in match_round.proposals.of_strategies().filter(strategy__in=names).defer("result"):
            if proposal.state != Proposal.State.READY:
                failed.append(f"{proposal.strategy}: {proposal.error or proposal.get_state_display()}")
                continue
            figures = proposal.metrics
            self.stdout.write(
                f"{proposal.strategy}: {figures['matched']} of {figures['enrolled']} matched, "
                f"{figures['first_choice']} first choices, {figures['blocking_pairs']} blocking pairs; "
                "certificate checked."
            )
        if failed:
            raise CommandError("\n".join(failed))
