"""Asking two people before they are paired: the app of offers registers how."""

from datetime import datetime
from typing import Protocol

from accounts.models import User
from people.models import Enrollment, MentorParticipation


class AskBoth(Protocol):
    """Offers a mentee and a mentor to each other, with time to answer; the pair begins when both agree.

    Raises what `pair_by_hand` raises, and WrongState where an offer between the two came to nothing before.
    """

    def __call__(
        self, enrollment: Enrollment, *, participation: MentorParticipation, by: User, reason: str, now: datetime
    ) -> object: ...


_ways: list[AskBoth] = []


def register_ask_both(ask: AskBoth) -> None:
    """Make the way known; the last registration counts."""
    _ways[:] = [ask]


def ask_both(
    enrollment: Enrollment, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> None:
    """Ask a mentee who waits and a mentor whether they would like to be paired. As `AskBoth`."""
    [ask] = _ways
    ask(enrollment, participation=participation, by=by, reason=reason, now=now)
