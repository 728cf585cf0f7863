"""Two people in a cycle, mentoring groups, and why two people may not be paired."""

from pairs.models.agreements import (
    Agreement,
    AgreementQuestion,
    AgreementVersion,
    AskedQuestion,
    Entry,
    Signature,
)
from pairs.models.check_ins import CheckIn, CheckInAnswers, SharedWords
from pairs.models.closing_words import ClosingWord
from pairs.models.eligibility import Avoidance, Conflict, ConflictReview, PeerAvoidance
from pairs.models.informal import InformalRequest
from pairs.models.mentorships import GroupMember, MentoringGroup, Mentorship, Origin
from pairs.models.pauses import Pause

__all__ = [
    "Agreement",
    "AgreementQuestion",
    "AgreementVersion",
    "AskedQuestion",
    "Avoidance",
    "CheckIn",
    "CheckInAnswers",
    "ClosingWord",
    "Conflict",
    "ConflictReview",
    "Entry",
    "GroupMember",
    "InformalRequest",
    "MentoringGroup",
    "Mentorship",
    "Origin",
    "Pause",
    "PeerAvoidance",
    "SharedWords",
    "Signature",
]
