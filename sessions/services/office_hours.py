"""A mentor's office hours: on what terms, every week, and on single days."""

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates import YEARS
from core.revisions import refuse_stale
from sessions.errors import ImpossibleTime, NotPermitted
from sessions.models import OfficeHours, OpenHours
from sessions.policies import can_hold_office_hours
from sessions.presentation.stored import StoredTerms, terms_of

Kind = OpenHours.Kind
_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms office hours are booked; the fields of `OfficeHours`."""

    time_zone: str
    minutes: int
    buffer_minutes: int
    daily_limit: int | None
    notice_hours: int
    days_ahead: int
    location: str
    join_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHours:
    """Hours of a weekday, or what holds on one day; the fields of `OpenHours`."""

    kind: OpenHours.Kind
    weekday: int | None = None
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@transaction.atomic
def save_terms(*, by: User, terms: Terms, began_from: str = "") -> OfficeHours:
    """Say on what terms one can be booked.

    Raises:
        NotPermitted: `by` mentors nowhere.
        EditedMeanwhile: the terms were changed since the form was opened.
    """
    office = _locked_office(by)
    refuse_stale(began_from, stored=terms_of(office), wanted=cast(StoredTerms, asdict(terms)))
    for name, value in asdict(terms).items():
        setattr(office, name, value)
    office.save()
    return office


@transaction.atomic
def add_hours(*, by: User, hours: NewHours) -> OpenHours:
    """Offer hours every week, or say what holds on one day.

    Raises:
        NotPermitted: `by` mentors nowhere, or has said as much as anybody can.
        ImpossibleTime: they end before they start, or lie over hours that are there.
    """
    office = _locked_office(by)
    _refuse_order(hours)
    others = list(office.hours.all())
    if len(others) >= _MOST:
        raise NotPermitted(_("That’s as many hours as this page can hold. Remove some first."))
    if any(_overlap(hours, other) for other in others):
        raise ImpossibleTime(_("You have other hours then. Remove those first, or choose other times."), field="starts")
    if hours.kind in (Kind.OFF, Kind.INSTEAD) and any(
        other.day == hours.day and other.kind != hours.kind for other in others
    ):
        raise ImpossibleTime(_("You’ve said something else about this day. Remove that first."), field="day")
    return OpenHours.objects.create(office=office, **asdict(hours))


@transaction.atomic
def remove_hours(pk: int, *, by: User) -> None:
    """Take hours, or what holds on one day, back. What is booked by then stays. Doing it twice changes nothing."""
    OpenHours.objects.filter(pk=pk, office=_locked_office(by)).delete()


def _locked_office(by: User) -> OfficeHours:
    if not can_hold_office_hours(by):
        raise NotPermitted(_("Office hours are for mentors."))
    office, _new = OfficeHours.objects.get_or_create(mentor=by, defaults={"time_zone": by.time_zone})
    return OfficeHours.objects.select_for_update(no_key=True).get(pk=office.pk)


def _refuse_order(hours: NewHours) -> None:
    if hours.starts and hours.ends and hours.ends <= hours.starts:
        raise ImpossibleTime(_("Choose an end after the start, on the same day."), field="ends")
    if hours.valid_from and hours.valid_until and hours.valid_until < hours.valid_from:
        raise ImpossibleTime(_("Choose a last day that isn’t before the first."), field="valid_until")
    days = ((name, getattr(hours, name)) for name in ("day", "valid_from", "valid_until"))
    for name, day in days:
        if day is not None and day.year not in YEARS:
            raise ImpossibleTime(_("Check the year."), field=name)


def _overlap(hours: NewHours, other: OpenHours) -> bool:
    """Whether both are on the same day, weekly or single, and share time; a day is off once."""
    if (hours.weekday, hours.day) != (other.weekday, other.day):
        return False
    if hours.starts is None or hours.ends is None or other.starts is None or other.ends is None:
        return hours.kind == other.kind
    before = hours.valid_until is not None and other.valid_from is not None and hours.valid_until < other.valid_from
    after = hours.valid_from is not None and other.valid_until is not None and other.valid_until < hours.valid_from
    return not before and not after and hours.starts < other.ends and other.starts < hours.ends
