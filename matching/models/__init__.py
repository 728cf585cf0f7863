"""Preferences, rounds, proposals and offers."""

from matching.models.offers import Answer, DeclineReason, Offer
from matching.models.preferences import PreferenceItem, PreferenceList, ShortlistEntry
from matching.models.rounds import (
    MatchRound,
    PairOverride,
    Proposal,
    ProposedPair,
    RoundSnapshot,
    Strategy,
    possible_strategies,
)

__all__ = [
    "Answer",
    "DeclineReason",
    "MatchRound",
    "Offer",
    "PairOverride",
    "PreferenceItem",
    "PreferenceList",
    "Proposal",
    "ProposedPair",
    "RoundSnapshot",
    "ShortlistEntry",
    "Strategy",
    "possible_strategies",
]
