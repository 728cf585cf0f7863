"""What a session is for: chosen by those who meet, with a guide, and seen by nobody else."""

from datetime import datetime

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from pairs.models import Mentorship
from sessions.errors import NotPermitted
from sessions.models import Focus, MentoringSession
from sessions.presentation.guides import GUIDES
from sessions.presentation.stored import focus_of
from sessions.services.focus import choose_focus
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(pair: Mentorship) -> MentoringSession:
    return SessionFactory.create(mentorship=pair)


def test_each_type_has_a_guide() -> None:
    assert list(GUIDES) == list(Focus)
    assert all(2 < len(guide.points) < 6 for guide in GUIDES.values())


def test_either_chooses_and_both_read_the_guide(
    planned: MentoringSession, student: User, mentor: User, sign_in: SignIn
) -> None:
    address = reverse("sessions:choose-focus", kwargs={"pk": planned.pk})
    assert sign_in(student).post(address, {"focus": "interview"}).status_code == 302
    page = sign_in(mentor).get(reverse("sessions:show-session", kwargs={"pk": planned.pk})).content.decode()
    assert "A rehearsal in which nothing is at stake." in page
    assert sign_in(mentor).post(address, {"focus": "gossip"}).status_code == 422


def test_a_confidential_talk_is_logged_without_content(planned: MentoringSession, student: User) -> None:
    choose_focus(planned, by=student, focus=Focus.CONFIDENTIAL)
    assert choose_focus(planned, by=student, focus="").confidential


def test_nobody_overwrites_what_the_other_has_just_chosen(
    planned: MentoringSession, student: User, mentor: User
) -> None:
    began_from = revision_of(focus_of(planned))
    choose_focus(planned, by=mentor, focus=Focus.CASE, began_from=began_from)
    with pytest.raises(EditedMeanwhile):
        choose_focus(planned, by=student, focus=Focus.CAREER, began_from=began_from)


def test_strangers_and_what_is_over_are_refused(
    planned: MentoringSession, student: User, coordinator: User, now: datetime
) -> None:
    with pytest.raises(NotPermitted):
        choose_focus(planned, by=coordinator, focus=Focus.CASE)
    MentoringSession.objects.filter(pk=planned.pk).update(state=MentoringSession.State.HELD)
    with pytest.raises(WrongState):
        choose_focus(planned, by=student, focus=Focus.CASE)


@pytest.mark.parametrize("name", ["show-pair-record", "list-program-sessions", "download-calendar"])
def test_it_is_told_to_nobody_else(
    name: str, planned: MentoringSession, pair: Mentorship, student: User, coordinator: User, sign_in: SignIn
) -> None:
    choose_focus(planned, by=student, focus=Focus.DIFFICULT_DAY)
    keys: dict[str, dict[str, object]] = {
        "show-pair-record": {"pk": pair.pk},
        "list-program-sessions": {"slug": pair.cycle.program.slug},
        "download-calendar": {"pk": planned.pk},
    }
    reader = student if name == "download-calendar" else coordinator
    answer = sign_in(reader).get(reverse(f"sessions:{name}", kwargs=keys[name]))
    assert answer.status_code == 200
    assert "difficult" not in answer.content.decode().lower().split("<footer")[0]
