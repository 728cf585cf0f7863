"""What staff do about the people of a round is kept under the round."""

from typing import Any

from accounts.models import User
from matching.models import MatchRound
from programs.services.staff_steps import record_step


def keep_step(match_round: MatchRound, kind: str, person: User, **more: Any) -> None:
    """Record a step about somebody in the round, with `by`, `now` and what else `record_step` takes."""
    subject = f"round:{match_round.pk}"
    record_step(match_round.cycle.program, kind=kind, subject=subject, person=person, **more)
