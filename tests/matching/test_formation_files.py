"""An instance is taken away as a file, edited, and brought back: what is checked, and what a file cannot do."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.tables.files import MAX_BYTES
from matching.models import Formation
from matching.queries.formations import members_of
from matching.services.forming import form
from pairs.models import Avoidance
from tests.formations import QUICK

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinator: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def avoiding(draft: Formation) -> tuple[User, User]:
    """A mentee who asked not to be matched with a mentor."""
    mentee, mentor = draft.cycle.enrollments.earliest("pk").mentee, draft.cycle.participations.earliest("pk").mentor
    Avoidance.objects.create(mentee=mentee, mentor=mentor)
    return mentee, mentor


def _bring(client: Client, formation: Formation, content: bytes) -> Any:
    file = SimpleUploadedFile("circles.json", content, "application/json")
    return client.post(reverse("matching:form-from-file", args=[formation.pk]), {"file": file})


def _taken(client: Client, formation: Formation) -> dict[str, Any]:
    answer = client.get(reverse("matching:download-formation-file", args=[formation.pk]))
    values: dict[str, Any] = json.loads(answer.content)
    return values


def test_a_file_asks_for_more_than_the_page_and_keeps_apart_whom_it_does_not_name(
    client: Client, draft: Formation, now: datetime
) -> None:
    mentee, mentor = (
        draft.cycle.enrollments.order_by("pk")[0].mentee,
        draft.cycle.participations.order_by("pk")[0].mentor,
    )
    Avoidance.objects.create(mentee=mentee, mentor=mentor)
    asked = _taken(client, draft)
    assert asked["apart"] == [], "nobody reads in it whom a mentee avoids"
    assert mentee.email in asked["people"]
    for number, held in enumerate(sorted(asked["people"])):
        asked["people"][held]["shift"] = ["early", "late"][number % 2]
    asked["aims"] = [{"aim": "gather", "attribute": "shift", "required": True}]
    assert _bring(client, draft, json.dumps(asked).encode()).status_code == 302
    form(draft.pk, clock=lambda: now, search=QUICK)
    draft.refresh_from_db()
    assert (draft.state, draft.file_name) == (Formation.State.PROPOSED, "circles.json")
    group = {member.person: member.group for member in members_of(draft)}
    shifts = {asked["people"][person.email]["shift"]: number for person, number in group.items() if person != mentor
              and person.email in asked["people"]}  # fmt: skip
    assert set(shifts) == {"early", "late"}
    assert all(group[User.objects.get(email=one)] == shifts[held["shift"]] for one, held in asked["people"].items())
    assert group[mentee] != group[mentor]
    page = client.get(reverse("matching:show-formation", args=[draft.pk])).content.decode()
    assert "Formed as the file circles.json asks." in page
    assert "shift · The same within a group" in page
    assert (
        json.loads(client.get(reverse("matching:download-group-result", args=[draft.pk])).content)["lottery"]["seed"]
        == draft.seed
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda asked: asked["people"].update({"nobody@school.example": {}}),
            "people.nobody@school.example: nobody who",
        ),
        (lambda asked: asked["aims"].append({"aim": "tidy", "attribute": "year"}), "aims[1].aim: expected one of"),
        (lambda asked: asked["groups"].update(minimum=0), "groups.minimum: enter 1 to 100"),
        (lambda asked: asked.update(roles=["a", "b", "c", "d"], mentors={}), "roles: 3 are possible here at most"),
        (lambda asked: asked["people"].update({min(asked["people"]).upper(): {}}), "this person is there twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_nothing_is_formed(
    client: Client, draft: Formation, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    asked = _taken(client, draft)
    change(asked)
    answer = _bring(client, draft, json.dumps(asked).encode())
    assert answer.status_code == 422
    assert told in answer.context["file_form"].errors["file"][0]
    draft.refresh_from_db()
    assert draft.state == Formation.State.DRAFT


def test_files_that_are_none_or_too_large_are_refused(client: Client, draft: Formation) -> None:
    for content, told in (
        (b"{", "broken JSON at line 1"),
        (b" " * (MAX_BYTES + 1), "larger than 5 MB"),
        (b"", "empty"),
    ):
        answer = _bring(client, draft, content)
        assert answer.status_code == 422
        assert told in answer.context["file_form"].errors["file"][0]


def test_two_who_are_not_eligible_for_each_other_cannot_be_asked_together_by_a_file(
    client: Client, draft: Formation
) -> None:
    mentee, mentor = (
        draft.cycle.enrollments.order_by("pk")[0].mentee,
        draft.cycle.participations.order_by("pk")[0].mentor,
    )
    Avoidance.objects.create(mentee=mentee, mentor=mentor)
    asked = _taken(client, draft) | {"together": [[mentee.email, mentor.email]]}
    answer = _bring(client, draft, json.dumps(asked).encode())
    assert answer.status_code == 422
    assert "are not eligible for each other" in answer.content.decode()


def test_a_coordinator_who_mentors_this_year_does_not_get_the_file(
    client: Client, draft: Formation, coordinator: User
) -> None:
    draft.cycle.participations.create(mentor=coordinator, state="ready")
    answer = client.get(reverse("matching:download-formation-file", args=[draft.pk]), follow=True)
    assert "ask another coordinator for the file" in answer.content.decode()
