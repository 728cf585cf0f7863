"""Writing people from a list, and the command that does it."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation, PersonalInterest
from people.services.import_people import import_people
from programs.models import Cycle
from tests.people.lists import FULL, FULL_ROWS, HEADER, NOOR, RUTH, lines


def bring(cycle: Cycle, *rows: str, now: datetime) -> Any:
    people, problems, *_ = read_people(lines(*rows), cycle=cycle)
    assert problems == []
    return import_people(cycle, rows=people, now=now)


def test_people_come_in_with_everything_that_the_file_says(cycle: Cycle, lists: None, now: datetime) -> None:
    result = bring(cycle, *FULL_ROWS, now=now)
    assert (result.new_people, result.new_mentees, result.new_mentors) == (2, 2, 1)
    noor, ruth = (User.objects.get(email=f"{name}@haldenlake.example") for name in ("noor", "ruth"))
    assert (noor.time_zone, ruth.time_zone, ruth.title) == ("Africa/Kampala", "America/Toronto", "Dr")
    assert not noor.has_usable_password()
    assert set(noor.languages.values_list("code", flat=True)) == {"en", "fr"}
    assert set(noor.interests.values_list("term__name", "term__facet")) == {
        ("Surgery", "specialty"),
        ("Global health", "career"),
    }
    enrollment = Enrollment.objects.get(mentee=noor)
    assert (enrollment.state, enrollment.cohort) == ("invited", "Year 2")
    assert list(enrollment.support_needs.values_list("function", "priority")) == [
        ("career_advice", 1),
        ("networking", 2),
    ]
    participation = MentorParticipation.objects.get(mentor=ruth)
    assert (participation.state, participation.capacity, participation.invited_at) == ("invited", 3, now)
    assert (participation.in_person, participation.by_video) == (False, True)
    assert participation.support_offers.get().function == "sponsorship"
    assert noor.emailaddress_set.get().verified  # type: ignore[attr-defined]


def snapshot() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Enrollment, MentorParticipation, PersonalInterest)
    ]


def test_the_same_file_again_changes_nothing(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    before = snapshot()
    result = bring(cycle, *FULL_ROWS, now=now)
    assert (result.new_people, result.known_people, result.new_mentees, result.new_mentors) == (0, 2, 0, 0)
    assert snapshot() == before


def test_a_corrected_file_corrects_and_empty_cells_say_nothing(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    Enrollment.objects.filter(mentee__email="noor@haldenlake.example").update(state="enrolled")
    row = "mentee,NOOR@haldenlake.example,Nour,Haddad-Quist,,,en,Year 3,,,,,"
    bring(cycle, FULL, row, RUTH + ",,,,,,5,,,", now=now)
    noor = User.objects.get(email="noor@haldenlake.example")
    enrollment = Enrollment.objects.get(mentee=noor)
    assert (noor.given_name, noor.time_zone, enrollment.cohort, enrollment.state) == (
        "Nour", "Africa/Kampala", "Year 3", "enrolled",
    )  # fmt: skip
    assert list(noor.languages.values_list("code", flat=True)) == ["en"]
    assert noor.interests.count() == 2
    mentor = MentorParticipation.objects.get()
    assert (mentor.capacity, mentor.department, mentor.by_video) == (5, "Surgery", True)


def test_a_profile_belongs_to_its_person_from_the_first_sign_in(cycle: Cycle, lists: None, now: datetime) -> None:
    bring(cycle, *FULL_ROWS, now=now)
    User.objects.update(last_login=now)
    bring(cycle, FULL, NOOR.replace("Noor", "Nora") + ",Ms,,en,Year 4,,,,Sponsorship,Surgery", now=now)
    noor = User.objects.get(email="noor@haldenlake.example")
    assert (noor.given_name, noor.title, noor.languages.count(), noor.interests.count()) == ("Noor", "", 2, 2)
    assert Enrollment.objects.get(mentee=noor).cohort == "Year 4"
    assert set(Enrollment.objects.get(mentee=noor).support_needs.values_list("function", flat=True)) == {
        "career_advice",
        "networking",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_an_import_costs_the_same_for_one_and_three(
    rows: int, cycle: Cycle, lists: None, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    content = lines(
        FULL, *(NOOR.replace("noor", f"noor{n}") + ",,,en,Year 2,,,,Networking,Surgery" for n in range(rows))
    )
    people, _problems, *_ = read_people(content, cycle=cycle)
    with django_assert_num_queries(30):
        import_people(cycle, rows=people, now=now)


def test_thousands_of_rows_are_one_transaction(cycle: Cycle, now: datetime) -> None:
    rows = [f"mentee,person{n}@many.example,Given,Family{n}" for n in range(3000)]
    result = bring(cycle, HEADER, *rows, now=now)
    assert (result.new_people, Enrollment.objects.filter(cycle=cycle).count()) == (3000, 3000)


def run(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_people", str(path), "--program", "compass", *options, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_checks_and_imports(cycle: Cycle, lists: None, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(lines(*FULL_ROWS))
    assert "Nothing was saved" in run(file, "--dry-run")
    assert not User.objects.exists()
    assert "Created 2 people, 2 mentees and 1 mentors" in run(file)
    assert "Created 0 people" in run(file, "--cycle", cycle.name)


def test_the_command_names_every_bad_cell_and_saves_nothing(cycle: Cycle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(lines(HEADER, NOOR, "mentee,nobody,A,B"))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 row needs attention"):
        call_command("import_people", str(file), "--program", "compass", stderr=out)
    assert "row 3, email: This isn’t an email address. [nobody]" in out.getvalue()
    assert not User.objects.exists()


def test_the_command_says_what_it_does_not_find(cycle: Cycle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    with pytest.raises(CommandError, match="can’t be read"):
        run(file)
    file.write_bytes(lines(HEADER, NOOR))
    with pytest.raises(CommandError, match="no such year"):
        run(file, "--cycle", "1999")
    with pytest.raises(CommandError, match="compass"):
        call_command("import_people", str(file), "--program", "nowhere")


def test_the_command_takes_what_somebody_said_of_the_columns(cycle: Cycle, lists: None, tmp_path: Path) -> None:
    file, mapping = tmp_path / "roster.csv", tmp_path / "mapping.toml"
    file.write_bytes(lines("Class list", "", "Who;Login;Likes", "Lund, Ana;ana@s.example;cardio, Surgery"))
    mapping.write_text(
        'same = {role = "mentee"}\nwords = {interests = {cardio = "specialty: Cardiology"}}\n'
        'columns = [{heading = "Login", means = "email"}, {heading = "Who", means = "name_last_first"},\n'
        '{heading = "Likes", means = "interests", separator = "comma"}]\n'
    )
    assert "Created 1 people" in run(file, "--mapping", str(mapping))
    ana = User.objects.get(email="ana@s.example")
    assert (ana.given_name, ana.interests.count()) == ("Ana", 2)
    mapping.write_text("columns = 3")
    with pytest.raises(CommandError, match="mapping can’t be read"):
        run(file, "--mapping", str(mapping))


def test_the_command_imports_the_good_rows_alone_when_told_to(cycle: Cycle, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(lines(HEADER, NOOR, "mentee,nobody,A,B", NOOR))
    said = run(file, "--only-good")
    assert "row 3, email: This isn’t an email address. [nobody]" in said
    assert "Row 4 says the same as row 2" in said
    assert Enrollment.objects.get().mentee.email == "noor@haldenlake.example"
