"""Two people look back: what they held, what they wrote to each other, a PDF, and going on informally."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile
from notifications.models import Message
from pairs.models import ClosingWord, InformalRequest, Mentorship, Origin, WordOfThanks
from pairs.presentation.looking_back import _PARTS, Part, register_part
from pairs.services.closing_words import write_closing_word
from pairs.services.continuing import ask_to_continue
from programs.models import Cycle, CycleState, Program
from sessions.models import MentoringSession
from sessions.presentation.looking_back import hindsight_of
from tests.conftest import SignIn
from tests.factories.programs import CycleFactory, ProgramFactory
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db
THANKS = "You made me less afraid of asking."


@pytest.fixture
def past(pair: Mentorship) -> Mentorship:
    """Completed: held once in October, twice in December, and cancelled once."""
    Mentorship.objects.update(state=Mentorship.State.COMPLETED, ended_on=pair.started_on)
    for month, day, state in ((10, 20, "held"), (12, 1, "held"), (12, 15, "held"), (12, 16, "cancelled")):
        start = datetime(2026, month, day, 15, tzinfo=UTC)
        SessionFactory.create(mentorship=pair, starts_at=start, minutes=40, state=state, confirmation="confirmed")
    return Mentorship.objects.select_related("cycle__program__institution", "mentee", "mentor").get(pk=pair.pk)


@pytest.fixture
def register(cycle: Cycle) -> Cycle:
    program = ProgramFactory.create(
        institution=cycle.program.institution, slug="register", pairing=Program.Pairing.INFORMAL, status="open"
    )
    return CycleFactory.create(program=program, state=CycleState.RUNNING)


def test_months_without_a_session_stand_between_and_bars_are_in_proportion(past: Mentorship) -> None:
    hindsight = hindsight_of(past, past.mentee)
    assert (hindsight.sessions, hindsight.hours) == (3, 2.0)
    assert [(bar.first.month, bar.sessions) for bar in hindsight.months] == [(10, 1), (11, 0), (12, 2)]
    assert [bar.height * 2 for bar in hindsight.months] == [96, 0, 192]
    MentoringSession.objects.update(state="missed")
    assert hindsight_of(past, past.mentee).months == []


def test_only_the_two_read_it_and_only_once_it_is_over(
    past: Mentorship,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pairs.presentation.looking_back._PARTS", [*_PARTS])
    register_part(lambda _pair, _reader: Part("Goals reached", ("Spoke at rounds",)))
    url, browser = reverse("sessions:look-back", args=[past.pk]), sign_in(past.mentee)
    assert browser.post(url, {"text": THANKS}).status_code == HTTPStatus.FOUND
    thanked = WordOfThanks.objects.create(
        mentorship=past, text="For the honest no.", written_by=past.mentee, written_at=timezone.now()
    )
    browser.get(url)
    with django_assert_num_queries(14):
        page = browser.get(url).content.decode()
    assert "3 sessions held, 2 hours together." in page
    assert "Spoke at rounds" in page
    assert "First meeting: Tue 20 Oct 2026" in page
    assert thanked.text in page
    assert THANKS in sign_in(past.mentor).get(url).content.decode()
    pdf = browser.get(reverse("sessions:download-look-back", args=[past.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert sign_in(coordinator).get(url).status_code == HTTPStatus.FORBIDDEN
    Mentorship.objects.update(state=Mentorship.State.ACTIVE)
    assert browser.get(url).status_code == HTTPStatus.NOT_FOUND


def test_a_word_of_thanks_is_told_once_and_without_the_words(past: Mentorship, now: datetime) -> None:
    for text in (THANKS, f"{THANKS} Truly."):
        write_closing_word(past, by=past.mentee, text=text, now=now)
    deliver_due(now)
    assert [email.to for email in mail.outbox] == [[past.mentor.email]]
    assert THANKS not in str(mail.outbox[0].body)
    with pytest.raises(EditedMeanwhile):
        write_closing_word(past, by=past.mentee, text="x", now=now, began_from="of an older form")
    write_closing_word(past, by=past.mentee, text=" ", now=now)
    assert not ClosingWord.objects.exists()


def test_they_go_on_informally_once_both_say_so(
    past: Mentorship, register: Cycle, sign_in: SignIn, now: datetime
) -> None:
    for _twice in range(2):
        ask_to_continue(past, by=past.mentee, now=timezone.now())
    assert Message.objects.filter(event="informal_asked").count() == 1
    assert InformalRequest.objects.get().continues == past
    url, browser = reverse("sessions:look-back", args=[past.pk]), sign_in(past.mentor)
    assert "would like to go on" in browser.get(url).content.decode()
    workspace = browser.post(reverse("pairs:continue-informally", args=[past.pk]), follow=True)
    assert "You both agree" in workspace.content.decode()
    going_on = Mentorship.objects.get(origin=Origin.INFORMAL)
    assert (going_on.continues, going_on.mentor, going_on.cycle) == (past, past.mentor, register)
    assert "go on informally" in browser.get(url).content.decode()


def test_without_a_register_or_before_the_end_nobody_is_asked(pair: Mentorship, register: Cycle, now: datetime) -> None:
    with pytest.raises(WrongState):
        ask_to_continue(pair, by=pair.mentee, now=now)
    Mentorship.objects.update(state=Mentorship.State.ENDED, ended_on=pair.started_on)
    Cycle.objects.filter(pk=register.pk).update(state=CycleState.CLOSED)
    with pytest.raises(WrongState):
        ask_to_continue(pair, by=pair.mentee, now=now)
