from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from mentorship.demo.school.load import load_school
from pairs.models import Mentorship
from sessions.models import MentoringSession


def _school() -> tuple[list[str], list[tuple[str, str]], list[tuple[datetime, str]]]:
    """Load the demo school, note who is there, who is paired and when they meet, and roll it back."""
    with transaction.atomic():
        load_school(today=date(2026, 3, 2))
        people = sorted(User.objects.values_list("email", flat=True))
        pairs = sorted(Mentorship.objects.values_list("mentee__email", "mentor__email"))
        meetings = sorted(MentoringSession.objects.values_list("starts_at", "organiser__email"))
        transaction.set_rollback(True)
    return people, pairs, meetings


def test_the_same_seed_and_day_give_the_same_school(db: None) -> None:
    assert _school() == _school()
