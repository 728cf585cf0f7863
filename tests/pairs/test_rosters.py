"""Rosters of assessors that are imported, and recusal lists that are handed out."""

import io
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Conflict, ConflictReview, Mentorship
from pairs.notices import CONFLICT_CASE
from pairs.queries.conflicts import open_cases, recusals
from pairs.queries.eligibility import stands_in_conflict
from pairs.services.conflicts import declare_conflict, settle_conflict, withdraw_declarations
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.core.binary_workbooks import binary_workbook
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.people.test_import_columns import answers

LIST = "/programs/compass/conflicts/"


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


@pytest.fixture
def desk(coordinator: User, cycle: Cycle, sign_in: SignIn) -> Client:
    """The coordinator's browser."""
    return sign_in(coordinator)


# Rosters -------------------------------------------------------------------------------------------

HEADER = "assessor_email,mentee_email,kind,course,starts_on,ends_on\n"


def upload(client: Client, content: bytes | str, name: str = "roster.csv", **data: str) -> HttpResponse:
    body = content.encode() if isinstance(content, str) else content
    return cast(HttpResponse, client.post(f"{LIST}import/", {"file": SimpleUploadedFile(name, body), **data}))


def test_a_roster_is_imported_and_again_changes_dates_only(desk: Client, student: User, mentor: User) -> None:
    row = f"{mentor.email},{student.email},grades,Surgery II,2026-10-01,2026-12-18\n"
    assert upload(desk, HEADER + row).status_code == 302
    assert upload(desk, (HEADER + row.replace("12-18", "11-30")).encode("utf-8-sig")).status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.source, conflict.course, conflict.kind) == (Conflict.Source.ROSTER, "Surgery II", "grades")
    assert (conflict.starts_on, conflict.ends_on) == (date(2026, 10, 1), date(2026, 11, 30))


def test_a_workbook_is_read_with_its_dates(desk: Client, student: User, mentor: User) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Assessor email", "Student email", "Kind", "Rotation", "From", "Until"])
    sheet.append([mentor.email, student.email, "Line manages", "Ward 4", date(2026, 10, 1), None])
    content = io.BytesIO()
    book.save(content)
    assert upload(desk, content.getvalue(), "roster.xlsx").status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.course, conflict.starts_on) == ("line_manages", "Ward 4", date(2026, 10, 1))


def test_bad_rows_are_named_and_the_good_ones_go_in_alone(desk: Client, student: User, mentor: User) -> None:
    rows = [
        f"{mentor.email},{student.email},grades,Surgery II,,",
        f"nobody@haldenlake.example,{student.email},grades,,,",
        f"{mentor.email},{mentor.email},grades,,,",
        f"{mentor.email},{student.email},dislikes,,soon,",
        f"{mentor.email},{student.email},treats,,2026-10-02,2026-10-01",
        f"{mentor.email},{student.email},grades,Surgery II,,",
        f",{student.email},,{'x' * 121},,",
    ]
    place = upload(desk, HEADER + "\n".join(rows))["Location"]
    page = desk.get(place)
    assert {kind.value: n for kind, n in page.context["tally"]} == {"attention": 6, "new": 1}
    said = {(each.row, one.column, one.message) for each in page.context["page"] for one in each.problems}
    for problem in (
        (3, "assessor_email", "Nobody in this school’s programs has this address."),
        (4, "mentee_email", "Both addresses belong to the same person."),
        (5, "kind", "Enter grades, line-manages, family, treats or other."),
        (5, "starts_on", "Enter the date as 2026-09-01."),
        (6, "ends_on", "The last day is before the first."),
        (7, "", "Row 2 says the same."),
        (8, "assessor_email", "An address is missing."),
        (8, "course", "Shorten this to 120 letters."),
    ):
        assert problem in said
        assert problem[2] in page.text
    assert desk.post(place).status_code == 422
    assert not Conflict.objects.exists()
    seen = {"revision": page.context["revision"], "only_good": "on"}
    assert "1 conflict added." in desk.post(place, seen, follow=True).text
    assert Conflict.objects.get().course == "Surgery II"
    rest = desk.get(place)
    assert {kind.value: n for kind, n in rest.context["tally"] if n} == {"attention": 6, "unchanged": 1}
    assert desk.post(place, seen).status_code == 422


