"""What a published survey refuses, and two windows at the same moment, on PostgreSQL."""

from datetime import datetime

import pytest

from accounts.models import User
from programs.models import Cycle, Program
from surveys.models import AskedPerson, SurveyResponse
from tests.factories.surveys import WaveFactory
from tests.surveys.test_answering import two_windows_at_once
from tests.surveys.test_versions import published_versions_stand
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_database_keeps_what_was_published(
    program: Program, cycle: Cycle, student: User, admin: User, now: datetime
) -> None:
    published_versions_stand(program, cycle, student, admin, now)


def test_of_two_windows_at_once_one_sees_the_other(cycle: Cycle, student: User, now: datetime) -> None:
    wave = WaveFactory.create(cycle=cycle)
    asked = AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
    assert sorted(at_once(two_windows_at_once(asked, now))) == ["EditedMeanwhile", "done"]
    assert SurveyResponse.objects.count() == 1
