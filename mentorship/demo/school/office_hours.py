"""Mentors whom their mentees can book without asking."""

from datetime import time, timedelta

from accounts.models import User
from mentorship.demo.school.calendar import working_day
from mentorship.demo.school.school import School
from sessions.models import OfficeHours, OpenHours

Kind = OpenHours.Kind
# Ruth's late afternoons are early mornings in Toronto: weekday, from, until.
_RUTH = ((0, 15, 0, 16, 30), (1, 15, 0, 17, 15), (2, 14, 15, 15, 45), (3, 15, 0, 17, 15), (4, 17, 0, 18, 30))
_OTHERS = ((1, 12, 0, 13, 0), (3, 16, 30, 18, 0))


def open_office(school: School) -> None:
    """Give Ruth and two more mentors of Compass office hours."""
    ruth = school.user("ruth-nambozo-hale")
    office = _office(ruth, minutes=45, buffer_minutes=0, location="")
    rows = [_weekly(office, *row) for row in _RUTH]
    away = working_day(school.today + timedelta(days=12))
    rows.append(OpenHours(office=office, kind=Kind.OFF, day=away))
    saturday = school.today + timedelta(days=(5 - school.today.weekday()) % 7 + 7)
    rows.append(OpenHours(office=office, kind=Kind.ALSO, day=saturday, starts=time(16), ends=time(16, 45)))
    for number, mentor in enumerate(_two_more(school, ruth)):
        other = _office(mentor, minutes=30, buffer_minutes=15, location="Learning commons, room 5")
        rows += [_weekly(other, *row) for row in _OTHERS[number:]]
    OpenHours.objects.bulk_create(rows)


def _office(mentor: User, *, minutes: int, buffer_minutes: int, location: str) -> OfficeHours:
    return OfficeHours.objects.create(
        mentor=mentor,
        time_zone=mentor.time_zone,
        minutes=minutes,
        buffer_minutes=buffer_minutes,
        daily_limit=3,
        location=location,
    )


def _weekly(office: OfficeHours, weekday: int, hour: int, minute: int, until: int, until_minute: int) -> OpenHours:
    return OpenHours(
        office=office, kind=Kind.WEEKLY, weekday=weekday, starts=time(hour, minute), ends=time(until, until_minute)
    )


def _two_more(school: School, ruth: User) -> list[User]:
    mentors = [row.mentor for row in school.participations["compass"] if row.mentor_id != ruth.pk]
    return [mentor for mentor in mentors if mentor.pk in school.named][:2]
