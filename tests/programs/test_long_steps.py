"""What is done with hundreds at once: the worker does it, a page follows it, and nothing is done twice or lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from matching.models import Offer
from people.models import Enrollment
from programs.models import Appointment, Cycle, LongStep, StaffStep
from programs.services.long_steps import carry_out, forget_long_steps, long_steps_to_take_up
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory
from tests.factories.people import EnrollmentFactory

State = Enrollment.State


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many already."""
    monkeypatch.setattr("people.views.listing.bulk.AT_ONCE", 2)
    monkeypatch.setattr("programs.views.staff_steps.AT_ONCE", 2)


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def class_(cycle: Cycle) -> list[Enrollment]:
    return EnrollmentFactory.create_batch(3, cycle=cycle, state=State.ENROLLED)


def _confirm(browser: Client, do: str = "withdraw", name: str = "mentees", **data: str) -> str:
    """Choose all rows of a list and confirm; returns the address to which it leads."""
    url = f"{reverse('people:act-on-list', args=['compass', name])}?do={do}&all=1"
    revision = browser.get(url).context["revision"]
    return str(browser.post(url, {"revision": revision, **data})["Location"])


def test_many_are_withdrawn_by_the_worker_and_taken_back_as_one(
    class_: list[Enrollment], browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = _confirm(browser)
    step = LongStep.objects.get()
    assert page == reverse("programs:follow-long-step", args=["compass", step.pk])
    with django_assert_num_queries(5):
        waiting = browser.get(page)
    assert ("Withdraw 3 mentees" in waiting.text, "0 of 3 are done" in waiting.text) == (True, True)
    assert not Enrollment.objects.filter(state=State.WITHDRAWN).exists()
    carry_out(step.pk, now=timezone.now())
    assert Enrollment.objects.filter(state=State.WITHDRAWN).count() == 3
    assert "3 mentees no longer take part" in browser.get(page).text

    whole = StaffStep.objects.get(kind="mentees_withdrawn")
    page = browser.post(reverse("programs:undo-step", args=["compass", whole.pk]))["Location"]
    carry_out(LongStep.objects.get(finished_at=None).pk, now=timezone.now())
    assert not Enrollment.objects.filter(state=State.WITHDRAWN).exists()
    assert "They take part again" in browser.get(page).text


def test_what_the_form_asked_reaches_the_worker(cycle: Cycle, browser: Client) -> None:
    offers = [OfferFactory.create(enrollment=each) for each in EnrollmentFactory.create_batch(3, cycle=cycle)]
    until = cycle.local_day(timezone.now()) + timedelta(days=30)
    _confirm(browser, "extend", "offers", until=until.isoformat())
    carry_out(LongStep.objects.get().pk, now=timezone.now())
    zone = cycle.program.institution.zone
    ends = {each.astimezone(zone).date() for each in Offer.objects.values_list("expires_at", flat=True)}
    assert (len(offers), ends) == (3, {until})


def test_a_second_click_leads_to_the_same_and_a_second_worker_does_nothing(
    class_: list[Enrollment], browser: Client
) -> None:
    assert _confirm(browser) == _confirm(browser)
    step = LongStep.objects.get()
    now = timezone.now()
    LongStep.objects.update(seen_at=now)
    carry_out(step.pk, now=now)
    assert not Enrollment.objects.filter(state=State.WITHDRAWN).exists()
    later = now + timedelta(minutes=3)
    assert long_steps_to_take_up(now=later) == [step.pk]
    carry_out(step.pk, now=later)
    carry_out(step.pk, now=later + timedelta(hours=1))
    assert StaffStep.objects.filter(kind="mentee_withdrawn").count() == 3
    assert forget_long_steps(now=now + timedelta(days=1, minutes=1)) == 1


@pytest.mark.parametrize("end", ["dismissed", "closed", "died"])
def test_what_no_longer_holds_is_not_done_and_says_so(
    end: str, class_: list[Enrollment], cycle: Cycle, coordinator: User, browser: Client
) -> None:
    page = _confirm(browser)
    if end == "dismissed":
        Appointment.objects.all().delete()
    elif end == "closed":
        Cycle.objects.update(state="closed")
    else:
        LongStep.objects.update(attempts=3)
    carry_out(LongStep.objects.get().pk, now=timezone.now())
    assert not Enrollment.objects.filter(state=State.WITHDRAWN).exists()
    words = {"dismissed": "access", "closed": "Nothing was done", "died": "stopped before its end"}
    assert words[end] in browser.get(page).text


def test_nobody_else_follows_it(class_: list[Enrollment], browser: Client, admin: User, sign_in: SignIn) -> None:
    page = _confirm(browser)
    assert sign_in(admin).get(page).status_code == 404
