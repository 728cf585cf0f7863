"""What two records of one person have in sessions."""

from accounts.services.merging import Becomes, register_references
from sessions.models import Attendance, MentoringSession, PersonalCalendar, PrivateNote, TimeSuggestion


def register_session_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(MentoringSession, Becomes.MOVED, "organiser", "logged_by")
    register_references(Attendance, Becomes.MOVED, "user", once_per=("session",))
    register_references(PrivateNote, Becomes.MOVED, "writer")
    register_references(TimeSuggestion, Becomes.MOVED, "by")
    register_references(PersonalCalendar, Becomes.ENDED, "user")  # its address leads to a record that nobody has
