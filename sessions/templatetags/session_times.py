"""How templates say when a session is, what it is called, and for whom."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from core import clocks
from core.templatetags.clocks import time_in_zones
from pairs.models import MentoringGroup
from pairs.presentation.peers import others_text
from sessions.models import Attendance, MentoringSession, TimeSuggestion
from sessions.presentation.clocks import Clock, clocks_of
from sessions.presentation.headings import heading_for, zones_for

register = template.Library()


@register.simple_tag
def session_when(session: MentoringSession, reader: User) -> SafeString:
    """Day and time in each zone that takes part; each clock is a `time` element that does not break."""
    return _in_zones(session.starts_at, session, reader)


@register.simple_tag
def suggestion_when(suggestion: TimeSuggestion, reader: User) -> SafeString:
    """The suggested day and time, as `session_when` tells the agreed one."""
    return _in_zones(suggestion.starts_at, suggestion.session, reader)


def _in_zones(moment: datetime, session: MentoringSession, reader: User) -> SafeString:
    return time_in_zones(moment, zones_for(session, reader))


@register.simple_tag
def session_day(session: MentoringSession, reader: User) -> SafeString:
    """The day alone, on the reader's calendar."""
    local = session.starts_at.astimezone(reader.zone)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), clocks.day_text(local))


@register.simple_tag
def session_weekday(session: MentoringSession, reader: User) -> SafeString:
    """The day where month and year are told already: “Thu 17”."""
    local = session.starts_at.astimezone(reader.zone)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), formats.date_format(local, "D j"))


@register.simple_tag
def session_clocks(session: MentoringSession, reader: User) -> list[Clock]:
    """What the clock of each side shows when the session starts, the reader's first; one where both agree."""
    return clocks_of(session.starts_at, zones_for(session, reader))


@register.simple_tag
def session_heading(session: MentoringSession, reader: User) -> str:
    """What a row calls the session."""
    return heading_for(session, reader)


@register.filter
def session_kind(session: MentoringSession) -> str:
    """What kind of session it is, in words; that of a group says whether it is a circle, a team, a family or peers."""
    return session.group.get_kind_display() if session.group is not None else session.get_kind_display()


@register.simple_tag
def relative(moment: datetime, now: datetime, reader: User) -> str:
    """How far a day is from today."""
    return clocks.relative_day(moment, now, reader.zone)


@register.simple_tag
def group_text(group: MentoringGroup, reader: User) -> str:
    """What a group is called; peers by the names of the others, whom `present_members` has read."""
    return others_text(group, reader.pk) if group.is_of_peers else group.name


@register.filter
def place(user: User) -> str:
    """Where somebody's clock stands: “Kampala”."""
    return clocks.place_name(user.zone)


@register.filter
def zone_place(zone: ZoneInfo) -> str:
    """The place of a time zone: “Kampala”."""
    return clocks.place_name(zone)


@register.filter
def own_answer(session: MentoringSession) -> Attendance | None:
    """The reader's attendance, which the selector put on the row."""
    own: list[Attendance] = getattr(session, "own", [])
    return own[0] if own else None
