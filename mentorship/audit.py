"""Whose changes are recorded: what people run the program by. The database keeps rows from being changed or deleted.

Private text is never part of a recorded change; a test walks every model for it.
"""

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.admin.models import LogEntry as AdminLogEntry

from accounts.models import User
from accounts.services.merging import Becomes, register_references
from matching.models import MatchRound, MentorRequest, Offer
from pairs.models import Conflict, ConflictReview, Mentorship
from people.models import MentoringOptOut, MentorParticipation
from programs.models import (
    Appointment,
    Cycle,
    HandbookVersion,
    HelpContact,
    Institution,
    InterestTerm,
    ListedWord,
    Program,
    SuggestedGoal,
)
from surveys.models import SchoolInstrument


def register_models() -> None:
    """Tell the audit log which models it follows, and which of their fields it leaves out.

    What rules two people out is nobody else's business. A seed is a secret until the lists close, what makes the names
    in a round's files always is one, and exact counts of demand tell lists.
    """
    school = (
        Appointment,
        Cycle,
        HandbookVersion,
        HelpContact,
        Institution,
        InterestTerm,
        ListedWord,
        Program,
        SuggestedGoal,
    )
    for model in (*school, MentoringOptOut, Mentorship, Offer, ConflictReview):
        auditlog.register(model)
    auditlog.register(Conflict, exclude_fields=["kind", "course"])
    auditlog.register(MentorRequest, exclude_fields=["note"])
    auditlog.register(MatchRound, exclude_fields=["seed", "nonce", "names_secret", "demand"])
    auditlog.register(MentorParticipation, exclude_fields=["declined_because", "decline_reason", "places_taken"])
    auditlog.register(SchoolInstrument, exclude_fields=["file"])
    auditlog.register(User, include_fields=["email", "is_active", "is_staff", "is_superuser"])
    # What was recorded stands, whoever the person is merged into.
    register_references(LogEntry, Becomes.LEFT, "actor")
    register_references(AdminLogEntry, Becomes.LEFT, "user")
