"""The forms of logs, as the pages on which one is written and the page that a phone keeps have them."""

import uuid
from datetime import datetime
from typing import Any

from django.http import QueryDict

from accounts.models import User
from pairs.models import MentoringGroup, Mentorship
from sessions.forms import GroupLogForm, NewGroupLogForm, PairLogForm
from sessions.models import Attendance, Focus, MentoringSession, Mode
from sessions.presentation.log_defaults import log_defaults
from sessions.presentation.stored import log_of


def planned_form(
    session: MentoringSession, user: User, data: QueryDict | None = None, *, auto_id: str = "id_%s"
) -> PairLogForm | GroupLogForm:
    """Return the form of a session that stands in the calendar, whose content has been read."""
    shared: dict[str, Any] = {
        "zone": user.zone,
        "minutes": session.minutes,
        "stored": log_of(session),
        "auto_id": auto_id,
    }
    if session.focus == Focus.CONFIDENTIAL and session.logged_at is None:
        shared["initial"] = {"confidential": True}
    if session.mentorship is not None:
        return PairLogForm(data, mentorship=session.mentorship, **shared)
    expected = [one for one in session.attendances.all() if one.state != Attendance.State.WAITLISTED]
    return GroupLogForm(data, expected=expected, **shared)


def pair_form(
    pair: Mentorship,
    user: User,
    data: QueryDict | None = None,
    *,
    last_mode: str | None,
    now: datetime,
    auto_id: str = "id_%s",
) -> PairLogForm:
    """Return the form of a session of a pair that stood in nobody's calendar."""
    minutes = pair.cycle.program.session_minutes
    defaults = log_defaults(user, minutes=minutes, last_mode=last_mode, usual_mode=Mode.VIDEO, now=now)
    initial = {**defaults, "session_id": uuid.uuid4()}
    return PairLogForm(data, mentorship=pair, zone=user.zone, minutes=minutes, initial=initial, auto_id=auto_id)


def group_form(
    group: MentoringGroup,
    user: User,
    data: QueryDict | None = None,
    *,
    last_mode: str | None,
    now: datetime,
    auto_id: str = "id_%s",
) -> NewGroupLogForm:
    """Return the form of a session of a group that stood in nobody's calendar; its members have been read."""
    minutes = group.cycle.program.session_minutes
    defaults = log_defaults(user, minutes=minutes, last_mode=last_mode, usual_mode=Mode.IN_PERSON, now=now)
    expected = [Attendance(user=member.user) for member in group.members.all()]
    initial = {**defaults, "session_id": uuid.uuid4()}
    return NewGroupLogForm(data, expected=expected, zone=user.zone, minutes=minutes, initial=initial, auto_id=auto_id)
