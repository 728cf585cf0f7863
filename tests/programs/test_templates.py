"""Templates: each that is shipped opens; a program as one, out and in again; files that are none."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.events import get_event
from programs.imports.starter_templates import STARTERS, starter
from programs.imports.template_files import TemplateRefused, document_of, read_template, write_template
from programs.models import CycleState, Institution, MessageText, Program, SavedTemplate
from programs.queries.message_texts import TextValues, text_values
from programs.services import handbooks
from programs.services.cycles import advance_cycle
from programs.services.message_texts import set_message_text
from programs.services.programs import missing_before_opening, open_program
from programs.services.templates import template_from
from tests.conftest import SignIn
from tests.handbooks import text

FIRST_DAY = "2027-09-06"
OWN_TEXT = TextValues(subject="{program} is waiting", body="Dear {name}: {deadline}. {silence}", is_off=False)


@pytest.fixture
def office(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def _create(office: Client, key: str, **more: str) -> Any:
    fields = {"name": "Lanterns", "template": key, "first_day": FIRST_DAY} | more
    return office.post(reverse("programs:create-program", args=["halden-lake"]), fields)


@pytest.mark.parametrize("key", STARTERS)
def test_each_template_is_set_up_and_opened(key: str, office: Client, admin: User, now: datetime) -> None:
    assert _create(office, key).status_code == 302
    program = Program.objects.get(slug="lanterns")
    missing = missing_before_opening(program)
    assert missing == ["Publish a handbook."]
    draft = program.handbook_versions.get()
    assert draft.chapters.count() == len(starter(key).chapters)
    assert template_from(program, name=starter(key).name, summary=starter(key).summary).extras == starter(key).extras
    assert len(starter(key).extras["training"]) >= 2
    assert starter(key).extras["reminders"]["handbook"]
    assert [survey.phase for survey in program.surveys.all()] == ["mid_year", "end"]
    handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)
    open_program(program)
    cycle = program.cycles.get()
    assert cycle.name.startswith("2027")
    assert advance_cycle(cycle, to=CycleState.ENROLLING, now=now).state == CycleState.ENROLLING
    page = office.get(reverse("programs:show-program", args=["lanterns"]))
    assert starter(key).settings["lead"] in text(page)
    assert starter(key).chapters[0].title in text(
        office.get(reverse("programs:show-template", args=["halden-lake", key]))
    )


def test_a_program_goes_out_as_one_file_and_comes_in_again(
    office: Client, admin: User, institution: Institution
) -> None:
    _create(office, "research")
    program = Program.objects.get(slug="lanterns")
    chapter = program.handbook_versions.get().chapters.first()
    assert chapter
    chapter.body = "See ![a lamp](image:0123abcd) here."
    chapter.save()
    messages = {"list_submitted": TextValues(subject="", body="", is_off=True), "offer_pending": OWN_TEXT}
    for event, own in messages.items():
        set_message_text(program, get_event(event), wanted=own)
    MessageText.objects.create(program=program, event="of_another_version", is_off=True)
    page = reverse("programs:save-template", args=["lanterns"])
    assert office.post(page, {"name": "Lamps", "summary": "For the dark."}).status_code == 302
    assert office.post(page, {"name": "Lamps", "summary": "Again."}).status_code == 422
    saved = SavedTemplate.objects.get()
    file = office.get(reverse("programs:download-template", args=["halden-lake", f"saved-{saved.pk}"]))
    assert read_template(file.content) == template_from(program, name="Lamps", summary="For the dark.")
    assert read_template(file.content).chapters[0].body == "See a lamp here."
    assert read_template(file.content).settings == {**starter("research").settings} | {
        name: getattr(program, name) for name in ("open_requests", "answers_before_ratings", "academic_counseling",
                                                  "unranked_rule", "mentors_each", "second_publisher",
                                                  "voluntary_question", "voluntary_choices", "peers_ask",
                                                  "mentoring_rules", "takes_volunteers", "agreement_rule")
    }  # fmt: skip
    upload = SimpleUploadedFile("lamps.json", json.dumps(json.loads(file.content) | {"games": []}).encode())
    answer = office.post(
        reverse("programs:list-templates", args=["halden-lake"]), {"file": upload, "name": "Lamps 2"}, follow=True
    )
    assert "doesn’t know these parts of the file and left them out: games" in text(answer)
    assert _create(office, f"saved-{SavedTemplate.objects.get(name='Lamps 2').pk}", name="Lamplight").status_code == 302
    taken_over = Program.objects.get(slug="lamplight")
    assert {event: text_values(taken_over, get_event(event)) for event in messages} == messages
    assert taken_over.message_texts.count() == len(messages)
    office.post(reverse("programs:delete-template", args=["halden-lake", f"saved-{saved.pk}"]))
    assert SavedTemplate.objects.count() == 1


Change = Callable[[dict[str, Any]], object]


def _step(file: dict[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = file["training"][0]["steps"][0]
    return step


BROKEN: dict[str, tuple[Change, str]] = {
    "k of one": (lambda d: d["settings"].update(answers_before_ratings=1), "settings, answers_before_ratings"),
    "another format": (lambda file: file.update(format="recipe"), "format"),
    "a newer version": (lambda file: file.update(version=2), "version"),
    "a version in words": (lambda file: file.update(version=True), "version"),
    "no name": (lambda file: file.update(name=" "), "name"),
    "no handbook": (lambda file: file.pop("handbook"), "handbook"),
    "a setting that isn’t one": (lambda file: file["settings"].update(status="open"), "settings, status"),
    "a number as text": (lambda file: file["settings"].update(list_length="6"), "settings, list_length"),
    "a list too long": (lambda file: file["settings"].update(list_length=40), "settings, list_length"),
    "no such method": (lambda file: file["settings"].update(pairing="beauty"), "settings, pairing"),
    "counseling with conflicts": (
        lambda file: file["settings"].update(academic_counseling=True, conflict_policy="warn"),
        "settings, conflict_policy",
    ),
    "a date missing": (lambda file: file["year"].pop("ends_on"), "year, ends_on"),
    "a date too far": (lambda file: file["year"].update(ends_on={"days": 10**9}), "year, ends_on"),
    "dates out of order": (lambda file: file["year"].update(ends_on={"days": 0}), "year, ends_on"),
    "no hour": (lambda file: file["year"]["ranking_opens_at"].update(at="25:00"), "year, ranking_opens_at"),
    "a chapter without a title": (lambda file: file["handbook"][2].update(title=""), "handbook, chapter 3, title"),
    "an audience of none": (lambda file: file["handbook"][0].update(audience="cats"), "handbook, chapter 1, audience"),
    "a chapter too much": (lambda file: file["handbook"][0].update(slug="x"), "handbook, chapter 1"),
    "too many chapters": (lambda file: file.update(handbook=file["handbook"] * 9), "handbook"),
    "a reminder of none": (lambda file: file["reminders"].update(moon=[1]), "reminders, moon"),
    "a reminder too late": (lambda file: file["reminders"].update(logs=[2, 61]), "reminders, logs"),
    "no list of messages": (lambda file: file.update(messages=[]), "messages"),
    "a message of none": (lambda file: file.update(messages={"moon": OWN_TEXT}), "messages, moon"),
    "a message without its deadline": (
        lambda file: file.update(messages={"offer_pending": OWN_TEXT | {"body": "Answer!"}}),
        "messages, offer_pending, body",
    ),
    "a word that isn’t known": (
        lambda file: file.update(messages={"offer_pending": OWN_TEXT | {"subject": "{moon}"}}),
        "messages, offer_pending, subject",
    ),
    "a message that says nothing": (
        lambda file: file.update(messages={"offer_pending": OWN_TEXT | {"subject": "", "body": ""}}),
        "messages, offer_pending",
    ),
    "a message too long": (
        lambda file: file.update(messages={"offer_pending": OWN_TEXT | {"subject": "x" * 81}}),
        "messages, offer_pending, subject",
    ),
    "a message half off": (
        lambda file: file.update(messages={"offer_pending": OWN_TEXT | {"is_off": "yes"}}), "messages, offer_pending",
    ),
    "a match that is off": (
        lambda file: file.update(messages={"pair_started": {"subject": "", "body": "", "is_off": True}}),
        "messages, pair_started",
    ),
    "a module without a title": (lambda file: file["training"][0].update(title=""), "training, module 1, title"),
    "a module that costs": (lambda file: file["training"][0].update(price=1), "training, module 1"),
    "a renewal in words": (
        lambda file: file["training"][1].update(renew_after_years="3"), "training, module 2, renew_after_years",
    ),
    "a step of no kind": (lambda file: _step(file).update(kind="film"), "training, module 1, step 1, kind"),
    "a case without answers": (
        lambda file: _step(file).update(kind="case", choices=[]), "training, module 1, step 1, choices",
    ),
    "no list of modules": (lambda file: file.update(training={}), "training"),
    "a survey twice": (lambda file: file.update(surveys=file["surveys"][:1] * 2), "surveys, survey 2, name"),
    "a survey at no time": (lambda file: file["surveys"][0].update(phase="noon"), "surveys, survey 1, phase"),
    "a survey without parts": (lambda file: file["surveys"][1]["content"].update(blocks=[]), "surveys, survey 2"),
    "no list of surveys": (lambda file: file.update(surveys={}), "surveys"),
    "half a character": (lambda file: file.update(summary="\ud800"), ""),
    "no character": (lambda file: file["handbook"][0].update(body="a\x00b"), ""),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_wrong_file_is_refused_with_the_place(what: str) -> None:
    change, place = BROKEN[what]
    document = document_of(starter("circles"))
    change(document)
    with pytest.raises(TemplateRefused) as refused:
        read_template(json.dumps(document).encode())
    assert place in [problem.place for problem in refused.value.problems]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 90_000, b"null", b'{"format": NaN}', b"PK\x03\x04"])
def test_what_is_no_template_is_refused_on_the_page(content: bytes, office: Client, institution: Institution) -> None:
    answer = office.post(
        reverse("programs:list-templates", args=["halden-lake"]),
        {"file": SimpleUploadedFile("x.json", content or b" ")},
    )
    assert answer.status_code == 422
    assert "upload it again" in text(answer)
    assert not SavedTemplate.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"first_day": ""}, "first_day"), ({"first_day": "2026-08-01"}, "first_day"), ({"template": "cats"}, "template")],
)
def test_a_program_that_cannot_begin(
    change: dict[str, str], field: str, office: Client, admin: User, now: datetime, sign_in: SignIn
) -> None:
    with time_machine.travel(now):
        answer = _create(sign_in(admin), "one-to-one", **change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Program.objects.exists()


def test_a_shipped_template_is_a_file_like_any_other(institution: Institution) -> None:
    for key in STARTERS:
        assert read_template(write_template(starter(key))) == starter(key)
