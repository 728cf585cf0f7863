"""Two save the same form at the same moment: one is stored, the other sees it."""

from datetime import datetime

import pytest

from accounts.models import User
from core.revisions import revision_of, stored_fields
from people.models import MentorParticipation
from people.services import oversight
from programs.models import Chapter, HandbookVersion, Program
from programs.queries.contacts import contacts_of
from programs.services import chapters, handbooks, programs
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _one_of_two(results: list[str]) -> None:
    assert sorted(results) == ["EditedMeanwhile", "done"]


def _chapter(program: Program) -> Chapter:
    draft = handbooks.start_draft(program)
    return chapters.add_chapter(draft, title="Why", audience="both", body="Because.")


def test_two_save_one_chapter(program: Program) -> None:
    chapter = _chapter(program)
    seen = chapter.revision

    def save(body: str) -> object:
        return chapters.edit_chapter(chapter, title="Why", audience="both", body=body, began_from=seen)

    _one_of_two(at_once([lambda: save("First."), lambda: save("Second.")]))
    assert Chapter.objects.get().body in ("First.", "Second.")


def test_a_chapter_is_saved_while_the_draft_is_published(program: Program, admin: User, now: datetime) -> None:
    chapter = _chapter(program)
    draft = chapter.version
    seen, text = chapter.revision, draft.revision
    results = at_once(
        [
            lambda: chapters.edit_chapter(chapter, title="Why", audience="both", body="New.", began_from=seen),
            lambda: handbooks.publish_handbook(
                draft, by=admin, change_note="", ask_again=True, now=now, began_from=text
            ),
        ]
    )
    version = HandbookVersion.objects.get()
    published = version.state == HandbookVersion.State.PUBLISHED
    assert results == (["VersionIsPublished", "done"] if published else ["done", "EditedMeanwhile"])
    assert version.chapters.get().body == ("Because." if published else "New.")


def test_two_publish_one_draft(program: Program, admin: User, now: datetime) -> None:
    draft = _chapter(program).version

    def publish() -> object:
        return handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)

    assert sorted(at_once([publish, publish])) == ["VersionIsPublished", "done"]


def test_two_save_one_program_and_its_contacts(program: Program) -> None:
    seen = revision_of(stored_fields(program, ("purpose",)))
    _one_of_two(
        at_once(
            [
                lambda: programs.update_program(program, fields={"purpose": "To learn."}, began_from=seen),
                lambda: programs.update_program(program, fields={"purpose": "To grow."}, began_from=seen),
            ]
        )
    )
    Program.objects.filter(pk=program.pk).update(status=Program.Status.DRAFT)
    contacts = revision_of({"contacts": contacts_of(program)})
    entry = {"text": "Day and night.", "phone": "1", "email": ""}
    _one_of_two(
        at_once(
            [
                lambda: programs.set_help_contacts(
                    program, contacts=[{"heading": "At night", **entry}], began_from=contacts
                ),
                lambda: programs.set_help_contacts(
                    program, contacts=[{"heading": "By day", **entry}], began_from=contacts
                ),
            ]
        )
    )
    assert program.help_contacts.count() == 1


def test_two_decide_about_one_mentor(participation: MentorParticipation, coordinator: User, now: datetime) -> None:
    names = ("capacity", "department", "trained_on", "co_mentor", "mentor_since")
    seen = revision_of(stored_fields(participation, names))
    rest = {"department": "", "trained_on": None, "co_mentor": None, "mentor_since": None}

    def decide(capacity: int) -> object:
        return oversight.oversee_participation(
            participation,
            capacity=capacity,
            began_from=seen,
            by=coordinator,
            now=now,
            **rest,  # type: ignore[arg-type]
        )

    _one_of_two(at_once([lambda: decide(4), lambda: decide(5)]))
