"""Two people in a cycle, mentoring groups, and why two people may not be paired."""

from pairs.models.eligibility import Avoidance, Conflict, ConflictReview, PeerAvoidance
from pairs.models.informal import InformalRequest
from pairs.models.mentorships import GroupMember, MentoringGroup, Mentorship, Origin
from pairs.models.pauses import Pause

__all__ = [
    "Avoidance",
    "Conflict",
    "ConflictReview",
    "GroupMember",
    "InformalRequest",
    "MentoringGroup",
    "Mentorship",
    "Origin",
    "Pause",
    "PeerAvoidance",
]
