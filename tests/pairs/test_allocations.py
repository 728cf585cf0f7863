"""Pairs that were made elsewhere: every row checked as a pair by hand is, and failing alone."""

from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from zeal import zeal_ignore

from accounts.models import User
from notifications.models import Message
from pairs.imports.allocations import Kind, read_allocation
from pairs.models import Avoidance, Mentorship, Origin
from pairs.services.allocations import import_allocation
from people.models import Enrollment, MentorParticipation, PendingImport
from programs.models import Cycle, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.people.lists import lines
from tests.people.test_import_columns import answers

HEADER = "mentee_email,mentor_email"


@pytest.fixture
def client(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def mentor_with_two_places(cycle: Cycle) -> MentorParticipation:
    return MentorParticipationFactory.create(cycle=cycle, capacity=2)


def row(enrollment: Enrollment, participation: MentorParticipation) -> str:
    return f"{enrollment.mentee.email},{participation.mentor.email}"


def preview_of(client: Client, *rows: str) -> str:
    file = SimpleUploadedFile("pairs.csv", lines(*rows))
    place: str = client.post(reverse("pairs:import-pairs", args=["compass"]), {"file": file})["Location"]
    if place.endswith("/columns/"):
        place = client.post(place, answers(client.get(place)))["Location"]
    return place


def counts(page: Any) -> dict[Kind, int]:
    return {kind: n for kind, n in page.context["tally"] if n}


def why(cycle: Cycle, by: User, now: datetime, *rows: str) -> list[tuple[int, str]]:
    allocation = read_allocation(lines(HEADER, *rows), cycle=cycle, by=by, now=now)
    return [(each.row, problem.message) for each in allocation.rows for problem in each.problems]


def test_pairs_are_made_and_both_are_told(
    client: Client, enrollment: Enrollment, mentor_with_two_places: MentorParticipation
) -> None:
    other = EnrollmentFactory.create(cycle=enrollment.cycle)
    rows = (row(enrollment, mentor_with_two_places), row(other, mentor_with_two_places))
    preview = preview_of(client, HEADER, *rows)
    page = client.get(preview)
    assert counts(page) == {Kind.NEW: 2}
    assert "Import 2 pairs" in page.content.decode()
    assert not Mentorship.objects.exists()
    with zeal_ignore():  # each pair is locked, made and told by itself
        client.post(preview, {"revision": page.context["revision"]})
    assert set(Mentorship.objects.values_list("mentee", "origin")) == {
        (enrollment.mentee_id, Origin.ASSIGNED), (other.mentee_id, Origin.ASSIGNED),
    }  # fmt: skip
    assert Message.objects.filter(event="pair_started", recipient=enrollment.mentee).exists()
    assert StaffStep.objects.filter(kind="pair_made").count() == 2
    assert not PendingImport.objects.exists()
    assert counts(client.get(preview_of(client, HEADER, *rows))) == {Kind.UNCHANGED: 2}
    whole = StaffStep.objects.get(kind="pairs_imported")
    assert "2 pairs" in client.get(reverse("programs:list-steps", args=["compass"])).text
    undo_step(whole, by=whole.by, now=whole.taken_at)
    assert set(Mentorship.objects.values_list("state", flat=True)) == {Mentorship.State.ENDED}


def test_pairs_are_found_by_name_and_two_of_one_name_are_asked_about(
    client: Client, enrollment: Enrollment, cycle: Cycle
) -> None:
    one, two = MentorParticipationFactory.create_batch(
        2, cycle=cycle, mentor__given_name="Ana", mentor__family_name="Li"
    )
    rows = ("Student,Mentor name,Room", f"{enrollment.mentee.display_name},Dr Ana Li,4")
    preview = preview_of(client, *rows)
    assert "Who is “Dr Ana Li”?" in client.get(preview).content.decode()
    client.post(preview + "settle/", {"word_0": "Dr Ana Li", "use_0": two.mentor.email})
    client.post(preview)
    assert Mentorship.objects.get().mentor == two.mentor != one.mentor


def test_what_stands_against_a_pair_is_said_without_why(
    cycle: Cycle,
    enrollment: Enrollment,
    participation: MentorParticipation,
    mentor_with_two_places: MentorParticipation,
    coordinator: User,
    now: datetime,
) -> None:
    avoiding, barred, offered, invited, first, second = EnrollmentFactory.create_batch(6, cycle=cycle)
    Enrollment.objects.filter(pk=invited.pk).update(state=Enrollment.State.INVITED)
    Avoidance.objects.create(mentee=avoiding.mentee, mentor=participation.mentor)
    ConflictFactory.create(institution=cycle.program.institution, mentee=barred.mentee, mentor=participation.mentor)
    OfferFactory.create(enrollment=offered, participation=mentor_with_two_places)
    MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)
    full = MentorParticipationFactory.create(cycle=cycle, capacity=1)
    cycle.program.conflict_policy = "block"
    cycle.program.save()
    found = dict(
        why(
            cycle, coordinator, now,
            row(avoiding, participation), row(barred, participation), row(offered, participation),
            row(invited, participation), row(enrollment, mentor_with_two_places), row(first, full), row(second, full),
            row(first, mentor_with_two_places), "nobody@school.example,nobody@school.example",
        )
    )  # fmt: skip
    assert found[2] == found[3] == "These two are not eligible for each other."
    assert "open offer" in found[4]
    assert "haven’t enrolled" in found[5]
    assert "already has another mentor" in found[6]
    assert 7 not in found
    assert found[8]
    assert "Row 7 pairs this mentee already." in found[9]
    assert found[10] == "No mentor who is ready is known as this."


