"""python -m tests.bench.lists ROWS REQUESTS: a year of so many people, pairs and offers, and a line for each list."""

import sys
import uuid
from datetime import timedelta
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone


def main() -> None:
    """Load the year and measure."""
    rows, requests = int(sys.argv[1]), int(sys.argv[2])
    django.setup()
    settings.ROOT_URLCONF = "tests.bench.urls"
    from mentorship.management.commands.prepare import collect_static_files
    from tests.bench.pages import measure

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    coordinator = load_year(rows)
    sys.stdout.write(
        f"Lists of {rows:,} rows each on {connection.vendor}, median of {requests} requests.\n"
        f"{'list':44}{'ms':>9}{'CPU ms':>9}{'queries':>9}{'KB':>8}\n"
    )
    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "br"})
    client.force_login(coordinator)
    for name, url in _pages():
        figure = measure(client, url, requests)
        sys.stdout.write(
            f"{name:44}{figure.milliseconds:9.1f}{figure.cpu:9.1f}{figure.queries:9d}{figure.size / 1024:8.1f}\n"
        )
        sys.stdout.flush()


def _pages() -> list[tuple[str, str]]:
    def of(name: str, query: str = "") -> tuple[str, str]:
        url = reverse("people:show-list", args=["bench", name])
        return f"{name} {query}".strip(), f"{url}?{query}" if query else url

    act = reverse("people:act-on-list", args=["bench", "mentees"])
    return [
        of("mentees"),
        of("mentees", "sort=-invitation&page=200"),
        of("mentees", "q=given77&state=enrolled"),
        of("mentees", "invitation=sent&offer=pending&sort=offer"),
        of("mentors"),
        of("invitations"),
        of("pairs"),
        of("offers"),
        of("offers", "waiting=mentee&sort=-until"),
        ("question about all that match", f"{act}?do=invite&all=1"),
    ]


def load_year(rows: int) -> Any:
    """Write the rows past the services: what is measured is reading."""
    from accounts.models import Role, User
    from matching.models import MatchRound, Offer, Proposal, ProposedPair, Strategy
    from notifications.models import Category, Message
    from pairs.models import Mentorship, Origin
    from people.models import Enrollment, MentorParticipation
    from programs.models import CycleState
    from tests.factories.programs import AppointmentFactory, CycleFactory

    now = timezone.now()
    cycle = CycleFactory.create(program__slug="bench", state=CycleState.MATCHING)
    numbers = range(rows)

    def people(side: str) -> list[User]:
        return User.objects.bulk_create(
            User(
                email=f"{side}{number}@bench.example",
                given_name=f"Given{number}",
                family_name=f"Family{number % 997}",
                password="!",
                last_login=now if number % 3 else None,
            )
            for number in numbers
        )

    mentees, mentors = people("mentee"), people("mentor")
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(cycle=cycle, mentee=mentee, state="enrolled", cohort=f"Year {number % 5}", enrolled_at=now)
        for number, mentee in enumerate(mentees)
    )
    participations = MentorParticipation.objects.bulk_create(
        MentorParticipation(cycle=cycle, mentor=mentor, state="ready", department=f"Department {number % 20}")
        for number, mentor in enumerate(mentors)
    )
    Message.objects.bulk_create(
        Message(
            recipient=person,
            event="invitation",
            category=Category.INVITATION,
            dedupe_key=f"bench-{person.pk}-{offset}",
            subject_pk=f"mentee-{person.pk}",
            due_at=now,
            sent_at=now - timedelta(days=offset),
            state="sent",
        )
        for person in mentees
        for offset in (1, 5)
    )
    match_round = MatchRound.objects.create(
        cycle=cycle, name="Main round", state="proposed", closes_at=now, seed=1, nonce="0"
    )
    proposal = Proposal.objects.create(
        round=match_round, strategy=Strategy.CHOICE_STABLE, seed=1, state="ready", created_at=now
    )
    places = list(zip(enrollments, participations, strict=True))
    proposed = ProposedPair.objects.bulk_create(
        ProposedPair(proposal=proposal, enrollment=enrollment, participation=participation)
        for enrollment, participation in places
    )
    Offer.objects.bulk_create(
        Offer(
            proposed_pair=pair,
            enrollment=pair.enrollment,
            participation=pair.participation,
            made_at=now,
            expires_at=now + timedelta(days=number % 9),
            state="pending" if number % 4 else "accepted",
        )
        for number, pair in enumerate(proposed)
    )
    Mentorship.objects.bulk_create(
        Mentorship(
            cycle=cycle,
            mentee=enrollment.mentee,
            mentor=participation.mentor,
            enrollment=enrollment,
            participation=participation,
            origin=Origin.CHOSEN,
            started_on=now.date(),
        )
        for enrollment, participation in places
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return AppointmentFactory.create(
        program=cycle.program, role=Role.COORDINATOR, user__email=f"{uuid.uuid4()}@b.example"
    ).user


if __name__ == "__main__":
    main()
