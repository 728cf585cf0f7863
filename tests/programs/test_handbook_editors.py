"""Two administrators at one draft: whatever one does meanwhile, the text of the other is on the answer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.revisions import EditedMeanwhile
from core.versions.drafts import discard_draft
from core.versions.parts import delete_part
from programs.models import Chapter, HandbookVersion, Program
from programs.services import chapters, handbooks
from tests.conftest import SignIn
from tests.site.two_editors import Window

pytestmark = pytest.mark.django_db
TYPED = {"title": "Why we mentor", "audience": "both", "body": "An hour of work."}


@pytest.fixture
def chapter(program: Program) -> Chapter:
    draft = handbooks.start_draft(program)
    chapters.add_chapter(draft, title="Finding your match", audience="both", body="Rank.")
    return chapters.add_chapter(draft, title="Why we mentor", audience="both", body="Because.")


def _url(route: str, chapter: Chapter, *, with_pk: bool = True) -> str:
    more = {"pk": chapter.pk} if with_pk else {}
    return reverse(f"programs:{route}", kwargs={"slug": chapter.version.program.slug, **more})


@pytest.fixture
def browser(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def _publish(chapter: Chapter, admin: User, now: datetime) -> None:
    handbooks.publish_handbook(chapter.version, by=admin, change_note="", ask_again=True, now=now)


def _discard(chapter: Chapter, admin: User, now: datetime) -> None:
    discard_draft(chapter.version)


def _delete(chapter: Chapter, admin: User, now: datetime) -> None:
    delete_part(Chapter.objects.get(pk=chapter.pk))


Meanwhile = Callable[[Chapter, User, datetime], None]


@pytest.mark.parametrize("meanwhile", [_publish, _discard, _delete])
def test_a_text_whose_draft_is_gone_is_shown_and_carried_into_the_draft(
    meanwhile: Meanwhile, chapter: Chapter, admin: User, browser: Client, now: datetime
) -> None:
    window = Window(browser, _url("edit-chapter", chapter))
    meanwhile(chapter, admin, now)

    answer = browser.post(_url("edit-chapter", chapter), dict(window.fields) | TYPED)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Your text isn’t saved yet" in page
    assert "An hour of work." in page
    assert ("Version 1 was published" in page) == (meanwhile is _publish)

    carried = browser.post(_url("carry-chapter", chapter, with_pk=False), {"chapter_slug": chapter.slug, **TYPED})
    assert "An hour of work." in carried.content.decode()
    draft = HandbookVersion.objects.get(state=HandbookVersion.State.DRAFT)
    kept = draft.chapters.filter(slug=chapter.slug).first()
    assert (kept is not None) == (meanwhile is _publish)
    if kept:
        assert "Because." in carried.content.decode().split("Two versions")[1]
        address = _url("edit-chapter", kept)
    else:
        address = _url("add-chapter", chapter, with_pk=False)
    assert browser.post(address, TYPED).status_code == 302
    assert draft.chapters.get(title="Why we mentor").body == "An hour of work."


@pytest.mark.parametrize("meanwhile", [_publish, _discard])
@pytest.mark.parametrize("query", ["", "?preview=yes"])
def test_a_new_chapter_and_a_preview_keep_their_text_too(
    query: str, meanwhile: Meanwhile, chapter: Chapter, admin: User, browser: Client, now: datetime
) -> None:
    meanwhile(chapter, admin, now)
    answer = browser.post(_url("add-chapter", chapter, with_pk=False) + query, TYPED)
    assert answer.status_code == 409
    assert "An hour of work." in answer.content.decode()


@pytest.mark.parametrize("meanwhile", [_publish, _discard])
def test_who_publishes_second_reads_what_happened_and_keeps_the_note(
    meanwhile: Meanwhile, chapter: Chapter, admin: User, browser: Client, now: datetime
) -> None:
    meanwhile(chapter, admin, now)
    answer = browser.post(_url("publish-handbook", chapter, with_pk=False), {"change_note": "A rule about leave."})
    assert answer.status_code == 409
    assert "A rule about leave." in answer.content.decode()


def test_nobody_publishes_a_text_that_they_have_not_seen(
    chapter: Chapter, admin: User, browser: Client, now: datetime
) -> None:
    _publish(chapter, admin, now)
    chapter = handbooks.start_draft(chapter.version.program).chapters.get(slug=chapter.slug)
    editor = _url("edit-handbook", chapter, with_pk=False)
    window = Window(browser, editor, _url("publish-handbook", chapter, with_pk=False))
    chapters.edit_chapter(chapter, title="Why we mentor", audience="both", body="A new rule.")
    assert window.save(change_note="Nothing but a comma.") == 422
    assert "The draft was changed after you opened this page." in window.page
    assert "Nothing but a comma." in window.page
    assert HandbookVersion.objects.get(pk=chapter.version_id).is_draft
    assert window.save() == 302


@pytest.mark.parametrize("route", ["delete-chapter", "discard-draft"])
def test_nobody_deletes_a_text_that_they_have_not_seen(route: str, chapter: Chapter, browser: Client) -> None:
    address = _url(route, chapter, with_pk=route == "delete-chapter")
    window = Window(browser, _url("edit-handbook", chapter, with_pk=False), address)
    chapters.edit_chapter(chapter, title="Why we mentor", audience="both", body="An hour of work.")
    assert window.save() == 302
    assert Chapter.objects.get(pk=chapter.pk).body == "An hour of work."
    window = Window(browser, window.url, address)
    window.save()
    assert not Chapter.objects.filter(pk=chapter.pk).exists()


@pytest.mark.parametrize("meanwhile", [_publish, _discard, _delete])
@pytest.mark.parametrize("route", ["move-chapter", "delete-chapter"])
def test_a_step_on_a_chapter_that_is_gone_is_answered_in_words(
    route: str, meanwhile: Meanwhile, chapter: Chapter, admin: User, browser: Client, now: datetime
) -> None:
    meanwhile(chapter, admin, now)
    answer = browser.post(_url(route, chapter), {"direction": "up"}, follow=True)
    assert answer.status_code == 200
    assert (
        "published and can no longer be changed" in answer.content.decode()
        or "deleted from the draft" in answer.content.decode()
    )


def test_the_service_refuses_what_began_from_an_older_text(chapter: Chapter) -> None:
    began_from = chapter.revision
    chapters.edit_chapter(chapter, title="One", audience="both", body="First.", began_from=began_from)
    with pytest.raises(EditedMeanwhile) as refusal:
        chapters.edit_chapter(chapter, title="One", audience="both", body="Second.", began_from=began_from)
    assert refusal.value.stored["body"] == "First."
