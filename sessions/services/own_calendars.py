"""Reading when people are busy by their own calendars. The worker reads; what it read last counts until then."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from core.fetching import FetchError, fetch, has_public_form
from sessions.calendars import busy_process
from sessions.models import BusyStretch, OwnCalendar

Trouble = OwnCalendar.Trouble
Fetch = Callable[[str], bytes]

_EVERY = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(hours=12)
_LEASE = timedelta(minutes=5)
_HORIZON = timedelta(days=100)
_MOST_STRETCHES = 3_000
_SECONDS = 20
_PROGRAM = str(Path(busy_process.__file__))


class UnreadableCalendar(DomainError):
    """The address cannot be that of a calendar."""


@transaction.atomic
def save_address(*, by: User, address: str, now: datetime) -> OwnCalendar:
    """Keep the address of somebody’s own calendar. The worker reads it at once, and then every half hour.

    Raises:
        UnreadableCalendar: it is no https address.
    """
    if address.startswith("webcal://"):
        address = "https://" + address.removeprefix("webcal://")
    if not has_public_form(address):
        raise UnreadableCalendar(_("Copy the whole private address. It begins with https://."), field="address")
    OwnCalendar.objects.filter(user=by).delete()
    return OwnCalendar.objects.create(user=by, address=address, due_at=now)


@transaction.atomic
def forget_address(*, by: User) -> None:
    """Forget the address, and when its calendar was busy. Doing it twice changes nothing."""
    OwnCalendar.objects.filter(user=by).delete()


def read_due_calendars(*, now: datetime, most: int = 50, fetch_address: Fetch = fetch) -> int:
    """Read the calendars whose time has come, and return how many."""
    done = 0
    for _number in range(most):
        calendar = _next_due(now)
        if calendar is None:
            break
        read_calendar(calendar.pk, now=now, fetch_address=fetch_address)
        done += 1
    return done


def read_calendar(pk: UUID, *, now: datetime, fetch_address: Fetch = fetch) -> None:
    """Read one calendar. Where that fails, its owner is told why on its page, and it is tried again later.

    Nothing is locked while the other side answers. What was read is kept only if the address is still the same.
    """
    calendar = OwnCalendar.objects.select_related("user").filter(pk=pk).first()
    if calendar is None:
        return
    try:
        found = _busy_times(fetch_address(calendar.address), now, calendar.user.time_zone)
    except FetchError as error:
        _keep_trouble(calendar, Trouble(error.trouble.value), now)
    except UnreadableCalendar:
        _keep_trouble(calendar, Trouble.UNREADABLE, now)
    else:
        _keep(calendar, found, now)


def _next_due(now: datetime) -> OwnCalendar | None:
    """Take the calendar that has waited longest; a worker that dies leaves it due again after a while."""
    with transaction.atomic():
        rows = OwnCalendar.objects.select_for_update(skip_locked=True, of=("self",))
        calendar = rows.filter(due_at__lte=now, user__is_active=True).order_by("due_at").first()
        if calendar is not None:
            calendar.due_at = now + _LEASE
            calendar.save(update_fields=("due_at",))
        return calendar


def _busy_times(content: bytes, now: datetime, zone: str) -> list[tuple[datetime, datetime]]:
    """Read a calendar in a process of its own.

    Raises:
        UnreadableCalendar: it is none, or asks for more time or memory than it gets.
    """
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR"):
        raise UnreadableCalendar("")
    ends = (str(int(moment.timestamp())) for moment in (now, now + _HORIZON))
    command = [sys.executable, "-I", _PROGRAM, *ends, zone]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableCalendar("") from error
    if ran.returncode:
        raise UnreadableCalendar("")
    pairs = json.loads(ran.stdout)[:_MOST_STRETCHES]
    return [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in pairs]


@transaction.atomic
def _keep(calendar: OwnCalendar, found: list[tuple[datetime, datetime]], now: datetime) -> None:
    current = OwnCalendar.objects.select_for_update(no_key=True, of=("self",)).filter(pk=calendar.pk)
    if not current.update(read_at=now, due_at=now + _EVERY, trouble=Trouble.NONE, failures=0):
        return
    BusyStretch.objects.filter(calendar=calendar).delete()
    BusyStretch.objects.bulk_create(
        (BusyStretch(calendar=calendar, starts_at=start, ends_at=end) for start, end in found), batch_size=500
    )


def _keep_trouble(calendar: OwnCalendar, trouble: OwnCalendar.Trouble, now: datetime) -> None:
    wait = min(_EVERY * 2 ** min(calendar.failures, 10), _LONGEST_WAIT)
    OwnCalendar.objects.filter(pk=calendar.pk).update(
        trouble=trouble, failures=min(calendar.failures + 1, 99), due_at=now + wait
    )
