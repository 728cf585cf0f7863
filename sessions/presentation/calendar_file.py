"""The calendar file of a session (RFC 5545 and 5546): when, where and with whom; never what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vUri

from accounts.models import User
from core.text import clean_line
from sessions.models import Attendance, MentoringSession, Mode

Kind = MentoringSession.Kind
Answer = Attendance.State
_STATUS = {
    MentoringSession.State.PROPOSED: "TENTATIVE",
    MentoringSession.State.CANCELLED: "CANCELLED",
}
_UNCERTAIN = (Answer.INVITED, Answer.WAITLISTED)
_CALLS = {Mode.VIDEO: "VIDEO", Mode.AUDIO: "AUDIO"}


def build(
    session: MentoringSession, *, reader: User, attendances: Sequence[Attendance], url: str, sender: str, now: datetime
) -> bytes:
    """Return the file for one person.

    The times stand in the organiser's zone, with that zone's rules around the day of the session only.

    Args:
        session: the session, with its pair and its group.
        reader: whose calendar it is for; who is not expected learns neither the link nor the names of the others.
        attendances: everybody's, with their people.
        url: the absolute address of the session's page.
        sender: the site's address as it stands in “From”; nobody's own address is given away.
        now: when the file is made.
    """
    cancelled = session.state == MentoringSession.State.CANCELLED
    answer = next((one.state for one in attendances if one.user_id == reader.pk), None)
    inside = session.kind == Kind.ONE_TO_ONE or answer == Answer.CONFIRMED
    event = _event(session, now=now, answer=answer)
    event.add("url", url)
    organizer = vCalAddress(f"mailto:{parseaddr(sender)[1]}")
    organizer.params["CN"] = clean_line(session.organiser.display_name)
    event.add("organizer", organizer)
    event.add("summary", clean_line(_summary(session, reader)))
    lines = [*_lines(session, attendances, inside=inside), url]
    event.add("description", "\n".join(map(clean_line, lines)))
    _add_place(event, session, inside=inside)
    calendar = Calendar()
    calendar.add("prodid", "-//Mentorship//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    day, margin = session.starts_at.date(), timedelta(days=2)
    calendar.add_missing_timezones(first_date=day - margin, last_date=day + margin)
    return bytes(calendar.to_ical())


def _event(session: MentoringSession, *, now: datetime, answer: str | None) -> Event:
    event = Event()
    event.add("uid", f"{session.pk}@mentorship")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    event.add("class", "PRIVATE")
    uncertain = answer in _UNCERTAIN
    event.add("status", _STATUS.get(MentoringSession.State(session.state), "TENTATIVE" if uncertain else "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if uncertain or answer == Answer.DECLINED else "OPAQUE")
    return event


def _summary(session: MentoringSession, reader: User) -> str:
    """The title of the entry: with whom, or what the group or workshop is called; never a topic."""
    pair = session.mentorship
    if pair is not None:
        return _("Mentoring session with %(name)s") % {"name": pair.other_of(reader).display_name}
    called = session.title or (session.group.name if session.group else "")
    return called if called and not session.confidential else _("Mentoring session")


def _lines(session: MentoringSession, attendances: Sequence[Attendance], *, inside: bool) -> list[str]:
    """Who meets, and how to join. A workshop names those who lead it."""
    pair = session.mentorship
    if pair is not None:
        lines = [_("With %(names)s") % {"names": f"{pair.mentee.display_name}, {pair.mentor.display_name}"}]
    else:
        leaders = [one.user.display_name for one in attendances if one.leads]
        guests = [one.user.display_name for one in attendances if not one.leads and one.state == Answer.CONFIRMED]
        named = inside and session.kind == Kind.GROUP
        lines = [_("Led by %(names)s") % {"names": ", ".join(leaders)}] if leaders else []
        lines += [_("With %(names)s") % {"names": ", ".join(guests)}] if named and guests else []
    if inside and session.join_url:
        lines.append(_("Join: %(link)s") % {"link": session.join_url})
    return lines


def _add_place(event: Event, session: MentoringSession, *, inside: bool) -> None:
    """The place, else the link; the link also as a conference (RFC 7986), for calendars that show a button."""
    link = session.join_url if inside else ""
    if session.location or link:
        event.add("location", clean_line(session.location or link))
    if link:
        conference = vUri(link)
        conference.params["VALUE"] = "URI"
        if session.mode in _CALLS:
            conference.params["FEATURE"] = _CALLS[Mode(session.mode)]
        event.add("conference", conference)
