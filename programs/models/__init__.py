"""What a school offers, to whom, when, and who takes part."""

from programs.models.cycles import Cycle, CycleState, Phase
from programs.models.handbooks import Acknowledgement, Audience, Chapter, HandbookVersion
from programs.models.interests import Facet, InterestTerm, PersonalInterest, SupportFunction
from programs.models.participation import (
    Enrollment,
    MentorParticipation,
    SupportNeed,
    SupportOffer,
)
from programs.models.programs import Appointment, HelpContact, Institution, Program

__all__ = [
    "Acknowledgement",
    "Appointment",
    "Audience",
    "Chapter",
    "Cycle",
    "CycleState",
    "Enrollment",
    "Facet",
    "HandbookVersion",
    "HelpContact",
    "Institution",
    "InterestTerm",
    "MentorParticipation",
    "PersonalInterest",
    "Phase",
    "Program",
    "SupportFunction",
    "SupportNeed",
    "SupportOffer",
]
