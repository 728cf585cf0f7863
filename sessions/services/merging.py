"""What two records of one person have in sessions."""

from accounts.models import User
from accounts.services.merging import Becomes, register_references, register_step
from sessions.models import (
    Attendance,
    MentoringSession,
    OfficeHours,
    OwnCalendar,
    PersonalCalendar,
    PollAnswer,
    PrivateNote,
    SessionMessage,
    StepNote,
    TimePoll,
    TimeSuggestion,
)


def register_session_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(MentoringSession, Becomes.MOVED, "organiser", "logged_by")
    register_references(Attendance, Becomes.MOVED, "user", once_per=("session",))
    register_references(PrivateNote, Becomes.MOVED, "writer")
    register_references(SessionMessage, Becomes.LEFT, "by")
    register_references(TimeSuggestion, Becomes.MOVED, "by")
    register_references(PersonalCalendar, Becomes.ENDED, "user")  # its address leads to a record that nobody has
    register_references(StepNote, Becomes.MOVED, "by")
    register_references(OwnCalendar, Becomes.ENDED, "user")
    register_references(TimePoll, Becomes.MOVED, "by")
    register_references(PollAnswer, Becomes.MOVED, "user", once_per=("time",))
    register_step(_keep_one_office)
    register_references(OfficeHours, Becomes.MOVED, "mentor")


def _keep_one_office(kept: User, gone: User) -> None:
    """A person has office hours once: those of the record that stays, where it has some."""
    if OfficeHours.objects.filter(mentor=kept).exists():
        OfficeHours.objects.filter(mentor=gone).delete()
