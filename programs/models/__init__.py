"""What a school offers, to whom, when, and who takes part."""

from programs.models.cycles import Cycle, CycleState
from programs.models.entrance import FirstRunCode, PendingImport
from programs.models.handbooks import Acknowledgement, Audience, Chapter, HandbookVersion
from programs.models.interests import Facet, InterestTerm, PersonalInterest, SupportFunction
from programs.models.participation import (
    Enrollment,
    MentorParticipation,
    SupportNeed,
    SupportOffer,
)
from programs.models.programs import (
    Appointment,
    HelpContact,
    Institution,
    PairingStep,
    Program,
    TimeCost,
)

__all__ = [
    "Acknowledgement",
    "Appointment",
    "Audience",
    "Chapter",
    "Cycle",
    "CycleState",
    "Enrollment",
    "Facet",
    "FirstRunCode",
    "HandbookVersion",
    "HelpContact",
    "Institution",
    "InterestTerm",
    "MentorParticipation",
    "PairingStep",
    "PendingImport",
    "PersonalInterest",
    "Program",
    "SupportFunction",
    "SupportNeed",
    "SupportOffer",
    "TimeCost",
]