def test_new_dates_are_shown_beside_the_old_ones(desk: Client, student: User, mentor: User) -> None:
    row = f"{mentor.email},{student.email},grades,Surgery II,2026-10-01,2026-12-18\n"
    upload(desk, HEADER + row)
    place = upload(desk, HEADER + row.replace("12-18", "11-30") + "x@s.example,,,,,\n")["Location"]
    page = desk.get(f"{place}?show=changed").text
    assert "30 Nov 2026" in page
    assert "was 18 Dec 2026" in page


def test_a_roster_is_undone_for_a_day_unless_something_was_built_on_it(
    desk: Client, student: User, mentor: User, program: Program, coordinator: User, now: datetime
) -> None:
    row = f"{mentor.email},{student.email},grades,Surgery II,2026-10-01,2026-12-18\n"
    upload(desk, HEADER + row)
    upload(desk, HEADER + row)
    first = StaffStep.objects.get(kind="roster_imported")  # the same again is no step
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        upload(desk, HEADER + row.replace("12-18", "11-30") + row.replace("Surgery II", "OSCE"))
    second = StaffStep.objects.exclude(pk=first.pk).get()
    with pytest.raises(WrongState, match="later roster"):
        undo_step(first, by=coordinator, now=now)
    undo_step(second, by=coordinator, now=now)
    conflict = Conflict.objects.get()
    assert (conflict.course, conflict.ends_on) == ("Surgery II", date(2026, 12, 18))
    settle_conflict(conflict, program=program, by=coordinator, now=now + timedelta(hours=2))
    with pytest.raises(WrongState, match="talked with a pair"):
        undo_step(first, by=coordinator, now=now)
    ConflictReview.objects.all().delete()
    assert "1 row" in desk.get(reverse("programs:list-steps", args=["compass"])).text
    undo_step(first, by=coordinator, now=now)
    assert not Conflict.objects.exists()


def test_the_command_line_takes_what_the_page_saves(
    desk: Client, student: User, mentor: User, coordinator: User, tmp_path: Path
) -> None:
    text = f"Examiner;Student email;Module;From;Until\n{mentor.email};{student.email};OSCE;01/09/2026;18.12.2026\n"
    place = upload(desk, text + f"x@s.example;{student.email};OSCE;;\n;{student.email};OSCE;;\n")["Location"]
    confirm = desk.post(place, answers(desk.get(place), date_order="dmy"))["Location"]
    mapping, file, out = tmp_path / "mapping.json", tmp_path / "roster.csv", io.StringIO()
    mapping.write_bytes(desk.get(f"{confirm}mapping.json").content)
    file.write_text(text + f"x@s.example;{student.email};OSCE;;\n;{student.email};OSCE;;\n")
    command = ["import_roster", str(file), "--program", "compass", "--mapping", str(mapping), "--by", coordinator.email]
    with pytest.raises(CommandError, match="2 rows need attention"):
        call_command(*command, stdout=out, stderr=out)
    with pytest.raises(CommandError, match="doesn’t coordinate"):
        call_command(*command[:-1], student.email, stdout=out, stderr=out)
    assert "row 4, assessor_email: An address is missing." in out.getvalue()
    call_command(*command, "--skip-unknown", "--only-good", "--dry-run", stdout=out, stderr=out)
    assert not Conflict.objects.exists()
    call_command(*command, "--skip-unknown", "--only-good", stdout=out, stderr=out)
    assert "Skipped 1 about" in out.getvalue()
    conflict = Conflict.objects.get()
    assert (conflict.starts_on, conflict.declared_by) == (date(2026, 9, 1), coordinator)


def test_strangers_are_left_out_when_asked_for_and_counted(desk: Client, student: User, mentor: User) -> None:
    rows = f"{mentor.email},{student.email}\nnobody@haldenlake.example,{student.email}\n"
    header = "assessor_email,mentee_email\n"
    assert upload(desk, header + rows)["Location"] != LIST
    assert not Conflict.objects.exists()
    assert upload(desk, header + rows, leave_out_unknown="on")["Location"] == LIST
    assert Conflict.objects.get().kind == "grades"
    assert "1 row was skipped." in desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xff\xfea\x00", "a header and no rows"),
        (b"PK\x03\x04broken", "can’t be opened"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_one_line(desk: Client, content: bytes, message: str) -> None:
    response = upload(desk, content)
    assert response.status_code == 422
    assert message in response.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"assessor_email,mentee_email\nJos\xe9@x.example,b\n",
        b"assessor_email,course\na,b\n",
        b"assessor_email,mentee_email,grade\na,b,c\n",
    ],
    ids=["letters", "column missing", "unknown column"],
)
def test_a_file_that_leaves_something_open_is_asked_about(desk: Client, content: bytes) -> None:
    place = upload(desk, content)["Location"]
    assert place.endswith("/columns/")
    assert desk.get(place).status_code == 200
    assert desk.get(place.removesuffix("columns/")).status_code in (200, 302)


