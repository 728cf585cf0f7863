"""The run of a round in a real worker, on a real broker."""

import time
from collections.abc import Callable
from datetime import datetime

import pytest

from matching.models import MatchRound, Proposal
from matching.services.proposals import queue_proposals
from matching.tasks import run_round
from tests.services import Worker

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

State = Proposal.State


def _wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_worker_killed_in_the_middle_leaves_the_round_closed_and_the_next_finishes_it(
    worker: Worker, closed_round: MatchRound, now: datetime
) -> None:
    proposals = Proposal.objects.filter(round=closed_round)
    queue_proposals(closed_round, now=now)
    run_round.delay(closed_round.pk)
    _wait(lambda: proposals.exclude(state=State.QUEUED).exists())
    worker.kill()
    closed_round.refresh_from_db()
    assert closed_round.state == MatchRound.State.CLOSED
    assert proposals.exclude(state=State.READY).exists()
    worker.start()
    run_round.delay(closed_round.pk)
    _wait(lambda: not proposals.exclude(state=State.READY).exists())
    closed_round.refresh_from_db()
    assert closed_round.state == MatchRound.State.PROPOSED
    assert all(proposal.pairs.count() == 4 for proposal in proposals)
