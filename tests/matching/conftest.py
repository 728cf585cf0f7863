"""A round that is open for ranking, in the cycle of the cast."""

import pytest

from matching.models import MatchRound
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory


@pytest.fixture
def open_round(cycle: Cycle) -> MatchRound:
    return MatchRoundFactory.create(cycle=cycle)
