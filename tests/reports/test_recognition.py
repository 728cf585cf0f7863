"""What people take along: certificates that anybody can verify as far as allowed, portfolio, record of a year."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from core.errors import WrongState
from pairs.models import Mentorship
from pairs.services.achievements import add_achievement
from pairs.services.thanks import allow_showing, say_thanks
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from reports.models import Certificate, Shown
from reports.queries.recognition import mentoring_records
from reports.services.certificates import make_certificate
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory
from tests.site.two_editors import Window

pytestmark = pytest.mark.django_db
HELD = MentoringSession.State.HELD


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Mentorship:
    """Three sessions of three quarters of an hour, one of which the mentee disputes."""
    pair = MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)
    for days in (3, 10, 17):
        start = now - timedelta(days=days)
        SessionFactory.create(mentorship=pair, starts_at=start, minutes=45, state=HELD, people=False)
    MentoringSession.objects.filter(pk=pair.sessions.latest("pk").pk).update(confirmation="disputed")
    return pair


@pytest.fixture
def certificate(pair: Mentorship, mentor: User, now: datetime) -> Certificate:
    [record] = mentoring_records(mentor)
    return make_certificate(record, holder=mentor, shown=[Shown.HOURS, Shown.NAME], now=now)


def _words(response: object) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_anybody_verifies_a_code_and_reads_what_its_holder_allows(
    certificate: Certificate, mentor: User, student: User, client: Client, sign_in: SignIn
) -> None:
    page = reverse("reports:verify-code", args=[certificate.shown_code])
    response = client.get(page)
    text = response.content.decode().partition("<main")[2]
    assert ("noindex" in response["X-Robots-Tag"], "1.5 hours" in text, mentor.display_name in text) == (True,) * 3
    assert "Sessions held" not in text
    typed = client.get(reverse("reports:ask-code"), {"code": f" {certificate.shown_code.lower().replace('-', ' ')}"})
    assert client.get(typed["Location"]).status_code == 200

    edit = reverse("reports:edit-certificate", args=[certificate.pk])
    assert sign_in(student).get(edit).status_code == 404
    first, second = (Window(sign_in(mentor), edit) for _ in range(2))
    first.fields = [(name, value) for name, value in first.fields if name != "shown"]
    assert first.save() == 302
    assert second.save() == 422  # another window has chosen since
    text = client.get(page).content.decode().partition("<main")[2]
    assert ("genuine" in text, "1.5" in text, mentor.display_name in text) == (True, False, False)

    sign_in(mentor).post(reverse("reports:withdraw-certificate", args=[certificate.pk]))
    gone, never = client.get(page), client.get(reverse("reports:verify-code", args=["ABCD-EFGH-JKMN"]))
    assert (gone.status_code, never.status_code) == (404, 404)
    assert [page.content.decode().partition("<main")[2] for page in (gone, never)] == [
        gone.content.decode().partition("<main")[2]
    ] * 2  # nobody can tell a withdrawn one from one that never was


def test_codes_cannot_be_tried_at_will(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"verify_certificate": "2/m/ip"}
    page = reverse("reports:verify-code", args=["ABCD-EFGH-JKMN"])
    assert [client.get(page).status_code for _each in range(3)] == [404, 404, 429]


def test_what_was_certified_stands(certificate: Certificate, pair: Mentorship, mentor: User, now: datetime) -> None:
    SessionFactory.create(mentorship=pair, starts_at=now, minutes=60, state=HELD, people=False)
    certificate.refresh_from_db()
    assert (certificate.facts["sessions"], mentoring_records(mentor)[0].sessions) == (2, 3)
    changes: list[dict[str, Any]] = [{"facts": {}}, {"code": "ABCDEFGHJKMN"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.update(**change)
    MentoringSession.objects.all().delete()
    with pytest.raises(WrongState):
        make_certificate(mentoring_records(mentor)[0], holder=mentor, shown=[], now=now)


def test_the_portfolio_has_the_thanks_that_may_be_shown_and_no_others(
    certificate: Certificate, pair: Mentorship, student: User, mentor: User, now: datetime, sign_in: SignIn
) -> None:
    shown = say_thanks(pair, by=student, text="For the walk along the lake", may_be_shown=True, now=now)
    say_thanks(pair, by=student, text="For what stays between us", now=now)
    say_thanks(pair, by=mentor, text="For your patience", may_be_shown=True, now=now)
    portfolio = reverse("reports:download-portfolio", args=[certificate.pk])
    browser = sign_in(mentor)
    text = _words(browser.get(portfolio))
    assert (certificate.shown_code in text, "1.5 hours" in text, "the walk along the lake" in text) == (True,) * 3
    assert "between us" not in text
    assert "patience" not in text
    with pytest.raises(WrongState):
        allow_showing(shown, by=mentor, allowed=True)
    step = reverse("pairs:allow-showing-thanks", args=[pair.pk, shown.pk])
    sign_in(student).post(step)
    assert "the walk along the lake" not in _words(browser.get(portfolio))
    certified = _words(browser.get(reverse("reports:download-certificate", args=[certificate.pk])))
    assert (mentor.display_name in certified, student.display_name in certified) == (True, False)


def test_a_mentee_takes_the_year_along_and_the_page_costs_the_same_for_many_years(
    pair: Mentorship,
    student: User,
    mentor: User,
    now: datetime,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_achievement(pair, by=student, text="First abstract accepted", reached_on=now.date())
    year = reverse("reports:download-year", args=[pair.pk])
    text = _words(sign_in(student).get(year))
    assert ("First abstract accepted" in text, mentor.display_name in text, "1.5 hours" in text) == (True,) * 3
    assert sign_in(mentor).get(year).status_code == 403
    for _each in range(3):
        more = MentorshipFactory.create(participation__mentor=mentor, mentor=mentor)
        SessionFactory.create(mentorship=more, starts_at=now, minutes=60, state=HELD, people=False)
    browser = sign_in(mentor)
    browser.get("/")
    with django_assert_num_queries(11):
        page = browser.get(reverse("reports:show-recognition")).content.decode()
    assert page.count("<h1") == 1
