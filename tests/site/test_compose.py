"""What `docker-compose.yml` promises: confined containers, two roles in the database, health that is progress."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from pytest_django import Settings

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "ALL" not in service.get("cap_add", [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"]
    assert service["mem_limit"]


def test_only_the_migrations_connect_as_the_owner_of_the_tables() -> None:
    ours = {name: service["environment"]["DATABASE_URL"] for name, service in SERVICES.items() if "build" in service}
    owners = {name for name, address in ours.items() if address.startswith("postgres://mentorship:")}
    assert owners == {"migrate"}
    assert all(ours[name].startswith("postgres://mentorship_site:") for name in ours.keys() - owners)
    assert "grant_site_role mentorship_site" in SERVICES["migrate"]["command"][-1]


def test_health_is_asked_of_a_view_and_of_progress() -> None:
    web = SERVICES["web"]["healthcheck"]["test"][-1]
    assert '"/health/web/"' in web
    assert "status != 200" in web
    assert SERVICES["worker"]["healthcheck"]["test"][-1] == "check_outbox"


@pytest.mark.django_db
def test_the_health_check_of_the_web_server_reaches_its_view_behind_tls(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    browser = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
    assert browser.get("/help/").status_code == 301
    assert browser.get("/health/web/").json() == {"database": "ok"}
