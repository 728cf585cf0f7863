"""When people are busy by their own calendars: read by the worker, kept without a word of what."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.models import User
from core.fetching import FetchError, Trouble
from pairs.models import Mentorship
from sessions.calendars.busy_process import busy_times
from sessions.models import BusyStretch, OwnCalendar
from sessions.queries.office_hours import busy_elsewhere
from sessions.services.own_calendars import read_due_calendars, save_address
from tests.conftest import SignIn

FIRST, LAST = datetime(2026, 11, 30, tzinfo=UTC), datetime(2027, 3, 10, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")
ADDRESS = "https://calendar.example/private-1234/basic.ics"


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\nSUMMARY:Oncology\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def busy(*events: str) -> list[str]:
    found = busy_times(calendar(*events), FIRST, LAST, TORONTO)
    return [f"{start:%m-%d %H:%M}–{end:%m-%d %H:%M}" for start, end in found]


def test_events_are_busy_unless_they_say_otherwise() -> None:
    assert busy(
        "UID:1\nDTSTART:20261201T130000Z\nDTEND:20261201T140000Z",
        "UID:2\nDTSTART:20261201T133000Z\nDURATION:PT1H",
        "UID:3\nDTSTART;TZID=America/Toronto:20261202T080000\nDTEND;TZID=America/Toronto:20261202T090000",
        "UID:4\nDTSTART:20261203T080000\nDTEND:20261203T090000",
        "UID:5\nDTSTART;VALUE=DATE:20261204\nDTEND;VALUE=DATE:20261205",
        "UID:6\nDTSTART:20261205T130000Z\nDTEND:20261205T140000Z\nTRANSP:TRANSPARENT",
        "UID:7\nDTSTART:20261206T130000Z\nDTEND:20261206T140000Z\nSTATUS:CANCELLED",
        "UID:8\nDTSTART:20261207T130000Z\nDTEND:20261207T120000Z",
        "UID:9\nDTSTART:20201207T130000Z\nDTEND:20201207T140000Z",
    ) == [
        "12-01 13:00–12-01 14:30",
        "12-02 13:00–12-02 14:00",
        "12-03 13:00–12-03 14:00",
        "12-04 05:00–12-05 05:00",
    ]


def test_what_repeats_keeps_its_wall_clock_and_its_exceptions() -> None:
    weekly = "UID:1\nDTSTART;TZID=Europe/Berlin:20200106T090000\nDTEND;TZID=Europe/Berlin:20200106T100000\n"
    assert busy(
        weekly + "RRULE:FREQ=WEEKLY;UNTIL=20261228T080000Z\nEXDATE;TZID=Europe/Berlin:20261214T090000",
        "UID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20261221T090000\nDTSTART:20261222T080000Z\nDTEND:20261222T083000Z",
    ) == ["11-30 08:00–11-30 09:00", "12-07 08:00–12-07 09:00", "12-22 08:00–12-22 08:30", "12-28 08:00–12-28 09:00"]
    never_ending = busy("UID:2\nDTSTART:19700101T120000Z\nDTEND:19700101T130000Z\nRRULE:FREQ=DAILY")
    assert len(never_ending) == 100
    assert busy("UID:3\nDTSTART:20200101T000000Z\nDTEND:20200101T000001Z\nRRULE:FREQ=SECONDLY") == []


@pytest.mark.django_db
def test_the_worker_reads_and_says_what_went_wrong(student: User, now: datetime, sign_in: SignIn) -> None:
    save_address(by=student, address=ADDRESS.replace("https", "webcal"), now=now)
    asked: list[str] = []

    def good(address: str) -> bytes:
        asked.append(address)
        return calendar("UID:1\nDTSTART:20261201T130000Z\nDTEND:20261201T140000Z")

    def away(_address: str) -> bytes:
        raise FetchError(Trouble.PRIVATE)

    assert read_due_calendars(now=now, fetch_address=good) == 1
    assert asked == [ADDRESS]
    assert read_due_calendars(now=now, fetch_address=good) == 0
    assert [one.starts_at.hour for one in busy_elsewhere([student.pk], now)] == [13]
    later = now + timedelta(hours=1)
    assert read_due_calendars(now=later, fetch_address=away) == 1
    row = OwnCalendar.objects.get()
    assert (row.trouble, row.due_at, row.stretches.count()) == ("private", later + timedelta(minutes=30), 1)
    page = sign_in(student).get(reverse("sessions:edit-own-calendar")).content.decode()
    assert "leads into a private network" in page
    assert "private-1234" not in page
    assert "Oncology" not in str(list(BusyStretch.objects.values()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><title>Sign in</title>",
        calendar("UID:1\nDTSTART:20261201T130000Z\nDTEND:20261201T130100Z\nRRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
    ],
    ids=["a page", "a rule that never matches"],
)
def test_what_cannot_be_read_in_time_is_said(
    content: bytes, student: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.services.own_calendars._SECONDS", 3)
    save_address(by=student, address=ADDRESS, now=now)
    read_due_calendars(now=now, fetch_address=lambda _address: content)
    assert OwnCalendar.objects.get().trouble == OwnCalendar.Trouble.UNREADABLE


@pytest.mark.django_db
def test_an_address_is_kept_encrypted_and_forgotten(student: User, pair: Mentorship, sign_in: SignIn) -> None:
    browser, page = sign_in(student), reverse("sessions:edit-own-calendar")
    refused = browser.post(page, {"address": "http://calendar.example/a.ics"})
    assert refused.status_code == 422
    assert "begins with https" in refused.content.decode()
    assert browser.post(page, {"address": ADDRESS}).status_code == 302
    assert browser.post(page, {"address": ADDRESS}).status_code == 302
    row = OwnCalendar.objects.get()
    assert ADDRESS.encode() not in bytes(OwnCalendar.objects.values_list("address", flat=True)[0] or b"")
    OwnCalendar.objects.update(address=b"\x01" + b"what a lost key has written, or a damaged disk")
    read_due_calendars(now=row.due_at)
    assert OwnCalendar.objects.get().trouble == OwnCalendar.Trouble.ADDRESS
    assert browser.post(reverse("sessions:forget-own-calendar")).status_code == 302
    assert not OwnCalendar.objects.exists()


def test_what_is_published_as_free_and_busy_counts() -> None:
    periods = (
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261201T130000Z/PT1H\nFREEBUSY;FBTYPE=FREE:20261202T130000Z/20261202T140000Z\n"
        "FREEBUSY:20261203T130000Z/20261203T140000Z,20190101T000000Z/20190102T000000Z"
    )
    content = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VFREEBUSY\nUID:1\n{periods}\nEND:VFREEBUSY\nEND:VCALENDAR\n"
    )
    found = busy_times(content.replace("\n", "\r\n").encode(), FIRST, LAST, TORONTO)
    assert [f"{start:%m-%d %H:%M}" for start, _end in found] == ["12-01 13:00", "12-03 13:00"]
