"""Two people in a cycle, mentoring groups, and why two people may not be paired."""

from pairs.models.actions import Action
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
from pairs.models.goals import Achievement, Goal, GoalStep
from pairs.models.handovers import HandoverNote, HandoverReader
from pairs.models.informal import InformalRequest
from pairs.models.mentorships import GroupMember, MentoringGroup, Mentorship, Origin
from pairs.models.pauses import Pause
from pairs.models.shared_things import SharedThing
from pairs.models.thanks import WordOfThanks
from pairs.models.topics import Topic

__all__ = [
    "Achievement",
    "Action",
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
    "Goal",
    "GoalStep",
    "GroupMember",
    "HandoverNote",
    "HandoverReader",
    "InformalRequest",
    "MentoringGroup",
    "Mentorship",
    "Origin",
    "Pause",
    "PeerAvoidance",
    "SharedThing",
    "SharedWords",
    "Signature",
    "Topic",
    "WordOfThanks",
]
