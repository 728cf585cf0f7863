"""The walk through the demo school, done once and read by many tests."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from mentorship.demo.school.load import load_school
from tests.site.walk.crawl import Answer, Crawl
from tests.site.walk.people import WALKERS, later_walkers, move_on

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """What the walkers found.

    Attributes:
        answers: one for each address that somebody read.
        posts: one for each form that somebody submitted, as it stood and empty.
    """

    answers: list[Answer]
    posts: list[Answer]

    @property
    def pages(self) -> list[Answer]:
        """Every page of HTML that somebody saw: what was read, and forms that came back."""
        return [answer for answer in [*self.answers, *self.posts] if answer.is_page and answer.status < 500]


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Site:
    """The site of the demo school as its people see it today and later; nothing of the school is left behind.

    Tests that read it are marked `django_db`, or there is no database to load the school into.
    """
    submitted: set[Any] = set()
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True), transaction.atomic():
        school = load_school(today=NOW.date())
        crawls = [Crawl(walker, 3, submitted) for walker in WALKERS]
        for crawl in crawls:
            crawl.run()
        move_on(school, NOW)
        later = [Crawl(walker, 1, submitted) for walker in later_walkers()]
        for crawl in later:
            crawl.run()
        transaction.set_rollback(True)
    crawls += later
    return Site(
        answers=[answer for crawl in crawls for answer in crawl.answers],
        posts=[answer for crawl in crawls for answer in crawl.posts],
    )
