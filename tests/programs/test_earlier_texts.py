"""What the parts of a draft said before: which texts are kept, and how one comes back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core.versions.errors import PartIsGone
from core.versions.history import MOST
from core.versions.parts import put_back
from programs.models import Chapter, ChapterText, Program
from programs.services import chapters, handbooks
from tests.conftest import SignIn
from tests.factories.programs import AppointmentFactory
from tests.handbooks import text
from training.models import Choice, StepText
from training.services import steps
from training.services.modules import Details, create_module, move_module
from training.services.starter import add_starter_set


def _write(chapter: Chapter, body: str, *, by: User, at: datetime) -> Chapter:
    return chapters.edit_chapter(chapter, title="Why", audience="both", body=body, by=by, now=at)


@pytest.fixture
def chapter(program: Program, admin: User, now: datetime) -> Chapter:
    """Written in a published version, so that the draft began with it."""
    draft = handbooks.start_draft(program)
    chapters.add_chapter(draft, title="Why", audience="both", body="In the beginning.")
    handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)
    found: Chapter = handbooks.start_draft(program).chapters.get()
    return found


def _kept() -> list[str]:
    return [row.text["body"] for row in ChapterText.objects.order_by("pk")]


def test_a_text_is_kept_that_stood_or_that_somebody_else_writes_over(
    chapter: Chapter, admin: User, now: datetime
) -> None:
    other = AppointmentFactory.create().user
    written = [
        (0, admin, "One"), (1, admin, "Two"), (9, admin, "Three"), (11, admin, "Four"), (12, admin, "Five"),
        (13, other, "Six"), (14, other, "Six"), (30, other, "Seven"),
    ]  # fmt: skip
    for minutes, by, body in written:
        _write(chapter, body, by=by, at=now + timedelta(minutes=minutes))
    assert _kept() == ["In the beginning.", "Four", "Five", "Six"]
    for number in range(MOST + 3):
        _write(chapter, f"Text {number}", by=admin, at=now + timedelta(hours=number + 1))
    assert len(_kept()) == MOST
    handbooks.publish_handbook(chapter.version, by=admin, change_note="New.", ask_again=False, now=now)
    assert _kept() == []


def test_an_earlier_text_is_looked_at_and_put_back(
    chapter: Chapter,
    admin: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    where = ["compass", chapter.pk]
    page, back = (reverse(f"programs:{name}", args=where) for name in ("list-chapter-texts", "put-chapter-back"))
    office = sign_in(admin)
    assert "Nothing has been written over yet." in text(office.get(page))
    _write(chapter, "Because we can.", by=admin, at=now)
    kept = ChapterText.objects.get()
    with django_assert_num_queries(7):
        shown = office.get(page, {"text": kept.pk})
    assert "As the draft began" in text(shown)
    assert "In the beginning." in text(shown)
    stale = {"text": kept.pk, "revision": chapter.revision}
    refused = office.post(back, stale, follow=True)
    assert "was changed after you opened this page" in text(refused)
    chapter.refresh_from_db()
    office.post(back, {"text": kept.pk, "revision": chapter.revision})
    chapter.refresh_from_db()
    assert (chapter.body, _kept()) == ("In the beginning.", ["In the beginning.", "Because we can."])
    with pytest.raises(PartIsGone):
        put_back(chapter, text=0, by=admin, now=now)


def test_a_step_with_its_choices_comes_back_and_modules_change_places(
    program: Program, admin: User, sign_in: SignIn, now: datetime
) -> None:
    details = Details(title="One", summary="", audience="mentors", minutes=5, required=True, renew_after_years=0)
    module = create_module(program, details=details).module
    step = steps.add_step(module, kind="case", title="A case", body="What now?", choices=[Choice("Go", "Why", True)])
    steps.edit_step(step, title="A case", body="And now?", choices=[], by=admin, now=now)
    step.refresh_from_db()
    office, where = sign_in(admin), ["compass", module.slug, step.pk]
    kept = StepText.objects.get()
    assert "Go" in text(office.get(reverse("training:list-step-texts", args=where), {"text": kept.pk}))
    office.post(reverse("training:put-step-back", args=where), {"text": kept.pk, "revision": step.revision})
    step.refresh_from_db()
    assert (step.body, step.choice_list) == ("What now?", [Choice("Go", "Why", True)])
    add_starter_set(program)
    office.post(reverse("training:move-module", args=["compass", module.slug]), {"direction": "down"})
    move_module(program.training_modules.all()[0], up=True)
    assert [row.pk for row in program.training_modules.all()].index(module.pk) == 1
