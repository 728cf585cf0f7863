from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from core.versions.drafts import discard_draft
from core.versions.errors import NothingToPublish, VersionIsPublished
from core.versions.parts import delete_part, move_part
from notifications.events import get_event
from notifications.models import Message
from people.models import Enrollment, MentorParticipation
from programs.models import Acknowledgement, Chapter, HandbookVersion, Program
from programs.queries.handbooks import acknowledgement_rows, has_acknowledged
from programs.services import chapters, handbooks
from tests.handbooks import write_handbook


def test_the_digest_is_of_every_chapter_in_its_order(program: Program) -> None:
    draft = handbooks.start_draft(program)
    first = chapters.add_chapter(draft, title="One", audience="both", body="a")
    chapters.add_chapter(draft, title="Two", audience="both", body="b")
    digests = {draft.text_digest()}
    move_part(first, direction="down")
    digests.add(draft.text_digest())
    chapters.edit_chapter(first, title="One", audience="mentors", body="a")
    digests.add(draft.text_digest())
    assert len(digests) == 3
    assert all(len(digest) == 64 for digest in digests)


def test_a_handbook_without_chapters_is_not_published(program: Program, admin: User, now: datetime) -> None:
    draft = handbooks.start_draft(program)
    with pytest.raises(NothingToPublish):
        handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)


def test_the_second_version_says_what_changed(
    handbook: HandbookVersion, program: Program, admin: User, now: datetime
) -> None:
    draft = handbooks.start_draft(program)
    with pytest.raises(NothingToPublish) as refused:
        handbooks.publish_handbook(draft, by=admin, change_note="  ", ask_again=True, now=now)
    assert refused.value.field == "change_note"
    assert program.handbook_versions.get(state="published") == handbook


def test_publishing_twice_is_refused(handbook: HandbookVersion, admin: User, now: datetime) -> None:
    with pytest.raises(VersionIsPublished):
        handbooks.publish_handbook(handbook, by=admin, change_note="x", ask_again=True, now=now)


def test_chapters_of_a_published_version_are_refused_with_words(handbook: HandbookVersion) -> None:
    chapter = handbook.chapters.get(position=1)
    with pytest.raises(VersionIsPublished):
        chapters.add_chapter(handbook, title="More", audience="both", body="x")
    with pytest.raises(VersionIsPublished):
        chapters.edit_chapter(chapter, title="Other", audience="both", body="x")
    with pytest.raises(VersionIsPublished):
        move_part(chapter, direction="down")
    with pytest.raises(VersionIsPublished):
        delete_part(chapter)
    with pytest.raises(VersionIsPublished):
        discard_draft(handbook)


def test_a_draft_begins_with_the_chapters_in_force_and_there_is_one(
    handbook: HandbookVersion, program: Program
) -> None:
    draft = handbooks.start_draft(program)
    assert handbooks.start_draft(program) == draft
    assert list(draft.chapters.values_list("slug", "body")) == list(handbook.chapters.values_list("slug", "body"))


def test_chapters_move_and_close_the_gap(program: Program) -> None:
    draft = handbooks.start_draft(program)
    one, two, three = (chapters.add_chapter(draft, title=title, audience="both", body="x") for title in ("A", "B", "C"))
    move_part(three, direction="up")
    move_part(one, direction="up")
    assert list(draft.chapters.values_list("title", flat=True)) == ["A", "C", "B"]
    delete_part(one)
    assert list(draft.chapters.values_list("title", "position")) == [("C", 1), ("B", 2)]
    assert two.version_id == draft.pk


def test_addresses_of_chapters_are_free_and_unique(program: Program) -> None:
    draft = handbooks.start_draft(program)
    titles = ("Search", "Help", "Help", "救急")
    slugs = [chapters.add_chapter(draft, title=t, audience="both", body="x").slug for t in titles]
    assert slugs == ["search-2", "help", "help-2", "chapter"]


def test_news_goes_to_those_who_take_part_with_a_reminder_after_a_week(
    program: Program, admin: User, student: User, mentor: User, outsider: User, now: datetime
) -> None:
    version = write_handbook(program, by=admin, now=now)
    rows = set(Message.objects.values_list("recipient", "event", "due_at"))
    assert rows == {
        (person.pk, "handbook_published", due) for person in (student, mentor) for due in (now, now + timedelta(days=7))
    }
    assert version.state == HandbookVersion.State.PUBLISHED


