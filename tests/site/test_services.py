import pytest
from django.db import connection
from playwright.sync_api import Browser

from mentorship.celery import app
from tests.services import Worker


@pytest.mark.worker
def test_the_worker_answers_and_dies_when_killed(worker: Worker) -> None:
    assert app.control.ping(timeout=5)

    worker.kill()
    assert not app.control.ping(timeout=1)

    worker.start()
    assert app.control.ping(timeout=5)


@pytest.mark.browser
def test_the_browser_shows_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>Mentors</h1>")
    assert page.get_by_role("heading").inner_text() == "Mentors"


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_tests_for_postgresql_meet_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL")
