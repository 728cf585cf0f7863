"""A request leaves its route and the reader's id in the log, and nothing that somebody wrote."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import SignIn


def _finished(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return next(line for line in lines if line["event"] == "request_finished")


def test_a_request_is_logged_by_route_and_reader(
    sign_in: SignIn, outsider: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        sign_in(outsider).get(reverse("help"), {"q": "a-private-word"})
    line = _finished(caplog)
    assert (line["route"], line["user_id"], line["code"]) == ("help", outsider.pk, 200)
    assert "a-private-word" not in caplog.text
    assert outsider.email not in caplog.text


@pytest.mark.django_db
def test_a_link_with_a_secret_does_not_reach_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/account/password/reset/key/1-a-secret-key/")
        client.get("/nowhere/a-secret-key/")
    assert _finished(caplog)["route"] == "account_reset_password_from_key"
    assert "a-secret-key" not in caplog.text
