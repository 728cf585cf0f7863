"""While the site is closed every page says so, without a database; health checks go on."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.site.walk.markup import parse


@pytest.fixture(autouse=True)
def switch(settings: Settings, tmp_path: Path) -> Path:
    settings.MAINTENANCE_FILE = tmp_path / "closed" / "maintenance"
    call_command("maintenance", "on")
    return Path(settings.MAINTENANCE_FILE)


@pytest.mark.parametrize("path", ["/", "/help/", "/account/login/", "/manage/", "/nowhere/"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_every_page_says_that_the_site_is_closed_and_asks_no_database(path: str, method: str) -> None:
    answer = getattr(Client(), method)(path)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "600", "no-store")
    if method == "get":
        assert [heading.text for heading in parse(answer.content.decode()).all("h1")] == ["We’ll be back soon"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_health_is_asked_as_ever() -> None:
    assert Client().get("/health/web/").json() == {"database": "ok"}


@pytest.mark.django_db
def test_the_site_opens_again(switch: Path) -> None:
    call_command("maintenance", "off")
    call_command("maintenance", "off")
    assert not switch.exists()
    assert Client().get("/help/").status_code == 200
