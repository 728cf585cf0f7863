"""A list by upload: preview, confirmation, errors, templates."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.tables.columns import Column
from core.tables.errors import UnreadableFile
from core.tables.files import read_table
from people.imports.columns import COLUMNS, PEOPLE
from people.imports.template import csv_template, xlsx_template
from people.models import Enrollment, MentorParticipation, PendingImport
from people.services.pending_imports import forget_old_files
from people.tasks import forget_old
from programs.models import Cycle, Program
from tests.factories.people import EnrollmentFactory
from tests.people.lists import FULL_ROWS, HEADER, HOSTILE, NOOR, RUTH, lines, workbook

SignIn = Callable[[User], Client]


def upload(client: Client, content: bytes, name: str = "people.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("people:import-people", args=["compass"]), {"file": file})


def test_upload_preview_confirm(cycle: Cycle, lists: None, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(*FULL_ROWS))["Location"]
    page = client.get(preview)
    assert [(kind.value, n) for kind, n in page.context["tally"] if n] == [("new", 3)]
    assert "Import 3 rows" in page.content.decode()
    assert not User.objects.filter(email="noor@haldenlake.example").exists()
    assert client.post(preview)["Location"] == reverse("people:list-people", args=["compass"])
    assert Enrollment.objects.count() == 2
    assert not PendingImport.objects.exists()
    assert client.post(preview)["Location"] == reverse("people:list-people", args=["compass"])
    assert Enrollment.objects.count() == 2


def test_the_good_rows_go_in_when_somebody_says_so_and_the_others_wait(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(HEADER, NOOR, "mentee,<b>nobody,A,B"))["Location"]
    page = client.get(preview).content.decode()
    assert "This isn’t an email address." in page
    assert "<b>nobody" not in page
    refused = client.post(preview)
    assert refused.status_code == 422
    assert not Enrollment.objects.exists()
    assert client.post(preview, {"only_good": "on"})["Location"] == preview
    assert Enrollment.objects.get().mentee.email == "noor@haldenlake.example"
    waiting = client.get(preview + "needs-attention.csv").content.decode("utf-8-sig").splitlines()
    assert waiting[0] == "role,email,given_name,family_name,What to do"
    assert waiting[1].startswith("mentee,<b>nobody,A,B,This isn’t an email address.")
    assert len(waiting) == 2


def test_a_workbook_by_upload(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    content = workbook(HEADER.split(","), RUTH.split(","))
    client = sign_in(coordinator)
    client.post(upload(client, content, "people.xlsx")["Location"])
    assert MentorParticipation.objects.get().mentor.family_name == "Nambozo-Hale"


@pytest.mark.parametrize("kind", ["bomb", "too large", "nul", "empty", "a picture"])
def test_a_hostile_upload_gets_a_message(kind: str, cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    response = upload(sign_in(coordinator), HOSTILE[kind][0])
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_no_file_is_a_message(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    response = sign_in(coordinator).post(reverse("people:import-people", args=["compass"]))
    assert response.status_code == 422


def test_a_waiting_file_is_encrypted_and_goes_after_a_day(
    cycle: Cycle, coordinator: User, sign_in: SignIn, program: Program
) -> None:
    client = sign_in(coordinator)
    first = upload(client, lines(HEADER, NOOR))["Location"]
    stored = PendingImport.objects.values_list("content", flat=True).get()
    assert b"haldenlake" not in bytes(stored)
    PendingImport.objects.update(uploaded_at=datetime(2020, 1, 1, tzinfo=UTC))
    second = upload(client, lines(HEADER, RUTH))["Location"]
    gone = client.get(first)
    assert gone.status_code == 404
    assert "We no longer have this file" in gone.content.decode()
    assert client.post(second + "cancel/").status_code == 302
    assert not PendingImport.objects.exists()


def test_what_became_wrong_meanwhile_is_not_imported(
    cycle: Cycle, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    row = f"mentor,{participation.mentor.email},Ruth,Nambozo-Hale,1"
    preview = upload(client, lines(HEADER + ",capacity", row))["Location"]
    assert client.get(preview).context["waiting"] == 0
    MentorParticipation.objects.update(places_taken=2)
    assert client.post(preview).status_code == 422
    participation.refresh_from_db()
    assert participation.capacity == 2


def test_nobody_has_to_come_for_an_old_file_to_go(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(HEADER, NOOR))["Location"]
    uploaded = PendingImport.objects.get().uploaded_at
    assert forget_old_files(now=uploaded + timedelta(hours=23)) == 0
    assert forget_old_files(now=uploaded + timedelta(hours=24)) == 1
    assert client.post(preview).status_code == 404
    assert not Enrollment.objects.exists()
    beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_old.name in beat


def test_a_file_that_has_waited_for_a_day_is_not_imported_although_it_is_still_there(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(HEADER, NOOR))["Location"]
    PendingImport.objects.update(uploaded_at=timezone.now() - timedelta(days=1))
    assert client.post(preview).status_code == 404
    assert not Enrollment.objects.exists()


def test_a_file_that_would_do_something_else_by_now_is_shown_again(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    preview = upload(client, lines(HEADER, NOOR))["Location"]
    seen = {"revision": client.get(preview).context["revision"]}
    EnrollmentFactory.create(cycle=cycle, mentee__email="noor@haldenlake.example")
    refused = client.post(preview, seen)
    assert refused.status_code == 422
    assert "Something changed after you opened this page" in refused.content.decode()
    assert Enrollment.objects.get().mentee.given_name != "Noor"
    assert client.post(preview, {"revision": refused.context["revision"]}).status_code == 302
    assert Enrollment.objects.get().mentee.given_name == "Noor"


def test_twenty_files_in_ten_minutes_are_enough_for_one_person(
    cycle: Cycle, coordinator: User, admin: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    with time_machine.travel(datetime(2026, 9, 20, 14, 3, tzinfo=UTC), tick=False):
        for _ in range(20):
            assert upload(client, b"x").status_code == 422
        refused = upload(client, lines(HEADER, NOOR))
        assert refused.context["form"].errors["file"] == [
            "You’ve done that several times in a short while. Please try again at 10:10."
        ]
        roster = client.post(
            reverse("pairs:import-conflicts", args=["compass"]), {"file": SimpleUploadedFile("a", b"x")}
        )
        assert "Please try again at 10:10." in roster.content.decode()
        assert upload(sign_in(admin), lines(HEADER, NOOR)).status_code == 302
    with time_machine.travel(datetime(2026, 9, 20, 14, 10, tzinfo=UTC), tick=False):
        assert upload(client, lines(HEADER, NOOR)).status_code == 302


def test_templates_download(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    for kind, start in (("csv", b"\xef\xbb\xbfrole,email"), ("xlsx", b"PK")):
        response = client.get(reverse("people:download-template", args=["compass", kind]))
        assert response.content.startswith(start)
        assert f"people.{kind}" in response["Content-Disposition"]
    assert client.get(reverse("people:download-template", args=["compass", "exe"])).status_code == 404


def test_without_a_year_the_page_leads_to_planning_one(program: Program, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    page = client.get(reverse("people:import-people", args=["compass"]))
    assert "No open year is planned." in page.content.decode()
    assert upload(client, lines(HEADER, NOOR)).status_code == 200
    assert not PendingImport.objects.exists()


@pytest.mark.parametrize("template", [csv_template, xlsx_template])
def test_a_filled_template_can_be_imported(template: Callable[[Sequence[Column]], bytes], cycle: Cycle) -> None:
    empty = template(COLUMNS)
    with pytest.raises(UnreadableFile) as refused:
        read_table(empty, PEOPLE)
    assert "no rows" in refused.value.message


def test_the_manual_names_every_column() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    for column in COLUMNS:
        assert f"`{column.name}`" in manual
