"""Taking the training in a browser: one step a page, without JavaScript."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from programs.models import Program
from tests.conftest import SignIn
from tests.handbooks import text
from tests.training.cast import answer, complete, publish_module, write_module
from training.models import ModuleVersion, StepRecord, Training
from training.services import taking


def _url(route: str, version: ModuleVersion, **more: object) -> str:
    where = {"slug": version.module.program.slug, "module_slug": version.module.slug}
    return reverse(f"training:{route}", kwargs={**where, **more})


def _words(page: object) -> str:
    return " ".join(text(page).split())  # type: ignore[arg-type]


@pytest.fixture
def browser(mentor: User, sign_in: SignIn) -> Client:
    return sign_in(mentor)


def test_a_module_is_taken_page_by_page(module: ModuleVersion, mentor: User, browser: Client) -> None:
    listed = _words(browser.get(reverse("training:list-modules", args=["compass"])))
    assert "0 of 1 module done." in listed
    assert "Not started" in listed
    first, second, third, fourth = (_url("take-step", module, position=n) for n in (1, 2, 3, 4))
    begun = browser.post(_url("begin-module", module))
    assert begun.headers["Location"] == first
    assert "<em>words</em>" in text(browser.get(first))
    assert browser.get(third).headers["Location"] == first
    assert browser.post(first).headers["Location"] == second

    before = _words(browser.get(second))
    assert "Nobody is heard in a hurry." not in before
    empty = browser.post(second)
    assert (empty.status_code, "Choose one." in text(empty)) == (422, True)
    assert browser.post(second, {"choice": "0"}).headers["Location"] == second + "#answer"
    after = _words(browser.get(second))
    assert "Nobody is heard in a hurry." in after
    assert "Asking shows that you listened." in after

    assert browser.post(third, {"reflection": "For me alone."}).headers["Location"] == fourth
    browser.post(fourth, {"choice": "0"})
    assert "Choose again; there’s no limit" in text(browser.get(fourth))
    assert "Go on with step 4" in _words(browser.get(_url("show-module", module)))
    browser.post(fourth, {"choice": "1"})
    done = _words(browser.get(_url("show-module", module)))
    assert "You’ve completed “First meeting”." in done
    assert Training.objects.get(user=mentor).completed_at
    assert "For me alone." in text(browser.get(third))
    assert browser.post(third, {"reflection": "Better words."}).status_code == 302
    assert StepRecord.objects.get(step__position=3).reflection == "Better words."


def test_two_devices_see_both_reflections(module: ModuleVersion, mentor: User, browser: Client, now: datetime) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    for position in (1, 2):
        answer(training, position, now=now)
    url = _url("take-step", module, position=3)
    revision = browser.get(url).context["form"]["revision"].value()
    answer(training, 3, now=now, reflection="From the phone.")
    page = browser.post(url, {"revision": revision, "reflection": "From the desk."})
    assert page.status_code == 422
    assert "From the phone." in text(page)
    assert "From the desk." in text(page)


@pytest.mark.parametrize("choice", ["9", "-1", "one", "0" * 400])
def test_an_absurd_choice_is_refused(
    choice: str, module: ModuleVersion, mentor: User, browser: Client, now: datetime
) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    answer(training, 1, now=now)
    page = browser.post(_url("take-step", module, position=2), {"choice": choice})
    assert page.status_code == 422
    assert StepRecord.objects.count() == 1


def test_each_side_takes_its_own_modules(
    module: ModuleVersion,
    program: Program,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    theirs = publish_module(write_module(program, title="Getting the most", audience="mentees"), by=admin, now=now)
    for person, own, other in ((student, theirs, module), (mentor, module, theirs)):
        page = text(sign_in(person).get(reverse("training:list-modules", args=["compass"])))
        assert own.title in page
        assert other.title not in page
        assert sign_in(person).get(_url("show-module", other)).status_code == 404
    page = text(sign_in(coordinator).get(reverse("training:list-modules", args=["compass"])))
    assert module.title in page
    assert theirs.title in page


def test_a_draft_is_nobodys_to_take(draft: ModuleVersion, mentor: User, admin: User, sign_in: SignIn) -> None:
    assert sign_in(mentor).get(_url("show-module", draft)).status_code == 404
    page = _words(sign_in(admin).get(_url("preview-step", draft, position=2)))
    assert "Nothing is kept." in page
    assert "Asking shows that you listened." in page


def test_without_modules_the_page_says_what_to_do(program: Program, mentor: User, admin: User, sign_in: SignIn) -> None:
    url = reverse("training:list-modules", args=["compass"])
    assert "Read the handbook" in text(sign_in(mentor).get(url))
    assert reverse("training:edit-modules", args=["compass"]) in text(sign_in(admin).get(url))
    written = text(sign_in(admin).get(reverse("training:edit-modules", args=["compass"])))
    assert "There’s no module yet." in written


def test_what_is_due_again_is_said(module: ModuleVersion, mentor: User, browser: Client, now: datetime) -> None:
    complete(module, user=mentor, now=now - timedelta(days=1000))
    page = _words(browser.get(_url("show-module", module)))
    assert "It’s time to take this again" in page
    assert browser.post(_url("begin-module", module)).status_code == 302
    assert Training.objects.filter(user=mentor, completed_at=None).exists()


def test_the_starter_set_is_added_by_a_button(program: Program, admin: User, sign_in: SignIn) -> None:
    page = sign_in(admin).post(reverse("training:add-starter-modules", args=["compass"]), follow=True)
    assert "5 modules added as drafts." in text(page)
    assert "Difficult days" in text(page)


def test_pages_ask_a_fixed_number_of_questions(
    module: ModuleVersion,
    program: Program,
    mentor: User,
    admin: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for title in ("Feedback", "Difference"):
        complete(publish_module(write_module(program, title=title), by=admin, now=now), user=mentor, now=now)
    training = taking.begin_module(module, by=mentor, now=now)
    for position in (1, 2):
        answer(training, position, now=now)
    reader, writer = sign_in(mentor), sign_in(admin)
    for number, browser, url in (
        (7, reader, reverse("training:list-modules", args=["compass"])),
        (9, reader, _url("show-module", module)),
        (9, reader, _url("take-step", module, position=3)),
        (8, writer, reverse("training:edit-modules", args=["compass"])),
        (8, writer, _url("edit-module", module)),
    ):
        with django_assert_num_queries(number, info=url):
            assert browser.get(url).status_code == 200
