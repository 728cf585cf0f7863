"""What a school offers, to whom and when, and who runs it."""

from programs.models.cycles import Cycle, CycleState
from programs.models.first_run import FirstRunCode
from programs.models.handbook_images import HandbookImage
from programs.models.handbook_imports import HandbookImport
from programs.models.handbooks import Acknowledgement, Audience, Chapter, ChapterPurpose, ChapterText, HandbookVersion
from programs.models.holidays import Holiday
from programs.models.interests import Facet, InterestAlias, InterestTerm, SupportFunction
from programs.models.listed_words import FormerWord, ListedWord, WordList
from programs.models.logos import SchoolLogo
from programs.models.long_steps import LongStep
from programs.models.message_texts import MessageText
from programs.models.programs import (
    Appointment,
    HelpContact,
    Institution,
    PairingStep,
    Program,
    TimeCost,
)
from programs.models.quotes import Quote
from programs.models.reminders import ReminderKind
from programs.models.setup import ExamPeriod, SettledStep
from programs.models.staff_steps import StaffStep
from programs.models.suggested_goals import GoalDomain, SuggestedGoal, TrainingStage
from programs.models.templates import SavedTemplate
from programs.models.webhooks import Webhook, WebhookDelivery, WebhookKind

__all__ = [
    "Acknowledgement",
    "Appointment",
    "Audience",
    "Chapter",
    "ChapterPurpose",
    "ChapterText",
    "Cycle",
    "CycleState",
    "ExamPeriod",
    "Facet",
    "FirstRunCode",
    "FormerWord",
    "GoalDomain",
    "HandbookImage",
    "HandbookImport",
    "HandbookVersion",
    "HelpContact",
    "Holiday",
    "Institution",
    "InterestAlias",
    "InterestTerm",
    "ListedWord",
    "LongStep",
    "MessageText",
    "PairingStep",
    "Program",
    "Quote",
    "ReminderKind",
    "SavedTemplate",
    "SchoolLogo",
    "SettledStep",
    "StaffStep",
    "SuggestedGoal",
    "SupportFunction",
    "TimeCost",
    "TrainingStage",
    "Webhook",
    "WebhookDelivery",
    "WebhookKind",
    "WordList",
]
