from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.models import User
from core.errors import WrongState
from people.errors import NotAcknowledged
from people.models import Enrollment
from people.services import enrollments
from people.services.withdrawals import withdraw_enrollment
from people.signals import enrollment_withdrawn
from programs.models import Cycle, CycleState, HandbookVersion, Institution, InterestTerm, Program
from programs.services import handbooks
from tests.factories.programs import InterestTermFactory
from tests.people.profiles import tell

SignIn = Callable[[User], Client]
State = Enrollment.State
PERSON = {"given_name": "Noor", "time_zone": "UTC"}


@pytest.fixture
def terms(institution: Institution) -> list[InterestTerm]:
    return [InterestTermFactory.create(institution=institution, name=name) for name in ("Surgery", "Music")]


@pytest.mark.parametrize("state", CycleState)
@pytest.mark.parametrize("invited", [True, False])
def test_who_may_begin_and_when(state: CycleState, invited: bool, cycle: Cycle, outsider: User, now: datetime) -> None:
    Cycle.objects.update(state=state)
    cycle.refresh_from_db()
    if invited:
        Enrollment.objects.create(cycle=cycle, mentee=outsider)
    open_now = state in ("enrolling", "ranking") or (invited and state in ("matching", "running"))
    if open_now:
        assert enrollments.start_enrollment(cycle, by=outsider, now=now).state == State.STARTED
    else:
        with pytest.raises(WrongState):
            enrollments.start_enrollment(cycle, by=outsider, now=now)


def test_nobody_enrols_in_a_draft(cycle: Cycle, outsider: User, now: datetime) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    cycle.program.refresh_from_db()
    with pytest.raises(WrongState):
        enrollments.start_enrollment(cycle, by=outsider, now=now)


def test_beginning_again_keeps_what_there_is(cycle: Cycle, student: User, now: datetime) -> None:
    assert enrollments.start_enrollment(cycle, by=student, now=now).state == State.ENROLLED
    assert Enrollment.objects.count() == 1


def complete(enrollment: Enrollment, now: datetime, *terms: InterestTerm, support: tuple[str, ...] = ()) -> Enrollment:
    return tell(enrollment, interests=terms, support=support, introduction="Hello.", now=now)


def test_the_handbook_comes_first(
    handbook: HandbookVersion, cycle: Cycle, outsider: User, terms: list[InterestTerm], now: datetime
) -> None:
    enrollment = enrollments.start_enrollment(cycle, by=outsider, now=now)
    with pytest.raises(NotAcknowledged):
        complete(enrollment, now)
    handbooks.acknowledge_handbook(handbook, by=outsider, now=now)
    done = complete(enrollment, now, *terms, support=("networking", "career_advice"))
    assert (done.state, done.late, done.enrolled_at) == (State.ENROLLED, False, now)
    assert list(done.support_needs.values_list("function", "priority")) == [("networking", 1), ("career_advice", 2)]
    assert set(outsider.interests.values_list("term__name", flat=True)) == {"Surgery", "Music"}


def test_saving_again_replaces_and_keeps_the_day(
    handbook: HandbookVersion, cycle: Cycle, outsider: User, terms: list[InterestTerm], now: datetime
) -> None:
    enrollment = enrollments.start_enrollment(cycle, by=outsider, now=now)
    handbooks.acknowledge_handbook(handbook, by=outsider, now=now)
    complete(enrollment, now, *terms, support=("networking",))
    again = complete(enrollment, now + timedelta(days=30), terms[0], support=("sponsorship",))
    assert (again.enrolled_at, again.late) == (now, False)
    assert list(outsider.interests.values_list("term", flat=True)) == [terms[0].pk]
    assert list(again.support_needs.values_list("function", flat=True)) == ["sponsorship"]


