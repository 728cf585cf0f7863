"""python -m tests.bench.calendars load SESSIONS, then run REQUESTS: groups of twenty people, and a line for each page.

One reader is as busy as anybody. Another has 5,000 sessions within one month, as no person has, and the month is shown
all the same.
"""

import sys
import uuid
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

GUESTS = 20  # people in each session
IN_A_MONTH = 5_000
_EACH = 100  # sessions of each person
_CROWDED = "crowded@bench.example"


def main() -> None:
    """Load the sessions, or measure."""
    part, number = sys.argv[1], int(sys.argv[2])
    django.setup()
    if part == "load":
        call_command("migrate", interactive=False, verbosity=0)
        _load(number, timezone.now())
    else:
        settings.ROOT_URLCONF = "tests.bench.urls"
        settings.ACCOUNT_RATE_LIMITS = {}
        _measure(timezone.now(), number)


def _measure(now: datetime, requests: int) -> None:
    from accounts.models import User
    from mentorship.management.commands.prepare import collect_static_files
    from sessions.models import Attendance, MentoringSession, PersonalCalendar, Shown
    from sessions.services.personal_calendars import make_address

    collect_static_files()
    sys.stdout.write(
        f"{MentoringSession.objects.count():,} sessions and {Attendance.objects.count():,} attendances on "
        f"{connection.vendor}, median of {requests} requests.\n"
        f"{'page':44}{'ms':>9}{'CPU ms':>9}{'queries':>9}{'KB':>8}\n"
    )
    reader, crowded = User.objects.get(email="7@bench.example"), User.objects.get(email=_CROWDED)
    agenda = reverse("sessions:list-sessions")
    month = f"?view=month&month={now + timedelta(days=45):%Y-%m}"
    client, busy, nobody = (Client(SERVER_NAME="localhost") for _ in range(3))
    client.force_login(reader)
    busy.force_login(crowded)
    for name, query in (
        ("agenda", ""),
        ("past", "?when=past"),
        ("week", "?view=week"),
        ("month", "?view=month"),
    ):
        _line(name, client, agenda + query, requests)
    _line(f"month with {IN_A_MONTH:,} sessions", busy, agenda + month, requests)
    feed = reverse("sessions:show-feed", kwargs={"token": make_address(reader, now=now).token})
    _line("feed, times", nobody, feed, requests)
    PersonalCalendar.objects.update(in_feed=Shown.DETAILS)
    _line("feed, details", nobody, feed, requests)


def _line(name: str, client: Client, url: str, requests: int) -> None:
    from tests.bench.pages import measure

    figure = measure(client, url, requests)
    sys.stdout.write(
        f"{name:44}{figure.milliseconds:9.1f}{figure.cpu:9.1f}{figure.queries:9d}{figure.size / 1024:8.1f}\n"
    )
    sys.stdout.flush()


def _load(sessions: int, now: datetime) -> None:
    """Write a year before and a year after `now`."""
    from accounts.models import User
    from sessions.models import MentoringSession
    from tests.factories.accounts import UserFactory
    from tests.factories.people import EnrollmentFactory
    from tests.factories.programs import CycleFactory
    from tests.factories.sessions import GroupFactory

    cycle = CycleFactory.create(state="running")
    crowded = UserFactory.create(email=_CROWDED)
    group = GroupFactory.create(cycle=cycle)
    EnrollmentFactory.create(cycle=cycle, mentee=crowded)
    people = User.objects.bulk_create(
        [User(email=f"{n}@bench.example", given_name="A", family_name="B") for n in range(sessions * GUESTS // _EACH)],
        batch_size=2_000,
    )
    EnrollmentFactory.create(cycle=cycle, mentee=people[7])
    begins, step = now - timedelta(days=365), timedelta(days=730) / sessions

    def session(starts_at: datetime, number: int) -> MentoringSession:
        held = starts_at < now
        return MentoringSession(
            id=uuid.uuid4(),
            cycle=cycle,
            kind="group",
            group=group,
            organiser=people[number * GUESTS % len(people)],
            title="Circle",
            starts_at=starts_at,
            time_zone=("America/Toronto", "Africa/Kampala")[starts_at.minute % 2],
            state="held" if held else "scheduled",
        )

    rows = MentoringSession.objects.bulk_create(
        [session(begins + number * step, number) for number in range(sessions)], batch_size=2_000
    )
    _attend([one.pk for one in rows], people[0].pk, len(people))
    far = (now + timedelta(days=45)).astimezone(UTC).replace(day=1, hour=9)
    crowd = MentoringSession.objects.bulk_create(
        [session(far + number * timedelta(days=27) / IN_A_MONTH, number) for number in range(IN_A_MONTH)],
        batch_size=2_000,
    )
    _attend([one.pk for one in crowd], crowded.pk, 1, guests=1)
    connection.cursor().execute("ANALYZE")


@transaction.atomic
def _attend(sessions: list[uuid.UUID], first: int, people: int, *, guests: int = GUESTS) -> None:
    """Invite `guests` people to each session, in turn, by one statement."""
    plain = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        columns = "(number integer, session_id char(32))" if plain else "(number integer, session_id uuid)"
        cursor.execute(f"CREATE TEMPORARY TABLE bench_numbered {columns}")
        cursor.executemany(
            "INSERT INTO bench_numbered VALUES (%s, %s)",
            [(number, pk.hex if plain else str(pk)) for number, pk in enumerate(sessions)],
        )
        cursor.execute(
            "WITH RECURSIVE seats (seat) AS (SELECT 0 UNION ALL SELECT seat + 1 FROM seats WHERE seat < %s - 1) "
            "INSERT INTO mentoring_sessions_attendance (session_id, user_id, state, leads) "
            "SELECT session_id, %s + (number * %s + seat) %% %s, 'invited', seat < 0 "
            "FROM bench_numbered CROSS JOIN seats",
            [guests, first, guests, people],
        )
        cursor.execute("DROP TABLE bench_numbered")


if __name__ == "__main__":
    main()
