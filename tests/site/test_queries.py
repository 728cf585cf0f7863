"""How often pages ask the database: the guard against N+1 is on, and no page asks without end."""

from collections import Counter

import pytest
from django.conf import settings
from zeal import NPlusOneError, zeal_context

from people.models import Enrollment
from tests.factories.people import EnrollmentFactory
from tests.site.conftest import Site

pytestmark = pytest.mark.django_db

# The home of somebody with several roles asks most and needs 29; the guard sees to it that no page grows with its rows.
MOST_QUERIES = 29


def test_the_guard_stands_around_every_request() -> None:
    assert settings.MIDDLEWARE[0] == "zeal.middleware.zeal_middleware"


def test_the_guard_notices_one_query_a_row() -> None:
    EnrollmentFactory.create_batch(3)
    with zeal_context(), pytest.raises(NPlusOneError):
        [row.mentee.email for row in Enrollment.objects.all()]


def test_the_guard_let_every_page_of_the_demo_school_pass(site: Site) -> None:
    assert [str(answer) for answer in [*site.answers, *site.posts] if answer.error] == []


def test_no_page_asks_without_end(site: Site) -> None:
    most: Counter[str] = Counter()
    for answer in site.answers:
        most[answer.route] = max(most[answer.route], answer.queries)
    assert {route: queries for route, queries in most.items() if queries > MOST_QUERIES} == {}
