"""Writing modules: drafts and versions, two editors at one draft, what a published module refuses, what a form says."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.revisions import EditedMeanwhile
from core.versions.errors import NothingToPublish, VersionIsPublished
from core.versions.parts import delete_part, move_part
from programs.models import Program
from tests.conftest import SignIn
from tests.factories.programs import ProgramFactory
from tests.handbooks import text
from tests.site.two_editors import Window
from tests.training.cast import TYPED, complete, next_version, publish_module
from training.models import ModuleVersion, Step, TrainingModule
from training.services import modules, starter, steps

State = ModuleVersion.State


@pytest.fixture
def browser(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def _url(route: str, version: ModuleVersion, **more: object) -> str:
    where = {"slug": version.module.program.slug, "module_slug": version.module.slug}
    return reverse(f"training:{route}", kwargs={**where, **more})


def test_a_draft_takes_the_place_of_what_is_in_force(module: ModuleVersion, admin: User, now: datetime) -> None:
    second = modules.start_draft(module.module)
    assert modules.start_draft(module.module) == second
    assert [step.title for step in second.steps.all()] == [step.title for step in module.steps.all()]
    with pytest.raises(NothingToPublish) as refused:
        publish_module(second, by=admin, now=now)
    assert refused.value.field == "change_note"
    publish_module(second, by=admin, now=now, change_note="Nothing.")
    module.refresh_from_db()
    assert module.state == State.SUPERSEDED


def test_a_module_without_steps_is_not_published(program: Program, browser: Client) -> None:
    new = reverse("training:add-module", args=[program.slug])
    page = browser.post(new, {"title": "Edit", "summary": "Words.", "audience": "mentors", "minutes": "0"})
    assert (page.status_code, TrainingModule.objects.count()) == (422, 0)
    details = {"title": "Edit", "summary": "Words.", "audience": "mentors", "minutes": "5", "renew_after_years": "1"}
    assert browser.post(new, details).status_code == 302
    draft = ModuleVersion.objects.select_related("module__program").get()
    assert draft.module.slug == "edit-2"
    page = browser.post(_url("publish-module", draft), {"change_note": ""})
    assert page.status_code == 422
    assert "Write at least one step before you publish." in text(page)


def test_a_published_module_cannot_be_changed(module: ModuleVersion, admin: User, now: datetime) -> None:
    changes = {"title": "Other", "minutes": 1, "required": False, "renew_after_years": 0, "sha256": "0" * 64}
    for field, value in changes.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            ModuleVersion.objects.filter(pk=module.pk).update(**{field: value})
    step = module.steps.get(position=2)
    for refused in (
        lambda: Step.objects.filter(pk=step.pk).update(choices=[]),
        lambda: module.steps.create(position=9, kind="reading", title="More", body="More."),
        step.delete,
        lambda: ModuleVersion.objects.filter(pk=module.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()
    with pytest.raises(VersionIsPublished):
        steps.edit_step(step, title="Other", body="Other.")
    next_version(module, by=admin, now=now)
    module.refresh_from_db()
    assert module.text_digest() == module.sha256


def test_steps_are_moved_and_deleted_without_a_gap(draft: ModuleVersion) -> None:
    second = draft.steps.get(position=2)
    move_part(second, direction="up")
    move_part(draft.steps.get(position=1), direction="up")
    delete_part(draft.steps.get(position=2))
    assert list(draft.steps.values_list("position", "kind")) == [(1, "case"), (2, "reflection"), (3, "check")]


def test_whose_text_was_replaced_meanwhile_reads_both(draft: ModuleVersion, browser: Client) -> None:
    step = draft.steps.get(kind="case")
    ours = Window(browser, _url("edit-step", draft, pk=step.pk))
    steps.edit_step(step, title="Theirs", body="Theirs.", choices=step.choice_list)
    assert ours.save(title="Ours", reason_1="Our reason.") == 422
    assert "Two versions" in ours.page
    assert "Theirs" in ours.page
    assert ours.save() == 302
    step.refresh_from_db()
    assert (step.title, step.choice_list[0].reason) == ("Ours", "Our reason.")


def test_nobody_publishes_or_discards_what_they_have_not_seen(draft: ModuleVersion, admin: User, now: datetime) -> None:
    seen = draft.revision
    details = {name: getattr(draft, name) for name in ModuleVersion.DETAILS}
    modules.edit_details(draft.module, details={**details, "minutes": 9})  # type: ignore[typeddict-item]
    for step in (
        lambda: publish_module(draft, by=admin, now=now, began_from=seen),
        lambda: modules.discard_module_draft(draft, began_from=seen),
    ):
        with pytest.raises(EditedMeanwhile, match="after you opened this page"):
            step()


def _publish(step: Step, admin: User, now: datetime) -> None:
    publish_module(step.version, by=admin, now=now)


def _discard(step: Step, admin: User, now: datetime) -> None:
    modules.discard_module_draft(step.version)


def _delete(step: Step, admin: User, now: datetime) -> None:
    delete_part(step)


@pytest.mark.parametrize("meanwhile", [_publish, _delete])
def test_a_text_whose_draft_is_gone_is_shown_and_added_to_the_draft(
    meanwhile: Callable[[Step, User, datetime], None],
    draft: ModuleVersion,
    browser: Client,
    admin: User,
    now: datetime,
) -> None:
    step = draft.steps.get(kind="case")
    window = Window(browser, _url("edit-step", draft, pk=step.pk))
    meanwhile(Step.objects.select_related("version__module").get(pk=step.pk), admin, now)
    answer = browser.post(window.url, dict(window.fields) | TYPED)
    assert answer.status_code == 409
    page = text(answer)
    assert "Nobody is heard in a hurry." in page
    assert ("Version 1 was published" in page) == (meanwhile is _publish)
    assert browser.post(_url("add-step", draft, kind="case"), TYPED).status_code == 302
    added = Step.objects.get(version__state=State.DRAFT, title="Two minutes left")
    assert [choice.fits for choice in added.choice_list] == [False, True]


def test_details_go_into_a_new_draft_when_theirs_was_published(
    draft: ModuleVersion, browser: Client, admin: User, now: datetime
) -> None:
    window = Window(browser, _url("edit-module", draft))
    publish_module(draft, by=admin, now=now)
    assert window.save(title="Another title") == 302
    assert ModuleVersion.objects.get(state=State.DRAFT).title == "Another title"
    draft.refresh_from_db()
    assert (draft.state, draft.title) == (State.PUBLISHED, "First meeting")


def test_a_note_of_a_draft_that_was_discarded_is_not_lost(draft: ModuleVersion, browser: Client) -> None:
    second = _url("publish-module", draft)
    ModuleVersion.objects.create(
        module=draft.module,
        number=2,
        title="Kept",
        summary="",
        state=State.WITHDRAWN,
        sha256="0",
        published_at="2026-01-01T00:00Z",
    )
    modules.discard_module_draft(draft)
    page = browser.post(second, {"change_note": "A note of mine."})
    assert (page.status_code, "A note of mine." in text(page)) == (409, True)


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("case", {"text_2": "", "reason_2": ""}, "text_2", "Write at least two answers."),
        ("case", {"reason_1": ""}, "reason_1", "Say what this answer leads to, and why."),
        ("case", {"reason_3": "Because."}, "text_3", "Write the answer that this belongs to."),
        ("check", {"fits_2": ""}, "fits_1", "Check at least one answer that fits."),
        ("reading", {"body": ""}, "body", "Fill this in."),
        ("case", {"title": "x" * 121}, "title", "at most 120 characters"),
    ],
)
def test_a_step_that_lacks_something_says_what(
    kind: str, typed: dict[str, str], field: str, words: str, draft: ModuleVersion, browser: Client
) -> None:
    page = browser.post(_url("add-step", draft, kind=kind), {**TYPED, **typed})
    assert page.status_code == 422
    assert words in str(page.context["form"].errors[field])
    assert draft.steps.count() == 4


def test_a_preview_shows_what_is_typed_and_keeps_nothing(draft: ModuleVersion, browser: Client) -> None:
    typed = {**TYPED, "body": "Very **new** <script>alert(1)</script>"}
    page = text(browser.post(_url("add-step", draft, kind="case") + "?preview=yes", typed))
    assert "<strong>new</strong>" in page
    assert "<script>alert" not in page
    assert draft.steps.count() == 4
    step = draft.steps.get(kind="reading")
    page = text(browser.post(_url("edit-step", draft, pk=step.pk) + "?preview=yes", typed))
    step.refresh_from_db()
    assert ("<strong>new</strong>" in page, step.body) == (True, "Some *words*.")


def test_a_step_is_saved_while_it_is_written(draft: ModuleVersion, browser: Client, admin: User) -> None:
    script = {"accept": "application/json"}
    answer = browser.post(_url("add-step", draft, kind="case"), TYPED, headers=script).json()
    added = draft.steps.get(pk=answer["part"])
    assert answer["address"] == _url("edit-step", draft, pk=added.pk)
    assert (added.edited_by, answer["revision"]) == (admin, added.revision)
    refused = browser.post(answer["address"], {**TYPED, "reason_1": ""}, headers=script)
    assert (refused.status_code, refused.json()["decide"]) == (422, False)
    assert browser.post(answer["address"], {**TYPED, "revision": "older"}, headers=script).status_code == 200
    other = {**TYPED, "title": "Other", "revision": "older"}
    assert browser.post(answer["address"], other, headers=script).json()["decide"] is True
    html = browser.post(_url("live-preview", draft, kind="case"), TYPED).json()["html"]
    assert "Asking shows that you listened." in html


def test_two_versions_of_a_module_are_compared(module: ModuleVersion, admin: User, browser: Client) -> None:
    assert "There aren’t two versions" in text(browser.get(_url("compare-module", module)))
    draft = modules.start_draft(module.module)
    step = draft.steps.get(kind="case")
    steps.edit_step(step, title=step.title, body="Some *words* more.", choices=step.choice_list[1:])
    page = text(browser.get(_url("compare-module", module)))
    assert "Draft of version 2" in page
    assert "1 step changed," in page
    assert "<del>" in page
    assert "Nobody is heard in a hurry." in page


def test_the_starter_set_can_be_published_as_it_is_and_comes_once(
    program: Program, admin: User, mentor: User, now: datetime
) -> None:
    drafts = starter.add_starter_set(program)
    assert starter.add_starter_set(program) == []
    assert [draft.audience for draft in drafts] == ["mentors"] * 4 + ["mentees"]
    for draft in drafts:
        assert 5 <= draft.minutes <= 15
        kinds = set(draft.steps.values_list("kind", flat=True))
        assert kinds == set(Step.Kind.values)
        draft.full_clean()
        for step in draft.steps.all():
            step.full_clean()
            assert not step.has_choices or any(choice.fits for choice in step.choice_list)
        assert any("Source" in body for body in draft.steps.values_list("body", flat=True))
        publish_module(draft, by=admin, now=now)
    opened = ModuleVersion.objects.get(pk=drafts[0].pk)
    fitting = next(place for place, one in enumerate(opened.steps.get(position=7).choice_list) if one.fits)
    assert fitting == 2
    peers = ProgramFactory.create(institution=program.institution, pairing=Program.Pairing.PEERS)
    assert [draft.audience for draft in starter.add_starter_set(peers)] == ["both"]


def test_a_module_that_was_never_published_goes_with_its_draft(draft: ModuleVersion, browser: Client) -> None:
    page = browser.post(_url("discard-draft", draft), {"revision": draft.revision}, follow=True)
    assert "Module deleted." in text(page)
    assert not TrainingModule.objects.exists()


def test_who_completed_an_old_version_is_told_which(
    module: ModuleVersion, mentor: User, admin: User, sign_in: SignIn, now: datetime
) -> None:
    complete(module, user=mentor, now=now)
    next_version(module, by=admin, now=now)
    page = text(sign_in(mentor).get(_url("show-module", module)))
    assert "On Sun 20 Sep 2026, version 1." in " ".join(page.split())
