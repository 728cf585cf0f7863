"""What the script of a chapter's page gets: saving while somebody writes, a preview, and who else is here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from core.presence import opened_by_others, say_open
from core.versions.parts import delete_part
from programs.models import Chapter, Program
from programs.services import chapters, handbooks
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.programs import AppointmentFactory

pytestmark = pytest.mark.django_db
TYPED = {"title": "Why", "audience": "both", "body": "Mine."}


@pytest.fixture
def chapter(program: Program) -> Chapter:
    return chapters.add_chapter(handbooks.start_draft(program), title="Why", audience="both", body="Because.")


@pytest.fixture
def other(program: Program) -> User:
    """A second administrator."""
    user: User = UserFactory.create(given_name="Marek", family_name="Ostrowe")
    AppointmentFactory.create(program=program, user=user, role=Role.ADMIN)
    return user


def _url(route: str, chapter: Chapter) -> str:
    return reverse(f"programs:{route}", kwargs={"slug": chapter.version.program.slug, "pk": chapter.pk})


def _autosave(client: Client, chapter: Chapter, **typed: str) -> Any:
    """What the script of the page gets when it saves."""
    return client.post(_url("edit-chapter", chapter), TYPED | typed, headers={"accept": "application/json"})


def test_a_new_text_is_saved_before_anybody_presses_a_button(program: Program, admin: User, sign_in: SignIn) -> None:
    handbooks.start_draft(program)
    client = sign_in(admin)
    add = reverse("programs:add-chapter", args=[program.slug])
    script = {"accept": "application/json"}
    assert client.post(add, {**TYPED, "title": ""}, headers=script).json()["decide"] is False
    answer = client.post(add, TYPED, headers=script).json()
    chapter = Chapter.objects.get()
    assert (answer["part"], answer["address"]) == (chapter.pk, _url("edit-chapter", chapter))
    assert answer["opened"] == _url("say-chapter-open", chapter)
    again = _autosave(client, chapter, body="More.", revision=answer["revision"])
    assert (again.status_code, Chapter.objects.get().body) == (200, "More.")


def test_a_text_is_saved_while_it_is_written(chapter: Chapter, admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    first = _autosave(client, chapter, revision=chapter.revision).json()
    assert first["said"].startswith("Saved in the draft at ")
    second = _autosave(client, chapter, body="Two.", revision=first["revision"])
    assert second.status_code == 200
    saved = Chapter.objects.get(pk=chapter.pk)
    assert (saved.body, saved.edited_by, saved.revision) == ("Two.", admin, second.json()["revision"])


def test_a_text_of_somebody_else_is_not_overwritten_and_saving_shows_both(
    chapter: Chapter, admin: User, other: User, sign_in: SignIn, now: datetime
) -> None:
    seen = {"revision": chapter.revision}
    chapters.edit_chapter(chapter, title="Why", audience="both", body="Theirs.", by=other, now=now)
    client = sign_in(admin)
    refused = _autosave(client, chapter, **seen)
    assert (refused.status_code, refused.json()["decide"]) == (422, True)
    assert Chapter.objects.get(pk=chapter.pk).body == "Theirs."
    told = client.post(_url("say-chapter-open", chapter), seen).json()["opened"]
    assert "Marek Ostrowe saved another text at " in told
    page = client.post(_url("edit-chapter", chapter), TYPED | seen).content.decode()
    assert "Theirs." in page.split("Two versions")[1]
    assert "Mine." in page.split("Two versions")[1]


def _publish(chapter: Chapter, admin: User, now: datetime) -> None:
    handbooks.publish_handbook(chapter.version, by=admin, change_note="", ask_again=True, now=now)


def _delete(chapter: Chapter, admin: User, now: datetime) -> None:
    delete_part(Chapter.objects.get(pk=chapter.pk))


@pytest.mark.parametrize("meanwhile", [_publish, _delete])
def test_a_text_whose_draft_is_gone_waits_for_a_decision(
    meanwhile: Callable[[Chapter, User, datetime], None], chapter: Chapter, admin: User, sign_in: SignIn, now: datetime
) -> None:
    meanwhile(chapter, admin, now)
    refused = _autosave(sign_in(admin), chapter)
    assert refused.status_code == 422
    assert refused.json() == {
        "said": "This was published or deleted meanwhile. Save to put your text elsewhere.",
        "decide": True,
    }


def test_a_text_without_a_title_is_not_saved_and_goes_on_being_tried(
    chapter: Chapter, admin: User, sign_in: SignIn
) -> None:
    refused = _autosave(sign_in(admin), chapter, title="")
    assert (refused.status_code, refused.json()["decide"]) == (422, False)
    assert Chapter.objects.get(pk=chapter.pk).body == "Because."


def test_two_who_write_see_each_other(chapter: Chapter, admin: User, other: User, sign_in: SignIn) -> None:
    one, two = sign_in(admin), sign_in(other)
    assert one.post(_url("say-chapter-open", chapter)).json() == {"opened": ""}
    assert str(admin) in two.post(_url("say-chapter-open", chapter)).json()["opened"]
    assert "Marek Ostrowe has this open too, since" in one.get(_url("edit-chapter", chapter)).content.decode()


def test_who_closed_the_page_is_soon_forgotten(now: datetime) -> None:
    say_open("x", user_pk=1, name="Ann", now=now)
    say_open("x", user_pk=1, name="Ann", now=now + timedelta(seconds=20))
    say_open("x", user_pk=2, name="Ben", now=now + timedelta(seconds=30))
    (seen,) = opened_by_others("x", user_pk=2, now=now + timedelta(seconds=60))
    assert (seen.name, seen.since) == ("Ann", now)
    assert opened_by_others("x", user_pk=2, now=now + timedelta(seconds=71)) == []


def test_a_preview_is_what_readers_would_see(chapter: Chapter, admin: User, sign_in: SignIn) -> None:
    address = reverse("programs:live-preview", kwargs={"slug": chapter.version.program.slug})
    html = sign_in(admin).post(address, {"body": "[Why](chapter:why) <script>x</script>"}).json()["html"]
    assert '/handbook/why/?version=1"' in html
    assert "<script>" not in html