def test_after_the_list_has_closed_it_is_late(
    handbook: HandbookVersion, cycle: Cycle, outsider: User, now: datetime
) -> None:
    enrollment = enrollments.start_enrollment(cycle, by=outsider, now=now)
    Cycle.objects.update(state=CycleState.MATCHING)
    late = cycle.ranking_closes_at
    handbooks.acknowledge_handbook(handbook, by=outsider, now=late)
    assert complete(enrollment, late).late


def test_leaving_is_told_to_those_above_and_can_be_undone(
    cycle: Cycle, student: User, enrollment: Enrollment, now: datetime
) -> None:
    heard = []

    def hear(enrollment: Enrollment, **_: object) -> None:
        heard.append(enrollment.pk)

    enrollment_withdrawn.connect(hear)
    try:
        assert withdraw_enrollment(enrollment, by=student, now=now).state == State.WITHDRAWN
    finally:
        enrollment_withdrawn.disconnect(hear)
    assert heard == [enrollment.pk]
    with pytest.raises(WrongState):
        withdraw_enrollment(enrollment, by=student, now=now)
    assert enrollments.start_enrollment(cycle, by=student, now=now).state == State.STARTED


def test_the_whole_way_by_plain_forms(
    handbook: HandbookVersion, cycle: Cycle, outsider: User, terms: list[InterestTerm], sign_in: SignIn
) -> None:
    client = sign_in(outsider)
    url = reverse("people:enroll", args=["compass"])
    assert client.get(url).context["step"] == "begin"
    client.post(url)
    assert client.get(url).context["step"] == "handbook"
    acknowledge = reverse("programs:acknowledge-handbook", args=["compass"])
    assert client.post(acknowledge, {}).status_code == 422
    assert client.post(acknowledge, {"read": "on"})["Location"] == url
    refused = client.post(url, PERSON | {"first_need": "networking", "second_need": "networking"})
    assert refused.status_code == 422
    assert "second_need" in refused.context["form"].errors
    assert client.post(url, {}).status_code == 422
    data: dict[str, Any] = PERSON | {
        "first_need": "networking",
        "interests": [terms[0].pk],
        "introduction": "Hi",
    }
    data |= {"meeting_times": ["wed-morning", "tue-evening"]}
    assert client.post(url, data | {"meeting_times": ["tue-night"]}).status_code == 422
    assert client.post(url, data)["Location"] == url
    enrollment = Enrollment.objects.get(mentee=outsider)
    assert (enrollment.state, enrollment.introduction) == (State.ENROLLED, "Hi")
    assert enrollment.meeting_times == ["tue-evening", "wed-morning"], "in the order of the week"
    page = client.get(url)
    assert page.context["enrolled"]
    box = '<input type="checkbox" class="form-check-input" name="meeting_times" value="%s" id="id_meeting_times_%d" %s>'
    assertContains(page, box % ("tue-morning", 3, ""), html=True)
    assertContains(page, box % ("tue-evening", 5, "checked"), html=True)
    assert client.post(reverse("people:withdraw", args=["compass"])).status_code == 302
    enrollment.refresh_from_db()
    assert enrollment.state == State.WITHDRAWN


def test_a_term_of_another_school_is_refused(
    handbook: HandbookVersion, cycle: Cycle, outsider: User, terms: list[InterestTerm], sign_in: SignIn
) -> None:
    foreign = InterestTermFactory.create(institution__slug="other", institution__name="Other")
    client = sign_in(outsider)
    url = reverse("people:enroll", args=["compass"])
    client.post(url)
    client.post(reverse("programs:acknowledge-handbook", args=["compass"]), {"read": "on"})
    response = client.post(url, PERSON | {"first_need": "networking", "interests": [foreign.pk]})
    assert response.status_code == 422
    assert not outsider.interests.exists()


def test_after_the_door_is_closed_the_page_says_so(cycle: Cycle, outsider: User, sign_in: SignIn) -> None:
    Cycle.objects.update(state=CycleState.RUNNING)
    response = sign_in(outsider).post(reverse("people:enroll", args=["compass"]))
    assert response.status_code == 409
    assert not Enrollment.objects.exists()
