"""A handover note: encrypted, read only by the mentors whom the mentee chose, and taken back at any time."""

from datetime import datetime
from http import HTTPStatus

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import HandoverNote, Mentorship
from pairs.services.handovers import keep_handover
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory

WORDS = "We got as far as the first draft of my abstract."


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


def test_the_mentee_decides_who_reads_it(
    pair: Mentorship, coordinator: User, outsider: User, sign_in: SignIn, now: datetime
) -> None:
    url, mentee, mentor = reverse("pairs:handover", args=[pair.pk]), sign_in(pair.mentee), sign_in(pair.mentor)
    assert mentee.post(url, {"text": WORDS}).status_code == HTTPStatus.FOUND
    assert mentor.get(url).status_code == HTTPStatus.NOT_FOUND
    assert not Message.objects.exists()
    for _twice in range(2):
        page = mentee.post(url, {"text": WORDS, "readers": [pair.pk]}, follow=True).content.decode()
    assert "What they read" in page
    assert WORDS in mentor.get(url).content.decode()
    assert "Read the handover note" in mentor.get(reverse("sessions:show-pair", args=[pair.pk])).content.decode()
    assert Message.objects.get(event="handover_given").recipient == pair.mentor
    assert sign_in(coordinator).get(url).status_code == HTTPStatus.FORBIDDEN
    assert sign_in(outsider).get(url).status_code == HTTPStatus.NOT_FOUND
    mentee.post(url, {"text": WORDS})
    assert mentor.get(url).status_code == HTTPStatus.NOT_FOUND
    mentee.post(url, {"text": WORDS, "readers": [pair.pk]})
    Mentorship.objects.update(state=Mentorship.State.ENDED)
    assert mentor.get(url).status_code == HTTPStatus.NOT_FOUND
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM pairs_handovernote")
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])
    assert mentee.post(url, {"text": " "}).status_code == HTTPStatus.FOUND
    assert not HandoverNote.objects.exists()


def test_a_mentorship_of_others_and_an_older_form_are_refused(pair: Mentorship, cycle: Cycle, now: datetime) -> None:
    others = MentorshipFactory.create(cycle=cycle)
    with pytest.raises(WrongState):
        keep_handover(cycle.program, by=pair.mentee, text=WORDS, readers=[others], now=now)
    assert not HandoverNote.objects.exists()
