"""The pages on which groups are formed: who reads what, what a form does, how often they ask the database."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Language, User
from matching.models import Formation, FormationChange
from matching.queries.formations import members_of
from matching.services.formations import back_to_settings, begin_forming, leave_out, wish_pair
from pairs.models import MentoringGroup
from people.models import MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import FormationFactory
from tests.formations import formed, people_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _url(name: str, pk: int) -> str:
    return reverse(f"matching:{name}", kwargs={"pk": pk})


def _text(client: Client, formation: Formation) -> str:
    return client.get(_url("show-formation", formation.pk)).content.decode()


def _filled(client: Client, formation: Formation, **changed: object) -> dict[str, object]:
    """The settings form as a browser would send it."""
    form = client.get(_url("show-formation", formation.pk)).context["form"]
    values = {field.name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not False} | changed


def test_a_draft_says_what_its_people_make(client: Client, draft: Formation) -> None:
    assert "4 mentees and 2 mentors who can lead. They make 2 groups of 2." in _text(client, draft)


def test_the_lottery_is_committed_before_and_shown_after(client: Client, draft: Formation, now: datetime) -> None:
    before = _text(client, draft)
    assert draft.commitment in before
    assert str(draft.seed) not in before
    assert str(draft.seed) in _text(client, formed(draft, now))


def test_a_coordinator_starts_with_a_draft_once(client: Client, cycle: Cycle) -> None:
    people_for(cycle)
    address = reverse("matching:create-formation", kwargs={"slug": "compass"})
    first = client.post(address, {"cycle": cycle.pk})
    assert client.post(address, {"cycle": cycle.pk})["Location"] == first["Location"]
    assert Formation.objects.count() == 1
    assert client.post(address, {"cycle": "nine"}).status_code == 404


def test_settings_are_kept_and_the_groups_formed_at_once(
    client: Client, draft: Formation, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    data = _filled(client, draft, most="3", languages_weight="3", languages_wish="accompany", form="now")
    assert client.post(_url("change-formation", draft.pk), data).status_code == 302
    draft.refresh_from_db()
    assert draft.most == 3
    assert {"attribute": "languages", "wish": "accompany", "weight": 3} in draft.aims
    assert draft.state == Formation.State.FORMING


def test_impossible_sizes_come_back_beside_their_field(client: Client, draft: Formation) -> None:
    data = _filled(client, draft, fewest="4", most="3")
    answer = client.post(_url("change-formation", draft.pk), data)
    assert answer.status_code == 422
    assert "Enter at least as many as in the smallest group." in answer.content.decode()


def test_a_second_editor_sees_both_versions(client: Client, draft: Formation) -> None:
    stale = _filled(client, draft, most="3")
    client.post(_url("change-formation", draft.pk), _filled(client, draft, most="4"))
    answer = client.post(_url("change-formation", draft.pk), stale)
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.most == 4


def test_two_people_are_found_by_name_or_address(client: Client, draft: Formation) -> None:
    one, other = (row.mentee for row in draft.cycle.enrollments.all()[:2])
    address = _url("wish-formation-pair", draft.pk)
    named = {"one": str(one), "other": other.email, "wish": "together"}
    assert client.post(address, named).status_code == 302
    assert draft.pairs.get().together
    unknown = client.post(address, named | {"other": "Nobody At All"})
    assert unknown.status_code == 422
    assert "Nobody who takes part is called that." in unknown.content.decode()
    assert client.post(address, named | {"other": str(one)}).status_code == 422


def test_while_groups_are_formed_the_page_asks_again_by_itself(client: Client, draft: Formation, now: datetime) -> None:
    begin_forming(draft, now=now)
    Formation.objects.update(progress={"total": 12, "bound": 3, "seconds": 4.2})
    text = _text(client, draft)
    assert 'hx-trigger="every 2s"' in text
    assert "the best groups so far are 12 points off" in text
    part = client.get(_url("show-formation", draft.pk), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    back_to_settings(draft)
    over = client.get(_url("show-formation", draft.pk), headers={"HX-Request": "true"})
    assert over["HX-Refresh"] == "true"


def test_the_proposed_groups_stand_beside_a_random_draw(client: Client, proposed: Formation) -> None:
    text = _text(client, proposed)
    assert "These groups are 0 points off." in text
    assert "Proven: no other groups are better." in text
    assert "<svg" in text
    assert all(str(member.person) in text for member in members_of(proposed))


def test_a_member_is_moved_on_a_page_that_names_the_cost(client: Client, proposed: Formation) -> None:
    member = next(one for one in members_of(proposed) if one.enrollment_id)
    page = client.get(_url("show-proposed-member", member.pk))
    text = page.content.decode()
    assert "costs nothing" in text
    assert "4 points more off" in text
    partner = page.context["swaps"][0][1].partner.pk
    data = {"revision": page.context["revision"], "partner": partner}
    assert client.post(_url("move-proposed-member", member.pk), data).status_code == 302
    assert FormationChange.objects.count() == 1
    refused = client.post(_url("move-proposed-member", member.pk), data, follow=True)
    assert "Someone changed the groups after you opened this page." in refused.content.decode()
    assert FormationChange.objects.count() == 1


def test_publishing_twice_makes_the_groups_once(client: Client, proposed: Formation) -> None:
    revision = client.get(_url("show-formation", proposed.pk)).context["revision"]
    for _again in range(2):
        answer = client.post(_url("publish-groups", proposed.pk), {"revision": revision})
        assert answer.status_code == 302
    assert MentoringGroup.objects.count() == 2
    assert "2 groups are published" in _text(client, proposed)


def test_a_stale_page_does_not_publish(client: Client, proposed: Formation) -> None:
    answer = client.post(_url("publish-groups", proposed.pk), {"revision": "0" * 64})
    assert answer.status_code == 409
    assert not MentoringGroup.objects.exists()


def test_the_files_pass_the_checker_that_is_downloaded_with_them(
    client: Client, proposed: Formation, tmp_path: Path
) -> None:
    files = {
        name: client.get(_url(f"download-group-{name}", proposed.pk)).content
        for name in ("instance", "result", "verifier")
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    checked = subprocess.run(
        [sys.executable, "verifier", "instance", "result"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "verified: all holds\n")
    assert json.loads(files["result"])["lottery"]["seed"] == proposed.seed


def test_a_coordinator_who_mentors_this_year_does_not_get_the_files(
    client: Client, proposed: Formation, coordinator: User
) -> None:
    MentorParticipation.objects.create(cycle=proposed.cycle, mentor=coordinator, state="ready")
    assert client.get(_url("download-group-instance", proposed.pk)).status_code == 302
    assert "ask another coordinator to download the files" in _text(client, proposed)


Make = Callable[[Cycle, int, datetime], str]


def _draft_page(cycle: Cycle, rows: int, _now: datetime) -> str:
    people_for(cycle, groups=rows * 2)
    formation = FormationFactory.create(cycle=cycle)
    mentees = [row.mentee for row in cycle.enrollments.all()]
    for at in range(rows):
        wish_pair(formation, people=(mentees[2 * at], mentees[2 * at + 1]), together=True)
    leave_out(formation, person=mentees[-1], out=True)
    return _url("show-formation", formation.pk)


def _people_page(cycle: Cycle, rows: int, _now: datetime) -> str:
    people_for(cycle, groups=rows)
    return _url("list-formation-people", FormationFactory.create(cycle=cycle).pk)


def _proposed_page(cycle: Cycle, rows: int, now: datetime) -> str:
    people_for(cycle, groups=rows + 1)
    formation = formed(FormationFactory.create(cycle=cycle), now)
    for member in [one for one in members_of(formation) if one.enrollment_id][:rows]:
        FormationChange.objects.create(
            formation=formation, person=member.person, before=1, after=2, missed_before=0, missed_after=1,
            made_by=formation.created_by, made_at=now,
        )  # fmt: skip
    return _url("show-formation", formation.pk)


def _member_page(cycle: Cycle, rows: int, now: datetime) -> str:
    _proposed_page(cycle, rows, now)
    formation = Formation.objects.get()
    return _url("show-proposed-member", next(one for one in members_of(formation) if one.enrollment_id).pk)


def _groups_page(cycle: Cycle, rows: int, _now: datetime) -> str:
    people_for(cycle)
    FormationFactory.create_batch(rows, cycle=cycle, state=Formation.State.DISCARDED)
    for number in range(rows):
        group = MentoringGroup.objects.create(cycle=cycle, name=f"Circle {number}", formed_on=cycle.running_from)
        for row in cycle.enrollments.all()[: rows + 1]:
            group.members.create(user=row.mentee, side="mentee")
    return reverse("matching:list-groups", kwargs={"slug": cycle.program.slug})


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("make", "queries"),
    [(_draft_page, 12), (_people_page, 8), (_proposed_page, 10), (_member_page, 7), (_groups_page, 9)],
)
def test_pages_ask_as_often_for_many_as_for_one(
    make: Make,
    queries: int,
    rows: int,
    cycle: Cycle,
    client: Client,
    now: datetime,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    address = make(cycle, rows, now)
    client.get(address)
    with django_assert_num_queries(queries):  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200


def test_what_a_group_has_in_common_is_named(client: Client, cycle: Cycle, now: datetime) -> None:
    people_for(cycle)
    aims = [{"attribute": "time_zone", "wish": "gather", "weight": 1}]
    User.objects.update(time_zone="Africa/Kampala")
    formation = FormationFactory.create(cycle=cycle, aims=aims)
    assert "2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}Africa/Kampala" in _text(client, formed(formation, now))
    english = Language.objects.create(code="en", name="English")
    for user in User.objects.all():
        user.languages.add(english)
    back_to_settings(formation)
    Formation.objects.update(aims=[{"attribute": "languages", "wish": "share", "weight": 1}])
    formation.refresh_from_db()
    assert "Languages in common: English" in _text(client, formed(formation, now))


def test_home_asks_the_coordinator_to_look_at_groups_that_were_formed(client: Client, proposed: Formation) -> None:
    assert "Look at the groups that were formed, and publish them" in client.get("/").content.decode()
