"""Where a round stands that one coordinator puts forward and another publishes, as its page tells a reader."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
from matching.models import MatchRound, Proposal
from matching.queries.proposals import revision_of
from programs.queries.programs import coordinators_of


class Step(StrEnum):
    """What the reader can do with the proposal that the page shows."""

    PUBLISH = "publish"
    PUT_FORWARD = "put-forward"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What the page says.

    Attributes:
        step: what comes next for the reader.
        others: the coordinators who can take the other part.
        changed: whether the proposal was put forward and has changed since.
        elsewhere: another proposal that is put forward, or None.
    """

    step: Step
    others: list[User]
    changed: bool = False
    elsewhere: Proposal | None = None


def second_look(match_round: MatchRound, chosen: Proposal, *, reader: User) -> SecondLook | None:
    """Say it of `chosen`; None where one coordinator is enough. Two queries where there have to be two."""
    if not match_round.needs_second:
        return None
    others = [person for person in coordinators_of(match_round.cycle.program) if person != reader]
    if match_round.put_forward_id is None:
        return SecondLook(Step.PUT_FORWARD, others)
    if match_round.put_forward_id != chosen.pk:
        return SecondLook(Step.PUT_FORWARD, others, elsewhere=match_round.put_forward)
    if match_round.put_forward_revision != revision_of(chosen):
        return SecondLook(Step.PUT_FORWARD, others, changed=True)
    return SecondLook(Step.WAIT if match_round.put_forward_by_id == reader.pk else Step.PUBLISH, others)
