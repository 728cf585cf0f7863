"""What the form of a session that stood in nobody's calendar begins with: most often nothing has to be changed."""

from datetime import date, datetime, time, timedelta
from typing import TypedDict

from accounts.models import User
from sessions.models import Mode

_QUARTER = 15


class LogDefaults(TypedDict):
    """Initial values of the form."""

    date: date
    time: time
    mode: str


def log_defaults(writer: User, *, minutes: int, last_mode: str | None, usual_mode: Mode, now: datetime) -> LogDefaults:
    """Return when a session that has just ended began, on the writer's clock, and how people met.

    Args:
        writer: who logs.
        minutes: how long sessions of the program take.
        last_mode: how the same people met last, if they have.
        usual_mode: how people like them meet for the first time.
        now: the instant of the page.
    """
    began = (now - timedelta(minutes=minutes)).astimezone(writer.zone)
    began = began.replace(minute=began.minute - began.minute % _QUARTER, second=0, microsecond=0)
    return {"date": began.date(), "time": began.time(), "mode": last_mode or usual_mode}
