"""Who takes part in a cycle, as mentee or as mentor, and what they say about themselves."""

from people.models.enrollments import Enrollment, SupportNeed
from people.models.imports import ImportedFile, PendingImport, RememberedMapping
from people.models.interests import PersonalInterest
from people.models.opt_outs import MentoringOptOut
from people.models.participations import MentorParticipation, SupportOffer
from people.models.reasons import ReasonsRelease
from people.models.saved_views import SavedView
from people.models.staff_messages import MessageTemplate, StaffMessage
from people.models.voluntary import VoluntaryAnswer
from people.models.volunteers import Volunteer

__all__ = [
    "Enrollment",
    "ImportedFile",
    "MentorParticipation",
    "MentoringOptOut",
    "MessageTemplate",
    "PendingImport",
    "PersonalInterest",
    "ReasonsRelease",
    "RememberedMapping",
    "SavedView",
    "StaffMessage",
    "SupportNeed",
    "SupportOffer",
    "VoluntaryAnswer",
    "Volunteer",
]