def test_days_are_asked_about_and_never_guessed(desk: Client, student: User, mentor: User) -> None:
    text = f"Examiner;Student email;Module;From;Until\n{mentor.email};{student.email};OSCE;01/09/2026;18.12.2026\n"
    place = upload(desk, text)["Location"]
    page = desk.get(place)
    assert "Dates in this file" in page.content.decode()
    assert desk.post(place, answers(page)).status_code == 422
    confirm = desk.post(place, answers(page, date_order="dmy"))["Location"]
    assert "OSCE" in desk.get(confirm).content.decode()
    assert not Conflict.objects.exists()
    desk.post(confirm)
    conflict = Conflict.objects.get()
    assert (conflict.course, conflict.starts_on, conflict.ends_on) == ("OSCE", date(2026, 9, 1), date(2026, 12, 18))


def test_strangers_are_skipped_when_the_columns_say_so(desk: Client, student: User, mentor: User) -> None:
    text = f"Examiner;Student email;Room\n{mentor.email};{student.email};1\nx@s.example;{student.email};2\n"
    place = upload(desk, text)["Location"]
    page = desk.get(place)
    confirm = desk.post(place, answers(page))["Location"]
    assert "Nobody in this school’s programs has this address." in desk.get(confirm).content.decode()
    assert desk.post(confirm).status_code == 422
    desk.post(place, answers(page, same_people_not_here="skip"))
    assert "left out" in desk.get(confirm).text
    desk.post(confirm)
    assert Conflict.objects.count() == 1