def test_nobody_is_told_who_has_left(
    program: Program,
    admin: User,
    enrollment: Enrollment,
    participation: MentorParticipation,
    now: datetime,
) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.WITHDRAWN)
    MentorParticipation.objects.filter(pk=participation.pk).update(state=MentorParticipation.State.DECLINED)
    write_handbook(program, by=admin, now=now)
    assert Message.objects.count() == 0


def test_a_version_that_does_not_ask_again_has_no_reminder(
    handbook: HandbookVersion, program: Program, admin: User, student: User, mentor: User, now: datetime
) -> None:
    handbooks.acknowledge_handbook(handbook, by=student, now=now)
    draft = handbooks.start_draft(program)
    version = handbooks.publish_handbook(draft, by=admin, change_note="A comma.", ask_again=False, now=now)
    of_version = Message.objects.filter(subject_pk=str(version.pk))
    assert of_version.filter(recipient=student).count() == 1
    assert of_version.filter(recipient=mentor).count() == 2, "who has acknowledged nothing is reminded still"


def test_the_reminder_matters_until_the_person_has_acknowledged(
    program: Program, admin: User, student: User, now: datetime
) -> None:
    version = write_handbook(program, by=admin, now=now)
    event = get_event("handbook_published")
    reminder = Message.objects.get(recipient=student, due_at__gt=now)
    news = Message.objects.get(recipient=student, due_at=now)
    assert event.still_matters(reminder)
    handbooks.acknowledge_handbook(version, by=student, now=now)
    assert not event.still_matters(reminder)
    assert event.still_matters(news)
    write_handbook(program, by=admin, now=now, change_note="New.")
    news = Message.objects.get(pk=news.pk)  # as a later delivery reads it
    assert not event.still_matters(news)
    assert event.path(news) == "/programs/compass/handbook/"


def test_acknowledging_twice_is_one_acknowledgement_of_the_exact_text(
    handbook: HandbookVersion, student: User, now: datetime
) -> None:
    first = handbooks.acknowledge_handbook(handbook, by=student, now=now)
    again = handbooks.acknowledge_handbook(handbook, by=student, now=now + timedelta(days=1))
    assert first == again
    assert Acknowledgement.objects.get().sha256 == handbook.sha256
    assert Acknowledgement.objects.get().acknowledged_at == now


def test_only_the_version_in_force_is_acknowledged_and_by_those_who_take_part(
    handbook: HandbookVersion, program: Program, admin: User, student: User, outsider: User, now: datetime
) -> None:
    with pytest.raises(WrongState):
        handbooks.acknowledge_handbook(handbook, by=outsider, now=now)
    write_handbook(program, by=admin, now=now, change_note="New.")
    handbook.refresh_from_db()
    with pytest.raises(WrongState):
        handbooks.acknowledge_handbook(handbook, by=student, now=now)


@pytest.mark.parametrize("ask_again", [True, False])
def test_an_earlier_acknowledgement_holds_unless_the_version_asks_again(
    ask_again: bool, handbook: HandbookVersion, program: Program, admin: User, student: User, now: datetime
) -> None:
    handbooks.acknowledge_handbook(handbook, by=student, now=now)
    draft = handbooks.start_draft(program)
    version = handbooks.publish_handbook(draft, by=admin, change_note="New.", ask_again=ask_again, now=now)
    assert has_acknowledged(student, program) is not ask_again
    row = next(row for row in acknowledgement_rows(version) if row.person == student)
    assert (row.acknowledged_at is None) is ask_again


def test_an_acknowledgement_makes_a_trained_mentor_ready(
    handbook: HandbookVersion, offering: None, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    MentorParticipation.objects.update(state=MentorParticipation.State.ACCEPTED, trained_on=now.date())
    handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    participation.refresh_from_db()
    assert participation.state == MentorParticipation.State.READY


def test_only_a_replaced_version_is_withdrawn(handbook: HandbookVersion) -> None:
    with pytest.raises(WrongState):
        handbooks.withdraw_handbook(handbook)


@pytest.mark.parametrize(
    ("words", "minutes"), [("", 1), ("Two words.", 1), ("- don’t\n" * 476, 2), ("| ten | words |\n" * 700, 6)]
)
def test_reading_time_is_counted_in_words(words: str, minutes: int) -> None:
    assert Chapter(body=words).minutes == minutes
