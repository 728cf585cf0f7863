"""What the database itself refuses."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from programs.models import Acknowledgement, Chapter, HandbookImage, HandbookVersion, Program
from programs.services import handbooks
from programs.services.chapters import add_chapter
from programs.services.handbook_images import forget_unused_images
from tests.factories.programs import HandbookImageFactory
from tests.handbooks import write_handbook

State = HandbookVersion.State


def test_a_published_version_cannot_be_changed(handbook: HandbookVersion) -> None:
    for field, value in (("change_note", "other"), ("ask_again", False), ("sha256", "0" * 64), ("number", 9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandbookVersion.objects.filter(pk=handbook.pk).update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        HandbookVersion.objects.filter(pk=handbook.pk).update(state=State.DRAFT)
    handbook.refresh_from_db()
    assert (handbook.number, handbook.state, handbook.change_note) == (1, State.PUBLISHED, "")


def test_a_published_version_cannot_be_deleted(handbook: HandbookVersion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HandbookVersion.objects.filter(pk=handbook.pk)._raw_delete("default")
    assert HandbookVersion.objects.filter(pk=handbook.pk).exists()


def test_chapters_of_a_published_version_cannot_be_changed_added_or_deleted(handbook: HandbookVersion) -> None:
    chapter = handbook.chapters.get(position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Chapter.objects.filter(pk=chapter.pk).update(body="Other words.")
    with pytest.raises(IntegrityError), transaction.atomic():
        handbook.chapters.create(position=9, slug="more", title="More", body="More.")
    with pytest.raises(IntegrityError), transaction.atomic():
        chapter.delete()
    assert handbook.chapters.count() == 3
    assert handbook.text_digest() == handbook.sha256


def test_a_chapter_cannot_move_into_a_published_version(handbook: HandbookVersion, program: Program) -> None:
    draft = handbooks.start_draft(program)
    with pytest.raises(IntegrityError), transaction.atomic():
        Chapter.objects.filter(version=draft, position=1).update(version=handbook, position=7, slug="moved")


def test_a_picture_never_changes_and_stays_while_a_published_chapter_shows_it(
    program: Program, admin: User, now: datetime
) -> None:
    shown: HandbookImage = HandbookImageFactory.create(program=program)
    spare: HandbookImage = HandbookImageFactory.create(program=program)
    draft = handbooks.start_draft(program)
    add_chapter(draft, title="Map", audience="both", body=f"![A map](image:{shown.key})")
    handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)
    for image in (shown, spare):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandbookImage.objects.filter(pk=image.pk).update(content=b"other")
    with pytest.raises(IntegrityError), transaction.atomic():
        shown.delete()
    assert forget_unused_images(now=now + timedelta(days=9)) == 1
    assert HandbookImage.objects.get() == shown


def test_an_acknowledgement_cannot_be_changed_or_deleted(
    handbook: HandbookVersion, student: User, now: datetime
) -> None:
    acknowledgement = handbooks.acknowledge_handbook(handbook, by=student, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.filter(pk=acknowledgement.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        acknowledgement.delete()


def test_a_draft_is_free(program: Program, handbook: HandbookVersion) -> None:
    draft = handbooks.start_draft(program)
    draft.chapters.filter(position=1).update(body="New words.")
    draft.chapters.get(position=2).delete()
    draft.delete()
    assert not HandbookVersion.objects.filter(state=State.DRAFT).exists()


def test_the_next_version_retires_the_one_before(
    handbook: HandbookVersion, program: Program, admin: User, now: datetime
) -> None:
    second = write_handbook(program, by=admin, now=now, change_note="Clearer.")
    handbook.refresh_from_db()
    assert (handbook.state, second.number, second.state) == (State.SUPERSEDED, 2, State.PUBLISHED)
    handbooks.withdraw_handbook(handbook)
    handbook.refresh_from_db()
    assert handbook.state == State.WITHDRAWN