def test_people_are_found_by_name_and_asked_about_where_it_is_not_sure(
    desk: Client, cycle: Cycle, student: User, mentor: User
) -> None:
    namesakes = [
        MentorParticipationFactory.create(
            cycle=cycle, mentor__given_name="Ada", mentor__family_name="Okafor", mentor__email=f"ada{n}@s.example"
        ).mentor
        for n in (1, 2)
    ]
    elsewhere = MentorParticipationFactory.create(
        cycle__program__institution=cycle.program.institution, mentor__given_name="Ben", mentor__family_name="Sato"
    ).mentor
    names = ["Dr. Ruth Nambozo-Hale", "Okafor, Ada", "Ben Sato", elsewhere.email, "Rut Nambozo-Hale"]
    text = "".join(f"{name};Haddad-Quist, Noor;Course {n}\n" for n, name in enumerate(names))
    place = upload(desk, "Examiner name;Student;Course\n" + text)["Location"]
    page = desk.get(place)
    # The address of somebody in another program is known; whose name it is, is nobody's business here.
    assert {kind.value: n for kind, n in page.context["tally"]} == {"attention": 3, "new": 2}
    asked = {name.word: (number, name) for number, name in page.context["questions"]}
    candidates = {word: {each.user for each in name.candidates} for word, (_number, name) in asked.items()}
    assert candidates == {
        "Okafor, Ada": {each.pk for each in namesakes}, "Ben Sato": set(), "Rut Nambozo-Hale": {mentor.pk},
    }  # fmt: skip
    uses = {"Okafor, Ada": namesakes[1].email, "Ben Sato": "leave", "Rut Nambozo-Hale": mentor.email}
    data = {f"word_{asked[word][0]}": word for word in uses} | {
        f"use_{asked[word][0]}": use for word, use in uses.items()
    }
    desk.post(f"{place}settle/", data)
    desk.post(place)
    assert set(Conflict.objects.values_list("mentor", "mentee", "course")) == {
        (mentor.pk, student.pk, "Course 0"),
        (namesakes[1].pk, student.pk, "Course 1"),
        (elsewhere.pk, student.pk, "Course 3"),
        (mentor.pk, student.pk, "Course 4"),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_waiting_roster_costs_the_same_for_one_and_three(
    desk: Client, cycle: Cycle, mentor: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    students = [each.mentee.email for each in EnrollmentFactory.create_batch(rows, cycle=cycle)]
    text = "Examiner;Student email;Room\n" + "".join(f"{mentor.email};{email};1\n" for email in students)
    place = upload(desk, text)["Location"]
    confirm = desk.post(place, answers(desk.get(place)))["Location"]
    with django_assert_num_queries(8):
        desk.get(confirm)


@pytest.mark.skipif(not os.environ.get("IMPORT_CASES"), reason="IMPORT_CASES names no folder of cases")
@pytest.mark.parametrize(
    ("name", "place", "words"),
    [
        ("roster.csv", "/columns/", "01/09/2026"),
        ("roster.xlsx", "/conflicts/", "1 conflict added."),
        ("roster_serial.xlsx", "/", "Enter the date as 2026-09-01."),
    ],
)
def test_rosters_of_a_school_are_read_or_asked_about(
    desk: Client, cycle: Cycle, name: str, place: str, words: str
) -> None:
    MentorParticipationFactory.create(cycle=cycle, mentor__email="ishani-bhuiyan-lambourne-34@haldenlake.example")
    EnrollmentFactory.create(cycle=cycle, mentee__email="noor-haddad-quist@haldenlake.example")
    content = (Path(os.environ["IMPORT_CASES"]) / "34" / name).read_bytes()
    response = upload(desk, content, name)
    assert response["Location"].endswith(place)
    assert words in desk.get(response["Location"]).text
    assert Conflict.objects.count() == (1 if name == "roster.xlsx" else 0)


def test_a_waiting_roster_can_be_deleted(desk: Client, student: User, mentor: User) -> None:
    place = upload(desk, f"Examiner;Student email;Room\n{mentor.email};{student.email};1\n")["Location"]
    desk.post(place.replace("columns/", "cancel/"))
    assert desk.get(place).status_code == 404


def test_the_empty_roster_can_be_imported_once_filled(desk: Client) -> None:
    response = desk.get(f"{LIST}roster.csv")
    assert response.content.decode("utf-8-sig") == HEADER.replace("\n", "\r\n")


def test_a_roster_opens_cases_for_pairs(
    desk: Client, pair: Mentorship, student: User, mentor: User, coordinator: User
) -> None:
    upload(desk, f"assessor_email,mentee_email\n{mentor.email},{student.email}\n")
    assert Message.objects.filter(event=CONFLICT_CASE, recipient=coordinator).count() == 1


def _rows(*rows: str) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)


def test_a_roster_leaves_a_declaration_as_it_is(
    desk: Client, student: User, mentor: User, program: Program, cycle: Cycle, now: datetime
) -> None:
    declare_conflict(program.institution, mentor=mentor, mentee=student, kind="grades", by=student, now=now)
    upload(desk, _rows(f"{mentor.email},{student.email},grades,,2025-01-01,2025-06-30"))
    assert "1 conflict added." in desk.get(LIST).content.decode()
    assert stands_in_conflict(cycle, mentee=student.pk, mentor=mentor.pk, day=now.date())
    assert Conflict.objects.get(source=Conflict.Source.DECLARED).ends_on is None


def test_what_a_roster_states_stands_when_a_declaration_of_the_same_is_taken_back(
    desk: Client, student: User, mentor: User, program: Program, now: datetime
) -> None:
    pair = {"mentor": mentor, "mentee": student, "by": student}
    declare_conflict(program.institution, **pair, kind="grades", now=now)
    upload(desk, _rows(f"{mentor.email},{student.email},grades,,,"))
    withdraw_declarations(**pair)
    assert Conflict.objects.get().source == Conflict.Source.ROSTER


@pytest.fixture
def over(pair: Mentorship, program: Program) -> Conflict:
    """What a roster stated of the pair, and what is over."""
    return ConflictFactory.create(
        institution=program.institution,
        mentor=pair.mentor,
        mentee=pair.mentee,
        source=Conflict.Source.ROSTER,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
    )


@pytest.mark.parametrize("settled", [False, True])
def test_a_roster_that_brings_a_conflict_back_opens_a_case(
    desk: Client, over: Conflict, program: Program, coordinator: User, now: datetime, settled: bool
) -> None:
    if settled:
        settle_conflict(over, program=program, by=coordinator, now=now)
    addresses = f"{over.mentor.email},{over.mentee.email}"
    upload(desk, _rows(f"{addresses},grades,,2026-01-01,2026-07-31"))
    assert not Message.objects.filter(event=CONFLICT_CASE).exists()
    for _again in range(2):
        upload(desk, _rows(f"{addresses},grades,,2026-09-01,2027-06-30"))
    assert Message.objects.filter(event=CONFLICT_CASE, recipient=coordinator).count() == 1
    assert [case.conflict for case in open_cases(program, day=now.date())] == [over]


def test_new_dates_of_a_conflict_in_force_leave_its_case_closed(
    desk: Client, over: Conflict, program: Program, coordinator: User, now: datetime
) -> None:
    Conflict.objects.update(ends_on=date(2026, 12, 18))
    settle_conflict(over, program=program, by=coordinator, now=now)
    upload(desk, _rows(f"{over.mentor.email},{over.mentee.email},grades,,2026-01-01,2027-01-31"))
    assert not open_cases(program, day=now.date())


def test_a_roster_whose_hidden_rows_cannot_be_told_is_not_imported_by_itself(
    desk: Client, pair: Mentorship, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tables.workbooks.traces_of_xlsb", lambda _archive: None)
    header = ["assessor_email", "mentee_email"]
    content = binary_workbook([header, [pair.mentor.email, pair.mentee.email]])
    columns = desk.post(f"{LIST}import/", {"file": SimpleUploadedFile("roster.xlsb", content)})["Location"]
    page = desk.get(columns)
    assert "Hidden rows can’t be told apart" in page.text
    preview = desk.get(desk.post(columns, answers(page))["Location"])
    assert "Hidden rows can’t be told apart" in preview.text
    assert not Conflict.objects.exists()


# Recusals ------------------------------------------------------------------------------------------


@pytest.fixture
def grading(pair: Mentorship) -> Conflict:
    """The mentor of the pair grades the mentee."""
    return ConflictFactory.create(
        institution=pair.cycle.program.institution, mentor=pair.mentor, mentee=pair.mentee, course="Paediatrics III"
    )


def test_the_recusal_list_names_who_grades_the_own_mentee(
    desk: Client, pair: Mentorship, grading: Conflict, program: Program, now: datetime
) -> None:
    ConflictFactory.create(
        institution=program.institution, mentor=pair.mentor, mentee=pair.mentee, kind=Conflict.Kind.FAMILY
    )
    unpaired = MentorParticipationFactory.create(cycle=pair.cycle)
    ConflictFactory.create(
        institution=program.institution,
        mentor=unpaired.mentor,
        mentee=EnrollmentFactory.create(cycle=pair.cycle).mentee,
    )
    [recusal] = recusals(program, day=now.date())
    assert (recusal.mentor, recusal.mentee, recusal.course) == (pair.mentor, pair.mentee, "Paediatrics III")
    grading.course = "=HYPERLINK(1)"
    grading.save()
    lines = desk.get(f"{LIST}recusals.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "course,assessor,assessor_email,mentee,mentee_email,starts_on,ends_on"
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1),Dr Ruth Nambozo-Hale,")


def test_a_pair_that_ended_needs_no_recusal(
    pair: Mentorship, grading: Conflict, program: Program, now: datetime
) -> None:
    pair.state = Mentorship.State.ENDED
    pair.save()
    assert not recusals(program, day=now.date())


def test_the_recusal_list_says_once_what_several_sources_say(
    pair: Mentorship, grading: Conflict, program: Program, now: datetime
) -> None:
    grading.starts_on, grading.ends_on = date(2026, 10, 1), date(2026, 12, 18)
    grading.save()
    said = {"institution": program.institution, "mentor": pair.mentor, "mentee": pair.mentee, "course": grading.course}
    ConflictFactory.create(
        **said, source=Conflict.Source.ROSTER, starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 30)
    )
    [recusal] = recusals(program, day=now.date())
    assert (recusal.starts_on, recusal.ends_on) == (date(2026, 9, 1), date(2026, 12, 18))
    ConflictFactory.create(**said, source=Conflict.Source.DECLARED, declared_by=pair.mentee)
    [recusal] = recusals(program, day=now.date())
    assert (recusal.starts_on, recusal.ends_on) == (None, None)
