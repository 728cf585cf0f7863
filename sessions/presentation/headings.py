"""What a session is called, for whom, and on whose clocks."""

import zoneinfo

from django.utils.translation import gettext as _

from accounts.models import User
from sessions.models import MentoringSession


def zones_for(session: MentoringSession, reader: User) -> list[zoneinfo.ZoneInfo]:
    """Return the zones in which the session's time is told: the reader's first, then the other side's."""
    if session.mentorship is None:
        return [reader.zone, session.zone]
    return [reader.zone, session.mentorship.mentee.zone, session.mentorship.mentor.zone]


def heading_for(session: MentoringSession, user: User) -> str:
    """Return how a row calls the session: “With Dr Nambozo-Hale”, the group, or the workshop's title."""
    other = session.other_of(user)
    if other is not None:
        return _("With %(name)s") % {"name": other.formal_name}
    return session.title or (session.group.name if session.group else "")
