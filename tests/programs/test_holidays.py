"""A school's holidays: typed, out of a calendar file, and pointed out where a date falls on one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from programs.imports.holiday_files import UnreadableHolidays, read_holidays
from programs.models import Cycle, ExamPeriod, Holiday, Institution
from programs.queries.days_off import DaysOff, holidays_of
from programs.services.holidays import set_holidays
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.handbooks import text

TODAY = date(2026, 11, 30)
NOON = datetime(2026, 11, 30, 17, tzinfo=UTC)
CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261225
SUMMARY:Christmas\\, and the day after
DTEND;VALUE=DATE:20261227
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:19870704
RRULE:FREQ=YEARLY
SUMMARY:Founders Day
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART;VALUE=DATE:20201126
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
SUMMARY:Thanksgiving
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART:20261224T100000Z
SUMMARY:Choir practice
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTART;VALUE=DATE:20250101
SUMMARY:Over
END:VEVENT
BEGIN:VEVENT
UID:6
DTSTART;VALUE=DATE:20270101
RRULE:FREQ=YEARLY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3
SUMMARY:New Year
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def test_whole_days_ahead_are_read_and_what_comes_back_every_year() -> None:
    assert read_holidays(CALENDAR, today=TODAY) == [
        DaysOff(date(2026, 12, 25), date(2026, 12, 26), "Christmas, and the day after"),
        DaysOff(date(2027, 1, 1), date(2027, 1, 1), "New Year"),
        DaysOff(date(2027, 7, 4), date(2027, 7, 4), "Founders Day"),
        DaysOff(date(2027, 11, 25), date(2027, 11, 25), "Thanksgiving"),
        DaysOff(date(2028, 7, 4), date(2028, 7, 4), "Founders Day"),
        DaysOff(date(2028, 11, 23), date(2028, 11, 23), "Thanksgiving"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", CALENDAR[:200],
        CALENDAR.replace(b"20261225", b"20261341"), CALENDAR.replace(b"BYDAY=4TH", b"BYDAY=XX"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_beside_its_field(
    office: Client, institution: Institution, content: bytes
) -> None:
    with pytest.raises(UnreadableHolidays):
        read_holidays(content, today=TODAY)
    url = reverse("programs:add-holidays", args=["halden-lake"])
    with time_machine.travel(NOON):
        answer = office.post(url, {"file": SimpleUploadedFile("a.ics", content)})
    assert answer.status_code == 422
    assert not institution.holidays.exists()


def test_the_page_keeps_what_is_typed_and_adds_a_file(
    office: Client,
    institution: Institution,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    url = reverse("programs:edit-holidays", args=["halden-lake"])
    typed = "2026-12-24 to 2027-01-02 | Winter break\n\n2027-7-4 | Founders Day\n2027-07-04 | Founders Day"
    with time_machine.travel(NOON):
        assert office.post(url, {"days": typed}).status_code == 302
        file = {"file": SimpleUploadedFile("a.ics", CALENDAR)}
        added = office.post(reverse("programs:add-holidays", args=["halden-lake"]), file, follow=True)
    assert "5 holidays added." in text(added)
    assert len(holidays_of(institution)) == 7
    with django_assert_num_queries(5):
        shown = office.get(url)
    assert "2026-12-24 to 2027-01-02 | Winter break" in text(shown)
    for line in ("2026-12-25", "Christmas", "2026-13-01 | X", "2027-01-02 to 2027-01-01 | X", "0001-01-01 | X"):
        refused = office.post(url, {"days": f"2026-12-25 | Christmas\n{line}"})
        assert (refused.status_code, "Line 2 needs a day" in text(refused)) == (422, True)
    assert institution.holidays.count() == 7


def test_a_date_and_a_session_on_a_day_off_are_pointed_out(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    pair = MentorshipFactory.create(cycle=cycle)
    day = (now + timedelta(days=14)).date()
    other = day + timedelta(days=7)
    Cycle.objects.update(mid_year_on=day)
    set_holidays(cycle.program.institution, holidays=[DaysOff(day, day, "Founders Day")])
    ExamPeriod.objects.create(cycle=cycle, name="Finals", starts_on=other, ends_on=other)
    plan = {"date": day, "time": "15:00", "minutes": 30, "mode": "video", "repeat": "weekly", "times": 3}
    with time_machine.travel(now):
        assert "on a holiday: Founders Day" in text(
            sign_in(coordinator).get(reverse("programs:edit-program", args=["compass"]))
        )
        reader = sign_in(pair.mentee)
        asks = reverse("sessions:propose-session", args=[pair.pk])
        seen = reader.post(asks, plan).context["form"]["dates_seen"].value()
        page = text(reader.post(asks, plan | {"dates_seen": seen}, follow=True))
        session = MentoringSession.objects.earliest("starts_at")
        shown = text(reader.get(reverse("sessions:show-session", args=[session.pk])))
    for answer in (page, shown):
        assert "is a day off: Founders Day." in answer
        assert "is a day off: Finals." in answer
    assert Holiday.objects.count() == 1
