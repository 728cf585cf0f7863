"""Reading, acknowledging and writing the handbook in a browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from notifications.models import Message
from programs.models import (
    Chapter,
    Cycle,
    HandbookVersion,
    Program,
)
from programs.services import chapters, handbooks
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.handbooks import text

SignIn = Callable[[User], Client]


def test_reading_in_order(handbook: HandbookVersion) -> None:
    contents = text(Client().get(reverse("programs:show-handbook", args=["compass"])))
    assert contents.index("Why we mentor") < contents.index("Confidentiality") < contents.index("Getting help")
    chapter = text(Client().get(reverse("programs:show-chapter", args=["compass", "confidentiality"])))
    assert "chapter 2 of 3" in chapter
    assert '<h2 id="section-what-stays">What stays</h2>' in chapter
    assert "<strong>stays</strong>" in chapter
    assert "← Why we mentor" in chapter
    assert "Getting help →" in chapter


def test_without_a_handbook_the_page_is_there(program: Program, admin: User, sign_in: SignIn) -> None:
    url = reverse("programs:show-handbook", args=["compass"])
    assert "No handbook has been published yet." in text(Client().get(url))
    assert reverse("programs:edit-handbook", args=["compass"]) in text(sign_in(admin).get(url))
    assert Client().get(url + "?version=1").status_code == 404


def test_the_print_page_holds_every_chapter_and_the_hash(handbook: HandbookVersion) -> None:
    page = text(Client().get(reverse("programs:print-handbook", args=["compass"])))
    for chapter in handbook.chapters.all():
        assert chapter.title in page
    assert handbook.sha256[:8] in page


def test_versions_and_what_changed(
    handbook: HandbookVersion, program: Program, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    draft = handbooks.start_draft(program)
    chapter = draft.chapters.get(slug="confidentiality")
    chapters.edit_chapter(chapter, title=chapter.title, audience="both", body=chapter.body + "\n\nA new limit.")
    url = reverse("programs:show-chapter", args=["compass", "confidentiality"])
    assert Client().get(url + "?version=2").status_code == 404
    assert sign_in(student).get(url + "?version=2").status_code == 404
    assert sign_in(admin).get(url + "?version=2").status_code == 200
    handbooks.publish_handbook(draft, by=admin, change_note="A limit.", ask_again=True, now=now)
    page = text(Client().get(url))
    assert '<div class="changed"><p>A new limit.</p>' in page
    assert reverse("programs:compare-chapter", args=["compass", "confidentiality"]) + "?from=1&amp;to=2" in page
    old = text(Client().get(url + "?version=1"))
    assert "This version has been replaced." in old
    assert "A new limit." not in old
    assert "A limit." in text(Client().get(reverse("programs:show-handbook", args=["compass"])))


def test_a_replaced_version_is_withdrawn_by_an_admin(
    handbook: HandbookVersion, program: Program, admin: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    handbooks.publish_handbook(
        handbooks.start_draft(program), by=admin, change_note="Clearer.", ask_again=False, now=now
    )
    first, second = (reverse("programs:withdraw-handbook", args=["compass", number]) for number in (1, 2))
    page = reverse("programs:show-handbook", args=["compass"])
    assert first not in text(sign_in(student).get(page + "?version=1"))
    client = sign_in(admin)
    assert first in text(client.get(page + "?version=1"))
    assert "Only a version that has been replaced" in text(client.post(second, follow=True))
    assert "Version 1 is withdrawn" in text(client.post(first, follow=True))
    assert Client().get(page + "?version=1").status_code == 404
    assert Client().get(page).status_code == 200


@pytest.mark.parametrize("version", ["9", "x", "-1", "99999", "²"])
def test_versions_that_do_not_exist(version: str, handbook: HandbookVersion) -> None:
    response = Client().get(reverse("programs:show-handbook", args=["compass"]), {"version": version})
    assert response.status_code == (404 if version == "9" else 200)


def test_the_last_chapter_is_kept_on_the_device_for_its_reader_alone(
    handbook: HandbookVersion, student: User, mentor: User, sign_in: SignIn
) -> None:
    base = reverse("programs:show-handbook", args=["compass"])
    client = sign_in(student)
    assert "Where you left off" not in text(client.get(base))
    cookie = client.get(base + "confidentiality/").cookies["handbook_place"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (base, True, "Lax")
    page = text(client.get(base))
    assert page[page.index("Where you left off") :].index("Confidentiality") < 200
    other = sign_in(mentor)
    other.cookies["handbook_place"] = cookie.value
    assert "Where you left off" not in text(other.get(base))
    assert not Client().get(base + "confidentiality/").cookies


def test_searching(handbook: HandbookVersion) -> None:
    url = reverse("programs:search-handbook", args=["compass"])
    found = text(Client().get(url, {"q": "ausloser"}))
    assert "Getting help" in found
    assert "Auslöser" in found
    assert "No chapter has all of these words." in text(Client().get(url, {"q": "<b>zebra"}))
    assert "<b>zebra" not in text(Client().get(url, {"q": "<b>zebra"}))
    assert Client().get(url).status_code == 200


def test_acknowledging_shows_on_the_page_and_to_the_coordinator(
    handbook: HandbookVersion, student: User, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(student)
    url = reverse("programs:acknowledge-handbook", args=["compass"])
    assert client.post(url, {}).status_code == 422
    response = client.post(url, {"read": "on"})
    assert response["Location"] == reverse("programs:show-handbook", args=["compass"])
    client.post(url, {"read": "on"})
    assert "You acknowledged version 1" in text(client.get(response["Location"]))
    status = text(sign_in(coordinator).get(reverse("programs:list-acknowledgements", args=["compass"])))
    assert "1 of 2 people taking part." in status
    assert status.index(mentor.family_name) < status.index(student.family_name)


def test_the_editors_way(program: Program, admin: User, student: User, sign_in: SignIn) -> None:
    client = sign_in(admin)

    def url(name: str, *args: object) -> str:
        return reverse(f"programs:{name}", args=["compass", *args])

    client.post(url("start-draft"))
    assert "acknowledge it again" not in text(client.get(url("edit-handbook"))), "there is nothing before version 1"
    refused = client.post(url("publish-handbook"), {"change_note": "", "ask_again": "on"})
    assert refused.status_code == 422
    assert "at least one chapter" in text(refused)
    assert client.post(url("add-chapter"), {"title": "", "body": ""}).status_code == 422
    for title in ("First", "Second"):
        data = {"title": title, "audience": "both", "body": f"## {title}\n\nText."}
        assert client.post(url("add-chapter"), data).status_code == 302
    first = Chapter.objects.get(title="First")
    shown = {"title": "First", "audience": "both", "body": "**B**"}
    preview = client.post(url("edit-chapter", first.pk) + "?preview=yes", shown)
    assert "<strong>B</strong>" in text(preview)
    first.refresh_from_db()
    assert first.body == "## First\n\nText."
    client.post(url("edit-chapter", first.pk), {"title": "One", "audience": "mentors", "body": "New."})
    client.post(url("move-chapter", first.pk), {"direction": "down"})
    page = text(client.get(url("edit-handbook")))
    assert page.index(">Second</a>") < page.index(">One</a>")
    client.post(url("delete-chapter", first.pk))
    assert client.post(url("publish-handbook"), {"ask_again": "on"})["Location"] == url("show-handbook")
    version = HandbookVersion.objects.get()
    assert (version.state, version.ask_again, version.published_by) == ("published", True, admin)
    assert Message.objects.filter(recipient=student).exists()
    assert client.get(url("edit-chapter", 1)).status_code == 404
    client.post(url("start-draft"))
    client.post(url("discard-draft"))
    assert HandbookVersion.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_acknowledgements_cost_the_same_for_one_and_three(
    rows: int,
    handbook: HandbookVersion,
    cycle: Cycle,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        EnrollmentFactory.create(cycle=cycle)
        MentorParticipationFactory.create(cycle=cycle)
    client = sign_in(coordinator)
    with django_assert_num_queries(9):
        client.get(reverse("programs:list-acknowledgements", args=["compass"]))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_handbook_costs_the_same_for_one_and_three_chapters(
    rows: int, program: Program, admin: User, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = handbooks.start_draft(program)
    for number in range(rows):
        chapters.add_chapter(draft, title=f"C{number}", audience="both", body="words")
    handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)
    for name, queries in (("show-handbook", 8), ("print-handbook", 6), ("search-handbook", 5)):
        with django_assert_num_queries(queries):
            Client().get(reverse(f"programs:{name}", args=["compass"]), {"q": "words"})
