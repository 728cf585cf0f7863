"""Lists from a form or a spreadsheet on the page of a round: what they mean, what they change, and doing it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from matching.imports.list_preview import Kind
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.services.preferences import save_order
from pairs.models import Avoidance
from people.models import Enrollment, MentorParticipation, PendingImport
from programs.models import StaffStep
from programs.services.staff_steps import undo_step
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.people.lists import lines
from tests.people.test_import_columns import answers

HEADER = "Timestamp,Email Address,Rank your mentors [1st choice],Rank your mentors [2nd choice],Remarks"


@pytest.fixture
def client(coordinator: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(coordinator)


def upload(client: Client, match_round: MatchRound, *rows: str) -> str:
    file = SimpleUploadedFile("lists.csv", lines(*rows))
    location: str = client.post(reverse("matching:import-lists", args=[match_round.pk]), {"file": file})["Location"]
    return location


def preview_of(client: Client, match_round: MatchRound, *rows: str) -> str:
    """Upload a file, and say of its columns what is guessed."""
    place = upload(client, match_round, *rows)
    if place.endswith("/columns/"):
        place = client.post(place, answers(client.get(place)))["Location"]
    return place


def row(enrollment: Enrollment, *mentors: MentorParticipation) -> str:
    names = [f"Dr. {each.mentor.given_name} {each.mentor.family_name}" for each in mentors]
    return ",".join(["9/14/2026 13:22:05", enrollment.mentee.email, *names, *[""] * (3 - len(names))])


def ranked() -> list[tuple[str, int, int]]:
    rows = PreferenceItem.objects.order_by("preference_list__enrollment", "rank")
    return list(rows.values_list("preference_list__enrollment__mentee__email", "participation", "rank"))


def counts(page: Any) -> dict[Kind, int]:
    return {kind: n for kind, n in page.context["tally"] if n}


def test_a_form_export_is_imported_as_it_is(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    start = reverse("matching:import-lists", args=[open_round.pk])
    assert start in client.get(reverse("matching:show-round", args=[open_round.pk])).content.decode()
    columns = upload(client, open_round, HEADER, row(enrollment, *mentors[:2]))
    page = client.get(columns)
    meant = [column.means for column in page.context["file"].mapping.columns]
    assert meant == ["answered_at", "mentee_email", "choice_1", "choice_2", ""]
    preview = client.post(columns, answers(page))["Location"]
    shown = client.get(preview)
    assert counts(shown) == {Kind.NEW: 1}
    assert not PreferenceList.objects.exists()
    assert "Import 1 list" in shown.content.decode()
    done = client.post(preview, {"revision": shown.context["revision"]})
    assert done["Location"] == reverse("matching:show-round", args=[open_round.pk])
    email = enrollment.mentee.email
    assert ranked() == [(email, mentors[0].pk, 1), (email, mentors[1].pk, 2)]
    assert PreferenceList.objects.get().state == PreferenceList.State.SUBMITTED
    assert not PendingImport.objects.exists()


def test_the_next_file_shows_what_is_new_changed_and_unchanged(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    other, third = EnrollmentFactory.create_batch(2, cycle=open_round.cycle)
    first = (HEADER, row(enrollment, mentors[0]), row(other, mentors[0]))
    client.post(preview_of(client, open_round, *first))
    rows = (HEADER, row(enrollment, mentors[0]), row(other, mentors[1]), row(third, mentors[2]))
    page = client.get(preview_of(client, open_round, *rows))
    assert counts(page) == {Kind.NEW: 1, Kind.CHANGED: 1, Kind.UNCHANGED: 1}


def test_whether_a_list_is_unchanged_tells_of_nobody_who_is_avoided(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    Avoidance.objects.create(mentee=enrollment.mentee, mentor=mentors[0].mentor)
    rows = (HEADER, row(enrollment, *mentors[:2]))
    client.post(preview_of(client, open_round, *rows))
    assert [participation for _email, participation, _rank in ranked()] == [mentors[1].pk]
    assert counts(client.get(preview_of(client, open_round, *rows))) == {Kind.UNCHANGED: 1}


def test_a_list_that_was_handed_in_here_stays_also_when_it_came_in_meanwhile(
    client: Client,
    open_round: MatchRound,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    now: datetime,
) -> None:
    preview = preview_of(client, open_round, HEADER, row(enrollment, mentors[0]))
    seen = client.get(preview).context["revision"]
    open_round.closes_at = now.replace(year=2099)
    open_round.save()
    save_order(enrollment, match_round=open_round, order=[mentors[1].pk], submit=True, now=now)
    refused = client.post(preview, {"revision": seen})
    assert refused.status_code == 422
    assert counts(refused) == {Kind.OWN: 1}
    assert "It stays as it is." in refused.content.decode()
    assert ranked() == [(enrollment.mentee.email, mentors[1].pk, 1)]


def test_who_changes_an_imported_list_here_keeps_the_change(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation], now: datetime
) -> None:
    rows = (HEADER, row(enrollment, mentors[0]))
    client.post(preview_of(client, open_round, *rows))
    MatchRound.objects.update(closes_at=now.replace(year=2099))
    save_order(enrollment, match_round=open_round, order=[mentors[1].pk], now=now)
    client.post(preview_of(client, open_round, *rows))
    assert ranked() == [(enrollment.mentee.email, mentors[1].pk, 1)]


def test_nothing_is_saved_while_a_list_needs_attention_unless_it_is_left_out(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    bad = "9/14/2026 13:22:05,nobody@school.example,Zzz,,"
    preview = preview_of(client, open_round, HEADER, row(enrollment, mentors[0]), bad)
    page = client.get(preview)
    assert counts(page) == {Kind.NEW: 1, Kind.ATTENTION: 1}
    assert "Nobody with this address" in page.content.decode()
    assert client.post(preview).status_code == 422
    assert not PreferenceList.objects.exists()
    assert client.post(preview, {"only_good": "on"})["Location"] == preview
    assert len(ranked()) == 1
    assert PendingImport.objects.count() == 1


def test_two_people_of_one_name_are_asked_about(client: Client, open_round: MatchRound, enrollment: Enrollment) -> None:
    one, two = (
        MentorParticipationFactory.create(
            cycle=open_round.cycle, mentor__given_name="Hana", mentor__family_name="Xu", department=department
        )
        for department in ("Surgery", "Radiology")
    )
    preview = preview_of(client, open_round, HEADER, row(enrollment, one))
    page = client.get(preview).content.decode()
    assert "Who is “Dr. Hana Xu”?" in page
    assert "Radiology" in page
    client.post(preview + "settle/", {"word_0": "Dr. Hana Xu", "use_0": "stranger@school.example"})
    assert counts(client.get(preview)) == {Kind.ATTENTION: 1}
    client.post(preview + "settle/", {"word_0": "Dr. Hana Xu", "use_0": two.mentor.email})
    client.post(preview)
    assert [participation for _email, participation, _rank in ranked()] == [two.pk]


def test_the_answers_are_saved_for_the_command_line(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation], tmp_path: Any
) -> None:
    rows = (HEADER, row(enrollment, mentors[0]), row(enrollment, mentors[1]))
    preview = preview_of(client, open_round, *rows)
    client.post(preview + "settle/", {"several": "last"})
    shown = client.get(preview + "?show=left_out")
    assert "The answer in row 3 counts." in shown.content.decode()
    mapping, file = tmp_path / "mapping.json", tmp_path / "lists.csv"
    mapping.write_bytes(client.get(preview + "mapping.json").content)
    file.write_bytes(lines(*rows))
    call_command("import_rankings", str(file), round=open_round.pk, mapping=mapping)
    assert ranked() == [(enrollment.mentee.email, mentors[1].pk, 1)]


def test_the_file_can_be_deleted(
    client: Client, open_round: MatchRound, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    preview = preview_of(client, open_round, HEADER, row(enrollment, mentors[0]))
    client.post(preview + "cancel/")
    assert client.get(preview).status_code == 404
    assert not PreferenceList.objects.exists()


def test_a_file_that_is_no_table_says_what_to_do(client: Client, open_round: MatchRound) -> None:
    file = SimpleUploadedFile("lists.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    refused = client.post(reverse("matching:import-lists", args=[open_round.pk]), {"file": file})
    assert refused.status_code == 422


def test_an_import_is_undone_within_a_day(
    client: Client,
    coordinator: User,
    open_round: MatchRound,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    now: datetime,
) -> None:
    MatchRound.objects.update(closes_at=now.replace(year=2099))
    drafting, changing, earlier = EnrollmentFactory.create_batch(3, cycle=open_round.cycle)
    save_order(drafting, match_round=open_round, order=[mentors[2].pk, mentors[0].pk], now=now)
    client.post(preview_of(client, open_round, HEADER, row(earlier, mentors[2])))
    before = ranked()
    client.post(
        preview_of(
            client, open_round, HEADER, *[row(each, mentors[1]) for each in (enrollment, drafting, changing, earlier)]
        )
    )
    save_order(changing, match_round=open_round, order=[mentors[0].pk], submit=True, now=now)
    step = StaffStep.objects.latest("taken_at")
    steps = client.get(reverse("programs:list-steps", args=["compass"])).content.decode()
    assert "Ranked lists imported" in steps
    assert "4 lists" in steps
    undo_step(step, by=coordinator, now=timezone.now())
    assert sorted(ranked()) == sorted([*before, (changing.mentee.email, mentors[0].pk, 1)])
    states = dict(PreferenceList.objects.values_list("enrollment", "state"))
    assert states == {enrollment.pk: "draft", drafting.pk: "draft", changing.pk: "submitted", earlier.pk: "submitted"}


def test_once_lists_are_closed_an_import_stands(
    client: Client,
    coordinator: User,
    open_round: MatchRound,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
) -> None:
    client.post(preview_of(client, open_round, HEADER, row(enrollment, mentors[0])))
    MatchRound.objects.update(state=MatchRound.State.CLOSED)
    with pytest.raises(WrongState, match="closed"):
        undo_step(StaffStep.objects.get(), by=coordinator, now=timezone.now())
    assert len(ranked()) == 1


def test_when_lists_are_closed_nothing_can_be_imported(client: Client, closed_round: MatchRound) -> None:
    page = client.get(reverse("matching:import-lists", args=[closed_round.pk]), follow=True)
    assert "Lists are closed, so nothing more can be imported." in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(
    rows: int,
    client: Client,
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mentees = EnrollmentFactory.create_batch(rows, cycle=open_round.cycle)
    preview = preview_of(client, open_round, HEADER, *[row(mentee, mentors[0]) for mentee in mentees])
    with django_assert_num_queries(8):
        client.get(preview + "columns/")
    with django_assert_num_queries(11):
        client.get(preview)
