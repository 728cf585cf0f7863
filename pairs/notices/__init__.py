"""The notices of pairs and groups: the events of this app, each with who still needs to hear of it."""

from pairs.notices.agreements import register_agreement_events
from pairs.notices.check_ins import register_check_in_events
from pairs.notices.life import (
    CLOSING_WORD,
    HANDOVER_GIVEN,
    PAIR_PAUSED,
    PAIR_RESUMED,
    PAUSE_OVER,
    PausePayload,
    register_life_events,
)
from pairs.notices.pairs import (
    CONFLICT_CASE,
    GROUP_STARTED,
    INFORMAL_ASKED,
    INFORMAL_CONFIRMED,
    LEADER_AWAY,
    LEADER_BACK,
    MENTOR_AWAY,
    MENTOR_BACK,
    MENTOR_REPLACED,
    PAIR_COMPLETED,
    PAIR_ENDED,
    PAIR_MOVED,
    PAIR_REVIVED,
    PAIR_STARTED,
    PEERS_PARTED,
    SECOND_MENTOR,
    ConflictCasePayload,
    LeaderLeavePayload,
    LeavePayload,
    PartedPayload,
    ReplacedPayload,
    register_pair_events,
)

__all__ = [
    "CLOSING_WORD",
    "CONFLICT_CASE",
    "GROUP_STARTED",
    "HANDOVER_GIVEN",
    "INFORMAL_ASKED",
    "INFORMAL_CONFIRMED",
    "LEADER_AWAY",
    "LEADER_BACK",
    "MENTOR_AWAY",
    "MENTOR_BACK",
    "MENTOR_REPLACED",
    "PAIR_COMPLETED",
    "PAIR_ENDED",
    "PAIR_MOVED",
    "PAIR_PAUSED",
    "PAIR_RESUMED",
    "PAIR_REVIVED",
    "PAIR_STARTED",
    "PAUSE_OVER",
    "PEERS_PARTED",
    "SECOND_MENTOR",
    "ConflictCasePayload",
    "LeaderLeavePayload",
    "LeavePayload",
    "PartedPayload",
    "PausePayload",
    "ReplacedPayload",
    "register_events",
    "register_life_events",
]


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register_pair_events()
    register_agreement_events()
    register_check_in_events()