def test_nobody_makes_a_pair_of_their_own(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    assert "You’re part of this pair." in why(cycle, participation.mentor, now, row(enrollment, participation))[0][1]


def test_a_row_fails_alone_when_something_came_between(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    other = EnrollmentFactory.create(cycle=cycle)
    MentorParticipation.objects.filter(pk=participation.pk).update(capacity=1)
    rows = [(2, enrollment.pk, participation.pk), (3, other.pk, participation.pk), (4, other.pk, 0)]
    done = import_allocation(cycle, rows=rows, by=coordinator, reason="File", now=now)
    assert (done.made, [number for number, _why in done.refused]) == (1, [3, 4])
    assert Mentorship.objects.get().enrollment == enrollment


def test_good_rows_go_in_alone_only_when_somebody_says_so(
    client: Client, enrollment: Enrollment, participation: MentorParticipation
) -> None:
    preview = preview_of(client, HEADER, row(enrollment, participation), "nobody@school.example,else@school.example")
    assert client.post(preview).status_code == 422
    assert not Mentorship.objects.exists()
    assert client.post(preview, {"only_good": "on"})["Location"] == preview
    assert Mentorship.objects.count() == 1


def test_a_page_that_says_something_else_by_now_makes_nothing(
    client: Client, enrollment: Enrollment, participation: MentorParticipation
) -> None:
    preview = preview_of(client, HEADER, row(enrollment, participation))
    seen = client.get(preview).context["revision"]
    Avoidance.objects.create(mentee=enrollment.mentee, mentor=participation.mentor)
    assert client.post(preview, {"revision": seen}).status_code == 422
    assert not Mentorship.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_for_one_and_three(
    rows: int, client: Client, cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mentors = MentorParticipationFactory.create_batch(3, cycle=cycle)
    mentees = EnrollmentFactory.create_batch(3, cycle=cycle)
    preview = preview_of(client, HEADER, *[row(mentees[n], mentors[n]) for n in range(rows)])
    with django_assert_num_queries(14):
        client.get(preview)


def test_the_command_line_takes_what_the_page_saves(
    client: Client,
    enrollment: Enrollment,
    mentor_with_two_places: MentorParticipation,
    coordinator: User,
    tmp_path: Path,
) -> None:
    rows = [
        "Student email;Mentor email;Room",
        f"{enrollment.mentee.email};{mentor_with_two_places.mentor.email};1",
        "Nobody;Else;2",
    ]
    place = preview_of(client, *rows)
    mapping, file, out = tmp_path / "mapping.json", tmp_path / "pairs.csv", StringIO()
    mapping.write_bytes(client.get(f"{place}mapping.json").content)
    file.write_bytes(lines(*rows))
    command = ["import_pairs", str(file), "--program", "compass", "--mapping", str(mapping), "--by", coordinator.email]
    with pytest.raises(CommandError, match="1 row needs attention"):
        call_command(*command, stdout=out, stderr=out)
    assert "row 3, mentee_email: Nobody here is known as this in the year. [Nobody]" in out.getvalue()
    call_command(*command, "--only-good", "--dry-run", stdout=out, stderr=out)
    assert not Mentorship.objects.exists()
    call_command(*command, "--only-good", stdout=out, stderr=out)
    assert Mentorship.objects.get().mentor == mentor_with_two_places.mentor
    assert StaffStep.objects.get(kind="pair_made").by == coordinator
