"""One session in a calendar (VEVENT of RFC 5545 and 7986): when, where and with whom; never what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr

from django.utils.translation import gettext as _

from accounts.models import User
from core.text import clean_line
from sessions.calendars.content_lines import component, content_line, local_value, text_value, utc_value
from sessions.models import Attendance, MentoringSession, Mode, Shown

Kind = MentoringSession.Kind
State = MentoringSession.State
Answer = Attendance.State
ALARM = "-PT15M"
_STATUS = {State.PROPOSED: "TENTATIVE", State.CANCELLED: "CANCELLED"}
_UNCERTAIN = (Answer.INVITED, Answer.WAITLISTED)
_GONE = (Answer.DECLINED, Answer.EXCUSED)
_PARTSTAT = {
    Answer.INVITED: "NEEDS-ACTION",
    Answer.WAITLISTED: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
    Answer.EXCUSED: "DECLINED",
}
_FEATURES = {Mode.VIDEO: "AUDIO,VIDEO", Mode.AUDIO: "AUDIO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry is made of.

    Attributes:
        session: with its pair, group and organiser.
        reader: whose calendar it is for; who is not expected learns neither the link nor the names of the others.
        answer: what the reader said; None for who was not asked.
        people: who leads and who comes, as `people_told` reads them; of a pair none.
        shows: how much the reader lets their calendar show.
        url: the absolute address of the session's page.
        sender: the site's address as it stands in “From”; nobody's own address is given away.
        stamp: when this copy was made (DTSTAMP).
        asks: whether the entry is part of an invitation or a cancellation, which names the reader as attendee.
        removed: whether the reader alone is taken out, and the session goes on.
    """

    session: MentoringSession
    reader: User
    answer: str | None
    people: Sequence[Attendance] = field(default_factory=list)
    shows: Shown
    url: str
    sender: str
    stamp: datetime
    asks: bool = False
    removed: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether the entry is to go."""
        return self.removed or self.session.state == State.CANCELLED

    @property
    def inside(self) -> bool:
        """Whether the reader learns the link and the names."""
        told = self.session.kind == Kind.ONE_TO_ONE or self.answer in (Answer.CONFIRMED, Answer.ATTENDED)
        return told and self.shows == Shown.DETAILS


def event_component(entry: Entry) -> str:
    """Return the VEVENT of `entry`, with an alarm unless it is to go."""
    lines = [
        content_line("UID", f"{entry.session.pk}@mentorship"),
        content_line("SEQUENCE", str(sequence_of(entry))),
        content_line("DTSTAMP", utc_value(entry.stamp)),
        *_times(entry.session),
        content_line("SUMMARY", text_value(_summary(entry))),
        content_line("CLASS", "PRIVATE"),
        content_line("STATUS", _status(entry)),
        content_line("TRANSP", "TRANSPARENT" if entry.answer in (*_UNCERTAIN, *_GONE) else "OPAQUE"),
        *_addresses(entry),
        *_details(entry),
    ]
    if not entry.cancelled:
        alarm = (("ACTION", "DISPLAY"), ("TRIGGER", ALARM), ("DESCRIPTION", text_value(_summary(entry))))
        lines.append(component("VALARM", [content_line(name, value) for name, value in alarm]))
    return component("VEVENT", lines)


def sequence_of(entry: Entry) -> int:
    """Return the SEQUENCE, which rises whenever the time or the status changes (RFC 5546, section 2.1.4).

    The session counts its moves and its end. A yes changes the status alone, so each step counts twice here, with one
    more from the yes on. Who is taken out gets one more too: a cancellation counts for more than what it cancels.
    """
    session = entry.session
    return 2 * session.sequence + (session.state != State.PROPOSED) + entry.removed


def zone_free(session: MentoringSession) -> bool:
    """Whether the times stand in UTC: in the second of two equal hours, of which a wall clock means the first."""
    return any(moment.astimezone(session.zone).fold for moment in (session.starts_at, session.ends_at))


def _times(session: MentoringSession) -> list[str]:
    moments = (("DTSTART", session.starts_at), ("DTEND", session.ends_at))
    if zone_free(session):
        return [content_line(name, utc_value(moment)) for name, moment in moments]
    zone = session.zone
    place = {"TZID": zone.key}
    return [content_line(name, local_value(moment.astimezone(zone)), place) for name, moment in moments]


def _status(entry: Entry) -> str:
    if entry.removed:
        return "CANCELLED"
    return _STATUS.get(State(entry.session.state), "TENTATIVE" if entry.answer in _UNCERTAIN else "CONFIRMED")


def _summary(entry: Entry) -> str:
    """The title: what the group or workshop is called; of two people never more than that they meet."""
    session = entry.session
    if entry.shows == Shown.BUSY:
        return _("Busy")
    called = session.title or (session.group.name if session.group else "")
    plain = session.kind == Kind.ONE_TO_ONE or session.confidential or entry.shows != Shown.DETAILS
    return _("Mentoring session") if plain or not called else clean_line(called)


def _addresses(entry: Entry) -> list[str]:
    """The school asks on behalf of the person, and the reader is asked alone: each copy names one attendee.

    RSVP is false: the answer is given by the link, and no mailbox is read for it.
    """
    name, address = parseaddr(entry.sender)
    asker = entry.session.organiser.display_name if entry.shows == Shown.DETAILS else name
    lines = [content_line("ORGANIZER", f"mailto:{address}", {"CN": asker} if asker else None)]
    if entry.asks or entry.cancelled:
        partstat = _PARTSTAT.get(Answer(entry.answer), "ACCEPTED") if entry.answer else "NEEDS-ACTION"
        reader = {"CN": entry.reader.display_name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": partstat, "RSVP": "FALSE"}
        lines.append(content_line("ATTENDEE", f"mailto:{entry.reader.email}", reader))
    return lines


def _details(entry: Entry) -> list[str]:
    """Who, where and how to join, as far as the reader's calendar shows it."""
    if entry.shows == Shown.BUSY:
        return []
    session, lines = entry.session, []
    link = clean_line(session.link) if entry.inside else ""
    words = [*_who(entry), *([_("Join: %(link)s") % {"link": link}] if link else []), entry.url]
    lines.append(content_line("DESCRIPTION", text_value("\n".join(map(clean_line, words)))))
    lines.append(content_line("URL", entry.url))
    place = clean_line(session.location) if entry.shows == Shown.DETAILS else ""
    if place or link:
        lines.append(content_line("LOCATION", text_value(place or link)))
    if link:
        feature = _FEATURES.get(Mode(session.mode))
        called = {"VALUE": "URI", "LABEL": _("Join the session")}
        # FEATURE is a list: its comma stands outside quotes, and so in the name of the property.
        name = f"CONFERENCE;FEATURE={feature}" if feature else "CONFERENCE"
        lines.append(content_line(name, link, called))
    return lines


def _who(entry: Entry) -> list[str]:
    """Who meets. A workshop names those who lead it."""
    if entry.shows != Shown.DETAILS:
        return []
    pair = entry.session.mentorship
    if pair is not None:
        return [_("With %(names)s") % {"names": f"{pair.mentee.display_name}, {pair.mentor.display_name}"}]
    leaders = [one.user.display_name for one in entry.people if one.leads]
    lines = [_("Led by %(names)s") % {"names": ", ".join(leaders)}] if leaders else []
    guests = [one.user.display_name for one in entry.people if not one.leads and one.state == Answer.CONFIRMED]
    if guests and entry.inside and entry.session.kind == Kind.GROUP:
        lines.append(_("With %(names)s") % {"names": ", ".join(guests)})
    return lines
