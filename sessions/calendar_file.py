"""The calendar file of a session (RFC 5545 and 5546). It carries nothing that people wrote about each other."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress

from sessions.models import Attendance, MentoringSession

_STATUS = {
    MentoringSession.State.PROPOSED: "TENTATIVE",
    MentoringSession.State.CANCELLED: "CANCELLED",
}
_UNCERTAIN = (Attendance.State.INVITED, Attendance.State.WAITLISTED)


def build(
    session: MentoringSession, *, summary: str, url: str, sender: str, now: datetime, answer: str | None = None
) -> bytes:
    """Return the file for one person.

    The times stand in the organiser's zone, with that zone's rules around the day of the session only.

    Args:
        session: the session.
        summary: the title of the entry; the caller keeps it free of names and of content.
        url: the absolute address of the session's page.
        sender: the organiser's address as it stands in “From”; never a person's own.
        now: when the file is made.
        answer: the reader's `Attendance.State`, or None.
    """
    cancelled = session.state == MentoringSession.State.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Mentorship//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_event(session, summary, url, sender, now, answer))
    day, margin = session.starts_at.date(), timedelta(days=2)
    calendar.add_missing_timezones(first_date=day - margin, last_date=day + margin)
    return bytes(calendar.to_ical())


def _event(session: MentoringSession, summary: str, url: str, sender: str, now: datetime, answer: str | None) -> Event:
    event = Event()
    event.add("uid", f"{session.pk}@mentorship")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    event.add("summary", summary)
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(sender)[1]}"))
    if session.location:
        event.add("location", session.location)
    uncertain = answer in _UNCERTAIN
    event.add("status", _STATUS.get(MentoringSession.State(session.state), "TENTATIVE" if uncertain else "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if uncertain or answer == Attendance.State.DECLINED else "OPAQUE")
    return event
