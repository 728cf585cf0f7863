"""Waves: planned by the year's dates, opened, moved and closed; who is asked and reminded; what staff see."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from accounts.models import User
from core.errors import DomainError, WrongState
from notifications.models import Message
from people.models import Enrollment
from programs.models import Cycle
from surveys.errors import WaveNotOpen
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, Wave
from surveys.models.content import questions_of
from surveys.queries.answers import response_rates
from surveys.services.answering import hand_in
from surveys.services.asking import open_pulse
from surveys.services.waves import change_days, close_now, drop_wave, follow_waves, open_now, plan_wave, plan_year
from surveys.todo import tasks_for
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.surveys import SurveyVersionFactory, WaveFactory, every_kind
from tests.outbox import deliver_due

DAY = timedelta(days=1)


def _survey(cycle: Cycle, phase: Phase = Phase.BASELINE, asked: Asked = Asked.BOTH) -> Any:
    return SurveyVersionFactory.create(survey__program=cycle.program, survey__phase=phase, survey__asked=asked).survey


def _answer(wave: Wave, person: User, now: datetime) -> None:
    questions, answers = list(questions_of(every_kind())), {"often": "yes"}
    hand_in(wave.asked.get(person=person), questions=questions, answers=answers, now=now)


def test_a_year_plans_its_surveys_by_its_dates_and_asks_those_who_are_open(
    cycle: Cycle, student: User, mentor: User, now: datetime
) -> None:
    phases = (Phase.BASELINE, Phase.MATCHING, Phase.DAY_45, Phase.MID_YEAR, Phase.END, Phase.ALUMNI)
    for phase in (*phases, Phase.SESSION_PULSE):
        _survey(cycle, phase, Asked.MENTEES)
    assert plan_year(cycle, now=now) == len(phases)
    assert plan_year(cycle, now=now) == 0
    days = {wave.version.survey.phase: cycle.local_day(wave.opens_at) for wave in Wave.objects.all()}
    assert (days["baseline"], days["day_45"], days["end"]) == (date(2026, 8, 3), date(2026, 11, 19), date(2027, 6, 7))
    assert days["alumni"] == date(2027, 7, 16) + timedelta(weeks=52)
    asked = set(AskedPerson.objects.values_list("wave__version__survey__phase", "person", "role"))
    assert asked == {("baseline", student.pk, "mentee"), ("matching", student.pk, "mentee")}


def test_reminders_go_to_those_who_have_not_answered(cycle: Cycle, student: User, mentor: User, now: datetime) -> None:
    today = cycle.local_day(now)
    wave = plan_wave(_survey(cycle), cycle, opens_on=today, closes_on=today + 20 * DAY, now=now - timedelta(hours=1))
    assert follow_waves(now=now) == 0
    with travel(now, tick=False):
        deliver_due(now)
    assert {letter.to[0] for letter in mail.outbox} == {student.email, mentor.email}
    _answer(wave, student, now)
    mail.outbox.clear()
    for days in (7, 18):
        with travel(now + days * DAY, tick=False):
            deliver_due(now + days * DAY + timedelta(hours=15))
    assert [letter.to for letter in mail.outbox] == [[mentor.email]] * 2
    assert "closes soon" in mail.outbox[1].subject


def test_a_later_end_moves_the_reminder_before_it(cycle: Cycle, student: User, now: datetime) -> None:
    today = cycle.local_day(now)
    wave = plan_wave(_survey(cycle), cycle, opens_on=today, closes_on=today + 6 * DAY, now=now)
    moved = change_days(wave, opens_on=today - DAY, closes_on=today + 20 * DAY, now=now)
    assert cycle.local_day(moved.opens_at) == today
    with travel(now + 4 * DAY + timedelta(hours=15), tick=False):
        deliver_due(now + 4 * DAY + timedelta(hours=15))
    closing = Message.objects.filter(event="survey_closes", recipient=student).order_by("due_at")
    assert [message.state for message in closing] == [Message.State.SUPPRESSED, Message.State.PENDING]


def test_who_joins_is_asked_and_who_leaves_without_an_answer_is_not_counted(
    cycle: Cycle, student: User, enrollment: Enrollment, now: datetime
) -> None:
    wave = WaveFactory.create(cycle=cycle, version__survey__asked=Asked.MENTEES, version__survey__phase=Phase.BASELINE)
    follow_waves(now=now)
    late = EnrollmentFactory.create(cycle=cycle, state="waitlisted")
    _answer(wave, student, now)
    assert follow_waves(now=now) == 1
    Enrollment.objects.filter(pk__in=(enrollment.pk, late.pk)).update(state="withdrawn")
    follow_waves(now=now)
    rate = response_rates([wave])[wave.pk]
    assert (rate.asked, rate.answered) == (1, 1)


def test_a_wave_refuses_what_comes_too_late(cycle: Cycle, student: User, now: datetime) -> None:
    today, survey = cycle.local_day(now), _survey(cycle)
    with pytest.raises(DomainError, match="last day"):
        plan_wave(survey, cycle, opens_on=today - 5 * DAY, closes_on=today - DAY, now=now)
    with pytest.raises(DomainError, match="after the first"):
        plan_wave(survey, cycle, opens_on=today + 5 * DAY, closes_on=today + DAY, now=now)
    wave = plan_wave(survey, cycle, opens_on=today + DAY, closes_on=today + 9 * DAY, now=now)
    with pytest.raises(WrongState, match="already"):
        plan_wave(survey, cycle, opens_on=today + DAY, closes_on=today + 9 * DAY, now=now)
    with pytest.raises(WaveNotOpen):
        close_now(wave, now=now)
    open_now(wave, now=now)
    with pytest.raises(WrongState):
        drop_wave(wave, now=now)
    assert [task.title for task in tasks_for(student, now=now)] == [survey.name]
    close_now(wave, now=now + DAY)
    assert tasks_for(student, now=now + DAY) == []
    with pytest.raises(WrongState, match="final"):
        change_days(wave, opens_on=today, closes_on=today + 9 * DAY, now=now + DAY)


def test_a_pulse_asks_each_at_most_once_in_four_weeks(cycle: Cycle, student: User, mentor: User, now: datetime) -> None:
    assert open_pulse(cycle, {student.pk: "mentee"}, now=now) is None
    _survey(cycle, Phase.SESSION_PULSE)
    people = {student.pk: "mentee", mentor.pk: "mentor"}
    waves = [open_pulse(cycle, people, now=now + days * DAY) for days in (0, 20, 29)]
    assert waves[0] == waves[1] != waves[2]
    assert [wave.asked.count() for wave in (waves[0], waves[2]) if wave] == [2, 2]
    follow_waves(now=now)
    assert AskedPerson.objects.count() == 4


def test_staff_see_how_many_and_never_who(
    cycle: Cycle, student: User, coordinator: User, now: datetime, sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    page, browser = reverse("surveys:list-waves", args=[cycle.program.slug]), sign_in(coordinator)
    with travel(now, tick=False):
        assert "No surveys yet." in browser.get(page).content.decode()
        for others in (1, 3):
            for _each in range(others):
                wave = WaveFactory.create(cycle=cycle)
                AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
                AskedPerson.objects.create(wave=wave, person=UserFactory.create(), role="mentee", asked_at=now)
                _answer(wave, student, now)
            _survey(cycle, Phase.END)
            with django_assert_num_queries(9):
                said = browser.get(page).content.decode()
        assert "<b>1</b> of 2 have answered (50%)" in said
        assert student.family_name not in said
        assert SurveyResponse.objects.count() == 4


def test_a_coordinator_plans_moves_and_closes(cycle: Cycle, coordinator: User, now: datetime, sign_in: SignIn) -> None:
    browser, survey = sign_in(coordinator), _survey(cycle)
    with travel(now, tick=False):
        form = reverse("surveys:plan-wave", args=[cycle.pk, survey.pk])
        assert browser.get(form).context["form"]["opens_on"].value() == date(2026, 8, 3)
        assert browser.post(form, {"opens_on": "2026-09-30", "closes_on": "2026-09-29"}).status_code == 422
        assert browser.post(form, {"opens_on": "2026-09-30", "closes_on": "2026-10-09"}).status_code == 302
        wave = Wave.objects.get()
        edit = reverse("surveys:edit-wave", args=[wave.pk])
        assert browser.post(edit, {"opens_on": "2026-09-28", "closes_on": "2026-10-09"}).status_code == 302
        assert browser.get(edit).context["form"]["opens_on"].value() == date(2026, 9, 28)
        browser.post(reverse("surveys:open-wave", args=[wave.pk]))
        assert Wave.objects.get().state_at(now) == "open"
    with travel(now + DAY, tick=False):
        browser.post(reverse("surveys:close-wave", args=[wave.pk]))
        assert Wave.objects.get().state_at(now + DAY) == "closed"
