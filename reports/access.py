"""Which reports a reader may open: what they may not see answers 404."""

from django.http import Http404

from accounts.models import Reader, User
from programs.access import get_configurable_years_for
from programs.models import Appointment, Cycle, Program
from programs.policies import held_appointments
from reports.queries.comparable import newest_years


def get_reported_years_for(user: Reader, slug: str) -> tuple[Program, list[Cycle]]:
    """Return the program with its years, the newest first, for those who coordinate or administer it. One query."""
    return get_configurable_years_for(user, slug)


def get_reported_cycles_for(user: User) -> list[Cycle]:
    """Return the years of all programs that `user` coordinates or administers; for others there is no such page."""
    if not any(held.role in Appointment.CONFIGURES for held in held_appointments(user)):
        raise Http404
    return newest_years(user)
