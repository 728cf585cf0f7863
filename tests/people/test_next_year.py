"""A year is repeated: dates and mentors, never pairs or answers."""

from datetime import date, datetime

import pytest
import time_machine
from django import forms
from django.urls import reverse

from accounts.models import User
from notifications.models import Message
from people.models import MentorParticipation
from people.services.opt_outs import opt_out_of_mentoring
from programs.models import Cycle, CycleState, Program
from programs.services.cycles import advance_cycle
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.handbooks import text

_State = MentorParticipation.State


def _typed(form: forms.BaseForm) -> dict[str, object]:
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


@pytest.mark.parametrize(("asked", "invited"), [("on", ["Ruth"]), ("", [])])
def test_a_year_is_repeated(
    asked: str,
    invited: list[str],
    cycle: Cycle,
    participation: MentorParticipation,
    student: User,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    for state in (_State.ENDED, _State.DECLINED, _State.INVITED):
        MentorParticipationFactory.create(cycle=cycle, state=state)
    unwilling = MentorParticipationFactory.create(cycle=cycle).mentor
    opt_out_of_mentoring(unwilling, institution=cycle.program.institution, now=now)
    participation.support_offers.create(function="career_advice", note="by phone")
    url = reverse("people:repeat-year", args=[cycle.pk])
    with time_machine.travel(now):
        client = sign_in(coordinator)
        page = client.get(url)
        assert "Invite the mentor again" in text(page)
        response = client.post(url, _typed(page.context["form"]) | {"mentors": asked})
    assert response["Location"] == reverse("programs:edit-program", args=["compass"])
    planned = Cycle.objects.get(name="2027–28")
    assert (planned.state, planned.term_starts_on, planned.running_from) == (
        CycleState.PLANNING,
        date(2027, 9, 6),
        date(2027, 10, 4),
    )
    rows = planned.participations.all()
    assert [row.mentor.given_name for row in rows] == invited
    assert [(row.state, row.capacity, row.places_taken) for row in rows] == [
        (_State.INVITED, participation.capacity, 0) for _name in invited
    ]
    assert [offer.note for row in rows for offer in row.support_offers.all()] == ["by phone"] * len(invited)
    assert not planned.enrollments.exists()
    # Nobody hears of it before enrollment opens.
    assert not Message.objects.filter(event="invitation").exists()
    advance_cycle(planned, to=CycleState.ENROLLING, now=now)
    hears = Message.objects.filter(event="invitation", recipient=participation.mentor)
    assert hears.exists() == bool(invited)


def test_a_year_is_repeated_once_under_a_name(cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime) -> None:
    url = reverse("people:repeat-year", args=[cycle.pk])
    with time_machine.travel(now):
        client = sign_in(coordinator)
        assert "Enter a valid date." in text(client.get(url, {"first_day": "never"}))
        typed = _typed(client.get(url, {"first_day": "2027-09-13"}).context["form"])
        assert client.post(url, typed | {"name": cycle.name}).status_code == 422
        assert client.post(url, typed).status_code == 302
    assert Cycle.objects.get(name="2027–28").planning_from == date(2027, 6, 7)
    page = sign_in(coordinator).get(reverse("programs:edit-cycle", args=[cycle.pk]))
    assert "2027–28" in text(page)


def test_a_program_is_archived_once_its_years_are_over(
    cycle: Cycle, student: User, mentor: User, coordinator: User, admin: User, outsider: User, sign_in: SignIn
) -> None:
    client = sign_in(admin)
    archive = reverse("programs:archive-program", args=["compass"])
    assert "still under way" in text(client.post(archive, follow=True))
    Cycle.objects.update(state=CycleState.CLOSED)
    declined = MentorParticipationFactory.create(cycle=cycle, state=_State.DECLINED).mentor
    left = EnrollmentFactory.create(cycle=cycle, state="withdrawn").mentee
    assert "is archived" in text(client.post(archive, follow=True))
    page = reverse("programs:show-program", args=["compass"])
    assert [sign_in(person).get(page).status_code for person in (student, mentor, coordinator, admin)] == [200] * 4
    assert [sign_in(person).get(page).status_code for person in (outsider, declined, left)] == [404] * 3
    assert "draft again" in text(client.post(reverse("programs:restore-program", args=["compass"]), follow=True))
    assert Program.objects.get().status == Program.Status.DRAFT
