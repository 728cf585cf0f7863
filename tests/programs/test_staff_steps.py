"""Who did what in a program: facts without reasons, and taking a step back."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import Mentorship
from pairs.services.staff_steps import end_pair, keep_step, pause_pair
from programs.models import Program, StaffStep
from programs.services.staff_steps import record_step, undo_step
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.programs import AppointmentFactory, ProgramFactory

WHY = "violet-heron"


@pytest.fixture
def pair(program: Program, cycle: object) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle)


def _url(program: Program) -> str:
    return reverse("programs:list-steps", args=[program.slug])


def test_the_page_tells_who_did_what_about_whom_and_not_why(
    program: Program, pair: Mentorship, coordinator: User, admin: User, sign_in: SignIn
) -> None:
    assert "Nobody has taken a step yet" in sign_in(coordinator).get(_url(program)).text
    pause_pair(pair, by=coordinator, reason=WHY, now=timezone.now())
    page = sign_in(coordinator).get(_url(program)).text
    for words in ("Pair paused", pair.mentee.display_name, pair.mentor.display_name, "Dana Whitlow"):
        assert words in page
    assert WHY not in page
    page = sign_in(admin).get(_url(program)).text
    assert "Pair paused" in page
    assert reverse("sessions:show-pair-record", args=[pair.pk]) in page


def test_steps_are_filtered_by_what_and_by_whom(
    program: Program, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    colleague = AppointmentFactory.create(program=program, user__given_name="Ama").user
    pause_pair(pair, by=coordinator, reason=WHY, now=timezone.now())
    end_pair(pair, by=colleague, reason=WHY, now=timezone.now())
    browser, url = sign_in(coordinator), _url(program)
    assert [each.step.kind for each in browser.get(url, {"kind": "pair_ended"}).context["steps"]] == ["pair_ended"]
    assert [each.step.by for each in browser.get(url, {"by": coordinator.pk}).context["steps"]] == [coordinator]
    assert "No steps like this" in browser.get(url, {"kind": "pair_moved"}).text
    for odd in ("abc", "9" * 40, "-1"):
        assert browser.get(url, {"by": odd, "kind": odd}).status_code == 200


def test_nobody_reads_steps_about_themselves_or_of_another_program(
    program: Program, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    now = timezone.now()
    record_step(program, kind="pair_paused", subject="pair:1", by=coordinator, person=coordinator, now=now)
    elsewhere = ProgramFactory.create(institution=program.institution)
    record_step(elsewhere, kind="pair_paused", subject="pair:1", by=coordinator, person=pair.mentee, now=now)
    assert not StaffStep.objects.visible_to(coordinator).exists()
    own = StaffStep.objects.get(program=program)
    undo = reverse("programs:undo-step", args=[program.slug, own.pk])
    assert sign_in(coordinator).post(undo).status_code == 404


def test_an_undone_step_is_not_undone_again(program: Program, pair: Mentorship, coordinator: User) -> None:
    now = timezone.now()
    end_pair(pair, by=coordinator, reason=WHY, now=now)
    step = StaffStep.objects.get()
    for _twice in range(2):
        assert undo_step(step, by=coordinator, now=now) == []
    assert StaffStep.objects.get().undone_by == coordinator
    pair.refresh_from_db()
    assert pair.is_live


def test_a_late_undo_says_so_and_changes_nothing(
    program: Program, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    end_pair(pair, by=coordinator, reason=WHY, now=timezone.now() - timedelta(hours=25))
    undo = reverse("programs:undo-step", args=[program.slug, StaffStep.objects.get().pk])
    assert undo not in sign_in(coordinator).get(_url(program)).text
    assert "That time is over" in sign_in(coordinator).post(undo, follow=True).text
    pair.refresh_from_db()
    assert not pair.is_live


def test_the_database_keeps_who_undid_a_step(program: Program, coordinator: User, now: datetime) -> None:
    step = record_step(program, kind="pair_paused", subject="pair:1", by=coordinator, now=now)
    with pytest.raises(IntegrityError):
        StaffStep.objects.filter(pk=step.pk).update(undone_at=now)


def test_a_kind_that_nobody_registered_is_not_kept(program: Program, coordinator: User, now: datetime) -> None:
    with pytest.raises(LookupError):
        record_step(program, kind="nothing", subject="pair:1", by=coordinator, now=now)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_step_as_for_three(
    rows: int,
    program: Program,
    pair: Mentorship,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(rows):
        keep_step(pair, "pair_ended", by=coordinator, reason=WHY, now=timezone.now())
    browser = sign_in(coordinator)
    browser.get(_url(program))
    with django_assert_num_queries(7):
        browser.get(_url(program))
