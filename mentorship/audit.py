"""Whose changes are recorded: what people run the program by. Rows are only ever added.

Private text is never part of a recorded change; a test walks every model for it.
"""

from auditlog.registry import auditlog

from accounts.models import User
from matching.models import Conflict, MatchRound, Mentorship, Offer
from programs.models import Appointment, Cycle, HandbookVersion, HelpContact, MentorParticipation, Program


def register_models() -> None:
    """Tell the audit log which models it follows, and which of their fields it leaves out."""
    for model in (Appointment, Conflict, Cycle, HandbookVersion, HelpContact, MatchRound, Mentorship, Offer, Program):
        auditlog.register(model)
    auditlog.register(MentorParticipation, exclude_fields=["decline_reason", "places_taken"])
    auditlog.register(User, include_fields=["email", "is_active", "is_staff", "is_superuser"])
