"""A handbook in force, and the lists of an institution."""

from datetime import datetime
from typing import Protocol

import pytest

from accounts.models import Language, User
from people.models import MentorParticipation, PersonalInterest, SupportOffer
from programs.models import HandbookVersion, Institution, Program
from programs.services import chapters, handbooks
from tests.factories.programs import InterestTermFactory


class Answer(Protocol):
    """What a test client gets back."""

    @property
    def content(self) -> bytes: ...


def text(response: Answer) -> str:
    """Return the page as words."""
    return response.content.decode()


def write_handbook(program: Program, *, by: User, now: datetime, change_note: str = "") -> HandbookVersion:
    """Publish a version with three chapters, or the next one with the same chapters."""
    draft = handbooks.start_draft(program)
    if not draft.chapters.exists():
        for title, body in (
            ("Why we mentor", "Nobody learns medicine from books alone."),
            ("Confidentiality", "## What stays\n\nWhat you say **stays** here.\n\n- harm\n- law"),
            ("Getting help", "Call the résidence line. Auslöser sind egal."),
        ):
            chapters.add_chapter(draft, title=title, audience="both", body=body)
    return handbooks.publish_handbook(draft, by=by, change_note=change_note, ask_again=True, now=now)


@pytest.fixture
def handbook(program: Program, admin: User, now: datetime) -> HandbookVersion:
    """Version 1 of the program's handbook, in force."""
    return write_handbook(program, by=admin, now=now)


@pytest.fixture
def offering(participation: MentorParticipation, institution: Institution) -> None:
    """The mentor has said what they offer and what interests them."""
    SupportOffer.objects.create(participation=participation, function="networking")
    term = InterestTermFactory.create(institution=institution)
    PersonalInterest.objects.create(user=participation.mentor, term=term)


@pytest.fixture
def lists(institution: Institution) -> None:
    Language.objects.create(code="en", name="English")
    Language.objects.create(code="fr", name="French")
    InterestTermFactory.create(institution=institution, slug="surgery", name="Surgery")
