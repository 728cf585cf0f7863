"""What a person's page says of sessions, for those who run the program: when, how long, how, and in which state."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from people.presentation.person_page import Fact, Section
from people.queries.person import PersonInProgram
from sessions.models import MentoringSession
from sessions.queries.sessions import pair_sessions_of

State = MentoringSession.State
_AHEAD, _PAST = 2, 8
# Events of `sessions.notices`, which stands above this room. Those about logs would tell what a mentee says to one.
_EVENTS = ("session_agreed", "session_cancelled", "session_changed", "session_tomorrow")


def sessions_section(who: PersonInProgram, reader: User, now: datetime) -> Section:
    """Return the next and the last sessions of the person's pairs. One query."""
    rows = list(pair_sessions_of(who, reader))
    coming = [row for row in rows if row.starts_at > now]
    shown = coming[-_AHEAD:] + rows[len(coming) :][:_PAST]
    ahead = [row for row in coming if row.is_ahead]
    keys = [str(row.pk) for row in rows]
    return Section(
        title=_("Sessions"),
        facts=tuple(session_fact(row, now=now) for row in shown),
        empty=_("No sessions yet."),
        note=_("%(n)s in all") % {"n": len(rows)} if len(rows) > len(shown) else "",
        standing=_("Next session on %(day)s.") % {"day": day_text(ahead[-1].starts_at.astimezone(reader.zone))}
        if ahead
        else "",
        subjects=dict.fromkeys(_EVENTS, keys),
    )


def session_fact(session: MentoringSession, *, now: datetime) -> Fact:
    """Return what those who run a program know of a session. What the mentee says to its log is not told."""
    text = _("%(mode)s, %(minutes)s minutes") % {"mode": session.get_mode_display(), "minutes": session.minutes}
    status, tone = _state_of(session, now)
    return Fact(session.starts_at, text, status, tone)


def _state_of(session: MentoringSession, now: datetime) -> tuple[str, str]:
    if session.state == State.SCHEDULED:
        return (_("Not logged yet"), "partial") if session.starts_at <= now else (_("Scheduled"), "")
    tones = {State.HELD: "good", State.PROPOSED: "partial"}
    return str(session.get_state_display()), tones.get(State(session.state), "inactive")
