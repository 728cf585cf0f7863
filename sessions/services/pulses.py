"""The short survey after a session."""

from datetime import datetime

from accounts.models import Role
from sessions.models import Attendance, MentoringSession
from surveys.services.asking import open_pulse


def ask_how_it_was(session: MentoringSession, *, now: datetime) -> None:
    """Ask those who were there, where the program has a pulse.

    Called once the log is stored: the wave of a cycle is locked, which no log should wait for.

    Args:
        session: held and logged, of a pair or a group.
        now: the instant of the log.
    """
    if session.state != MentoringSession.State.HELD or session.cycle.program.is_peer:
        return
    there = session.attendances.filter(state=Attendance.State.ATTENDED).values_list("user", "leads")
    mentor = session.mentorship.mentor_id if session.mentorship else None
    people = {pk: (Role.MENTOR if leads or pk == mentor else Role.MENTEE).value for pk, leads in there}
    open_pulse(session.cycle, people, now=now)
