"""Figures for Prometheus: for whoever shows the token."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from core.background import note_tick
from notifications.models import Fault, Message
from tests.factories.notifications import MessageFactory

State = Message.State


@pytest.mark.django_db
def test_nothing_is_shown_without_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics/").status_code == 401
    assert client.get("/metrics/", headers={"authorization": "Bearer ä-long-token"}).status_code == 401


@pytest.mark.django_db
def test_the_figures_are_those_of_the_outbox_and_name_nobody(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN, now = "a-long-token", timezone.now()
    note_tick(now - timedelta(seconds=7))
    due = MessageFactory.create(state=State.PENDING, sent_at=None, due_at=now - timedelta(minutes=5))
    MessageFactory.create(state=State.FAILED, fault=Fault.BROKEN)
    MessageFactory.create(sent_at=now - timedelta(hours=2), provider_id="<1@localhost>")
    page = client.get("/metrics/", headers={"authorization": "Bearer a-long-token"}).content.decode()
    found = {sample.name: sample.value for each in text_string_to_metric_families(page) for sample in each.samples}
    assert found["mentorship_messages_due"] == found["mentorship_messages_set_aside"] == 1
    assert found["mentorship_emails_sent_24_hours"] == found["mentorship_mail_moves"] == 1
    assert 300 <= found["mentorship_messages_oldest_due_seconds"] < 360
    assert 7 <= found["mentorship_beat_age_seconds"] < 60
    assert due.reader.email not in page
