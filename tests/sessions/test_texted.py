"""Which news of a session is texted."""

from datetime import datetime, timedelta

import pytest

from notifications.events import get_event
from notifications.models import Message
from tests.factories.sessions import SessionFactory


@pytest.mark.django_db
def test_only_what_is_less_than_a_day_away_is_texted(now: datetime) -> None:
    session = SessionFactory.create(starts_at=now + timedelta(days=1))
    message = Message(subject_pk=str(session.pk))
    for name in ("session_cancelled", "session_changed"):
        texted = get_event(name).texted
        assert texted is not None
        moments = (now, now + timedelta(minutes=1), session.starts_at)
        assert [texted(message, moment) for moment in moments] == [False, True, False]
    assert get_event("session_tomorrow").texted is None
