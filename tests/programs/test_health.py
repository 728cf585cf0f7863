"""Program health: each check by the facts that make it good or not, over the years."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from pairs.models import Conflict
from people.models import Enrollment, MentorParticipation
from programs.models import (
    Acknowledgement,
    Appointment,
    Chapter,
    Cycle,
    CycleState,
    HandbookVersion,
    HelpContact,
    Program,
)
from programs.presentation.health import Mark, health_of, share
from programs.presentation.setup_steps import step_of
from programs.queries.setup import exams_of
from programs.services.programs import missing_before_opening
from programs.services.setup import set_exams
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import SessionFactory
from tests.handbooks import text

Change = Callable[[Cycle], object]


def _mark(cycle: Cycle, key: str, now: datetime) -> Mark | None:
    program = Program.objects.select_related("institution").get(pk=cycle.program_id)
    found = {each.check.key: each.now for each in health_of(program, cycle, [cycle], administers=True, now=now)}
    finding = found[key]
    return finding.mark if finding else None


def _sign(cycle: Cycle) -> None:
    version = HandbookVersion.objects.get()
    for user in User.objects.filter(participations__cycle=cycle) | User.objects.filter(enrollments__cycle=cycle):
        Acknowledgement.objects.get_or_create(
            version=version, user=user, defaults={"sha256": version.sha256, "acknowledged_at": "2026-09-01T00:00Z"}
        )


def _chapter(title: str, purpose: str = "") -> Change:
    """Published text stands, so a version that never was a draft is written."""

    def change(cycle: Cycle) -> None:
        HandbookVersion.objects.update(state=HandbookVersion.State.SUPERSEDED)
        version = HandbookVersion.objects.create(program=cycle.program, number=9)
        Chapter.objects.create(version=version, position=1, slug="a", title=title, purpose=purpose, body="Words.")
        HandbookVersion.objects.filter(pk=version.pk).update(
            state=HandbookVersion.State.PUBLISHED, sha256="x", published_at="2026-08-01T00:00Z"
        )

    return change


def _exams(cycle: Cycle) -> None:
    row = {"name_1": "Finals", "starts_on_1": date(2026, 12, 7), "ends_on_1": date(2026, 12, 18)}
    by = User.objects.first()
    assert by
    set_exams(cycle, fields=exams_of(cycle) | row, by=by, now=cycle.ranking_opens_at)


def _pair(cycle: Cycle) -> None:
    pair = MentorshipFactory.create(
        cycle=cycle, enrollment=cycle.enrollments.get(), participation=cycle.participations.get()
    )
    SessionFactory.create(mentorship=pair, state="held")


def _informal(cycle: Cycle) -> None:
    """Beside one that the program made, and that met."""
    _pair(cycle)
    MentorshipFactory.create(cycle=cycle, origin="informal", enrollment=None, participation=None,
                             mentee=UserFactory.create(), mentor=UserFactory.create())  # fmt: skip


def _conflict(cycle: Cycle) -> None:
    mentee, mentor = cycle.enrollments.get().mentee, cycle.participations.get().mentor
    Conflict.objects.create(
        institution=cycle.program.institution, mentee=mentee, mentor=mentor, kind="grades", source="coordinator",
    )  # fmt: skip


CASES: dict[str, tuple[str, Change, Mark | None]] = {
    "a phone": ("contacts", lambda _cycle: None, Mark.GOOD),
    "an email alone": ("contacts", lambda _cycle: HelpContact.objects.update(phone="", email="a@b.org"), Mark.PARTIAL),
    "no contact": ("contacts", lambda _cycle: HelpContact.objects.all().delete(), Mark.LACKING),
    "a chapter on expectations": ("expectations", _chapter("Wa na sisi", "expectations"), Mark.GOOD),
    "a chapter that only sounds like it": ("expectations", _chapter("What both can expect"), Mark.LACKING),
    "a chapter on the end": ("exit", _chapter("Kwaheri", "exit"), Mark.GOOD),
    "a chapter on something else": ("exit", _chapter("Changing or ending", "help"), Mark.LACKING),
    "no midyear talk": ("evaluation", lambda _cycle: None, Mark.PARTIAL),
    "a midyear talk": ("evaluation", lambda cycle: Cycle.objects.update(mid_year_on="2027-02-01"), Mark.GOOD),
    "no time to look back": ("evaluation", lambda _cycle: Cycle.objects.update(ends_on="2027-06-10"), Mark.LACKING),
    "neither time nor exams": ("time", lambda _cycle: None, Mark.LACKING),
    "exams": ("time", _exams, Mark.PARTIAL),
    "untrained": ("trained", lambda cycle: MentorParticipation.objects.update(trained_on=None), Mark.LACKING),
    "trained": ("trained", lambda cycle: MentorParticipation.objects.update(trained_on="2026-09-01"), Mark.GOOD),
    "no mentor": ("trained", lambda _cycle: MentorParticipation.objects.all().delete(), None),
    "places": ("places", lambda _cycle: MentorParticipation.objects.update(capacity=1), Mark.GOOD),
    "no place": ("places", lambda _cycle: MentorParticipation.objects.update(capacity=0), Mark.LACKING),
    "nobody to place": ("places", lambda _cycle: Enrollment.objects.all().delete(), None),
    "unread": ("acknowledged", lambda _cycle: None, Mark.LACKING),
    "read": ("acknowledged", _sign, Mark.GOOD),
    "no conflict": ("conflicts", lambda _cycle: None, Mark.LACKING),
    "a conflict": ("conflicts", _conflict, Mark.GOOD),
    "no pair": ("met", lambda _cycle: None, None),
    "a pair that met": ("met", _pair, Mark.GOOD),
    "a pair that found each other": ("met", _informal, Mark.GOOD),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_check_by_its_facts(
    case: str, handbook: HandbookVersion, cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation,
    now: datetime,
) -> None:  # fmt: skip
    key, change, mark = CASES[case]
    change(cycle)
    cycle.refresh_from_db()
    assert _mark(cycle, key, now) == mark


def test_pairs_that_found_each_other_are_counted_beside_the_others(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    _informal(cycle)
    program = Program.objects.select_related("institution").get(pk=cycle.program_id)
    found = {each.check.key: each.now for each in health_of(program, cycle, [cycle], administers=True, now=now)}
    assert found["met"]
    assert found["met"].words == "1 of 1 pairs have met; 1 pair found each other"


@pytest.mark.parametrize(
    ("part", "whole", "mark"),
    [(0, 0, Mark.OPEN), (9, 10, Mark.GOOD), (89, 100, Mark.PARTIAL), (1, 2, Mark.PARTIAL), (49, 100, Mark.LACKING)],
)
def test_shares(part: int, whole: int, mark: Mark) -> None:
    assert share(part, whole) == mark


LACKING: dict[str, Change] = {
    "purpose": lambda _cycle: Program.objects.update(purpose=" "),
    "handbook": lambda _cycle: HandbookVersion.objects.update(state=HandbookVersion.State.SUPERSEDED),
    "contacts": lambda _cycle: HelpContact.objects.update(phone="", email=""),
    "team": lambda _cycle: Appointment.objects.all().delete(),
}


@pytest.mark.parametrize("key", LACKING)
def test_what_keeps_a_program_from_opening_is_one_rule(
    key: str, handbook: HandbookVersion, cycle: Cycle, admin: User, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    client = sign_in(admin)
    assert "Opening waits for this" not in text(client.get(reverse("programs:show-health", args=["compass"])))
    LACKING[key](cycle)
    program = Program.objects.select_related("institution").get(pk=cycle.program_id)
    checks = health_of(program, cycle, [cycle], administers=True, now=now)
    assert [each.check.key for each in checks if each.blocks] == [key]
    assert missing_before_opening(program) == [str(step_of(key).missing)]
    if key != "team":  # who asks has no role any more
        page = text(client.get(reverse("programs:show-health", args=["compass"])))
        assert "Opening waits for this" in page
        assert "one thing is needed first" in page
        assert page.index(str(step_of(key).fact)) < page.index("Mentors are trained")


@pytest.mark.parametrize("earlier", [0, 3])
def test_the_page_asks_as_often_for_many_years(
    earlier: int,
    cycle: Cycle,
    enrollment: Enrollment,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for year in range(earlier):
        old = CycleFactory.create(program=cycle.program, name=f"{2020 + year}", state=CycleState.CLOSED)
        MentorParticipationFactory.create(cycle=old, trained_on=date(2020, 1, 1))
        EnrollmentFactory.create(cycle=old, state="completed")
    with time_machine.travel(now):
        client = sign_in(coordinator)
        with django_assert_num_queries(15):
            page = client.get(reverse("programs:show-health", args=["compass"]))
    words = text(page)
    assert ("Over the years" in words) == bool(earlier)
    assert words.count('class="panel-label"') == (earlier + 1 if earlier else 0)
    assert reverse("pairs:import-conflicts", args=["compass"]) in words
    assert "Pfund et al. 2014" in words
    # Only administrators write the handbook.
    assert reverse("programs:edit-handbook", args=["compass"]) not in words


def test_a_program_without_a_year_says_what_to_do(program: Program, coordinator: User, sign_in: SignIn) -> None:
    page = text(sign_in(coordinator).get(reverse("programs:show-health", args=["compass"])))
    assert "No year has been planned yet." in page
