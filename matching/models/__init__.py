"""Preferences, rounds, proposals, offers, and the life of a pair."""

from matching.models.eligibility import Avoidance, Conflict, SettledCase
from matching.models.mentorships import GroupMember, MentoringGroup, Mentorship, Origin
from matching.models.offers import Answer, DeclineReason, Offer
from matching.models.preferences import PreferenceItem, PreferenceList, ShortlistEntry
from matching.models.rounds import (
    MatchRound,
    PairOverride,
    Proposal,
    ProposedPair,
    RoundSnapshot,
    Strategy,
)

__all__ = [
    "Answer",
    "Avoidance",
    "Conflict",
    "DeclineReason",
    "GroupMember",
    "MatchRound",
    "MentoringGroup",
    "Mentorship",
    "Offer",
    "Origin",
    "PairOverride",
    "PreferenceItem",
    "PreferenceList",
    "Proposal",
    "ProposedPair",
    "RoundSnapshot",
    "SettledCase",
    "ShortlistEntry",
    "Strategy",
]
