"""The cast in one place, and the walk through the demo school, done once and read by many tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from mentorship.demo.school.load import load_school
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Institution, Program
from tests.site.access_matrix import World
from tests.site.walk.crawl import Answer, Crawl
from tests.site.walk.looks import different
from tests.site.walk.people import ALIKE, WALKERS, later_walkers, move_on
from tests.site.walk.pseudo import Written, brackets, untranslated

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def on_both_databases() -> None:
    """Lets a test run once in each of the two runs of the suite."""


@pytest.fixture
def world(
    institution: Institution,
    program: Program,
    cycle: Cycle,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
    neighbor: User,
    foreigner: User,
    enrollment: Enrollment,
    participation: MentorParticipation,
) -> World:
    people = {
        "outsider": outsider,
        "student": student,
        "mentor": mentor,
        "coordinator": coordinator,
        "admin": admin,
        "safeguarding": safeguarding_officer,
        "neighbor": neighbor,
        "foreigner": foreigner,
    }
    return World(institution, program, cycle, enrollment, participation, people)


@dataclass(frozen=True, slots=True)
class Site:
    """What the walkers found.

    Attributes:
        answers: one for each address that somebody read.
        posts: one for each form that somebody submitted, as it stood and empty.
        foreign: what nobody translated and nobody wrote, with one of the pages on which it stands.
    """

    answers: list[Answer] = field(default_factory=list)
    posts: list[Answer] = field(default_factory=list)
    foreign: dict[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> list[Answer]:
        """Every page of HTML that somebody saw: what was read, and forms that came back."""
        return [answer for answer in [*self.answers, *self.posts] if answer.is_page and answer.status < 500]


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Site:
    """The site of the demo school as its people see it today and later; nothing of the school is left behind.

    Tests that read it are marked `django_db`, or there is no database to load the school into.
    """
    whole, submitted = Site(), set[Any]()
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True), transaction.atomic():
        school = load_school(today=NOW.date())
        # Of two who walk in one role, the second is there for what the first does not see.
        roles = [walker.role for walker in WALKERS]
        _walk(
            [Crawl(walker, 1 if walker.role in roles[:at] else 2, submitted) for at, walker in enumerate(WALKERS)],
            whole,
        )
        move_on(school, NOW)
        _walk([Crawl(walker, 1, submitted, elsewhere=ALIKE) for walker in later_walkers()], whole)
        transaction.set_rollback(True)
    return whole


def _walk(crawls: list[Crawl], whole: Site) -> None:
    """Add to `whole` what the walks find, then look at each kind of page in the language of brackets."""
    found = Site()
    for crawl in crawls:
        crawl.run()
        found.answers.extend(crawl.answers)
        found.posts.extend(crawl.posts)
    by_walker, written = {crawl.walker.name: crawl for crawl in crawls}, Written()
    with brackets():
        for answer in different(found.pages):
            again = by_walker[answer.walker.name].again(answer)
            for text in untranslated(again.tree, written):
                whole.foreign.setdefault(text, str(again))
    whole.answers.extend(found.answers)
    whole.posts.extend(found.posts)
