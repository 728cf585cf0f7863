"""Preferences, rounds, proposals, offers, and groups that are being formed."""

from matching.models.attributes import SINGLE, Attribute
from matching.models.fixed_pairs import FixedPair, MentorAbsence, RoundAbsence
from matching.models.formations import (
    WISHES,
    Formation,
    FormationChange,
    FormationPair,
    ProposedMember,
    Wish,
)
from matching.models.mentor_lists import MentorList, MentorListItem
from matching.models.offers import Answer, DeclineReason, Offer, RecordedAnswer
from matching.models.peer_requests import PeerRequest
from matching.models.preferences import PreferenceItem, PreferenceList, ShortlistEntry
from matching.models.present_pairs import PresentPair
from matching.models.requests import MentorRequest
from matching.models.rounds import (
    MatchRound,
    PairOverride,
    Proposal,
    ProposedPair,
    RoundSnapshot,
)
from matching.models.served import ServedCounts
from matching.models.strategies import Strategy, possible_strategies
from matching.models.together_wishes import TogetherWish
from matching.models.weights import Weight

__all__ = [
    "SINGLE",
    "WISHES",
    "Answer",
    "Attribute",
    "DeclineReason",
    "FixedPair",
    "Formation",
    "FormationChange",
    "FormationPair",
    "MatchRound",
    "MentorAbsence",
    "MentorList",
    "MentorListItem",
    "MentorRequest",
    "Offer",
    "PairOverride",
    "PeerRequest",
    "PreferenceItem",
    "PreferenceList",
    "PresentPair",
    "Proposal",
    "ProposedMember",
    "ProposedPair",
    "RecordedAnswer",
    "RoundAbsence",
    "RoundSnapshot",
    "ServedCounts",
    "ShortlistEntry",
    "Strategy",
    "TogetherWish",
    "Weight",
    "Wish",
    "possible_strategies",
]
