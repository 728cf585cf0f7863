"""A school's own file by upload: what its columns mean, what it leaves open, and what it would change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.tables.mapping import from_text
from people.imports.columns import PEOPLE
from people.models import (
    Enrollment,
    ImportedFile,
    MentorParticipation,
    PendingImport,
    PersonalInterest,
    RememberedMapping,
    SupportNeed,
    SupportOffer,
)
from people.services.confirmed_imports import import_confirmed
from people.services.pending_imports import forget_old_files
from programs.models import Cycle, InterestTerm, LongStep, StaffStep
from programs.services.long_steps import carry_out
from tests.core.test_workbooks import saved
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.people.lists import FULL, HEADER, NOOR, RUTH, lines

SignIn = Callable[[User], Client]
REGISTRAR = lines(
    "Class list, printed 1 September",
    "",
    "Student ID;Name;Email;Class;Interests;Remarks",
    "S1;Lund, Ana; ANA@SCHOOL.EXAMPLE ;M1;Surgery, Teaching;",
    "S2;Sato, Ben;ben@school.example;M1;Surgrey;prefers video",
    "S2;Sato, Ben;BEN@school.example;M1;Surgrey;",
)


@pytest.fixture
def client(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def upload(client: Client, content: bytes, name: str = "people.csv") -> str:
    file = SimpleUploadedFile(name, content)
    location: str = client.post(reverse("people:import-people", args=["compass"]), {"file": file})["Location"]
    return location


def answers(page: Any, **changed: str) -> dict[str, str]:
    """The form of the columns as it stands on the page, with some answers changed."""
    form = page.context["form"]
    fields = {field.html_name: field.value() for field in form}
    return {name: value for name, value in fields.items() if value not in (None, False)} | {"do": "preview"} | changed


def preview_of(client: Client, content: bytes, **changed: str) -> str:
    columns = upload(client, content)
    response = client.post(columns, answers(client.get(columns), **changed))
    assert response.status_code == 302, response.context["form"].errors
    location: str = response["Location"]
    return location


def test_a_registrars_file_is_imported_as_it_is(cycle: Cycle, lists: None, client: Client) -> None:
    InterestTerm.objects.create(institution=cycle.program.institution, facet="career", slug="teaching", name="Teaching")
    columns = upload(client, REGISTRAR)
    assert columns.endswith("/columns/")
    page = client.get(columns)
    assert [column.means for column in page.context["file"].mapping.columns] == [
        "", "name_last_first", "email", "cohort", "interests", "",
    ]  # fmt: skip
    refused = client.post(columns, answers(page))
    assert refused.status_code == 422
    assert "No column says “Mentee or mentor” yet." in refused.content.decode()
    preview = client.post(columns, answers(page, same_role="mentee"))["Location"]
    shown = client.get(preview)
    assert "Surgrey" in shown.content.decode()
    client.post(preview + "settle/", {"all": "nearest"})
    settled = client.get(preview)
    assert (settled.context["waiting"], settled.context["merged"]) == (0, [(6, 5)])
    client.post(preview)
    ana = User.objects.get(email="ana@school.example")
    assert (ana.given_name, ana.family_name) == ("Ana", "Lund")
    assert set(ana.interests.values_list("term__name", flat=True)) == {"Surgery", "Teaching"}
    assert Enrollment.objects.get(mentee=ana).cohort == "M1"
    assert Enrollment.objects.count() == 2


def test_a_column_cannot_mean_what_another_means(cycle: Cycle, client: Client) -> None:
    columns = upload(client, lines("role,email,E-Mail,given_name,family_name", "mentee,a@s.example,b@s.example,A,B"))
    refused = client.post(columns, answers(client.get(columns)))
    assert "“Email address” is chosen for more than one column." in refused.content.decode()
    assert client.post(columns, answers(client.get(columns), means_2="")).status_code == 302


def test_answers_are_remembered_for_the_next_file_and_forgotten_when_asked(cycle: Cycle, client: Client) -> None:
    first = lines("Who;Login;Shoe", "Lund, Ana;ana@s.example;38")
    preview_of(client, first, means_0="name_last_first", same_role="mentee")
    assert b"Login" not in bytes(RememberedMapping.objects.values_list("mapping", flat=True).get())
    again = upload(client, lines("Next year", "", "Login;Who;Shoe", "ben@s.example;Sato, Ben;40"))
    assert not again.endswith("/columns/")
    columns = again + "columns/"
    assert "New: 1 row" in client.get(again).content.decode()
    page = client.get(columns)
    assert "We remember these headings." in page.content.decode()
    # That a column was left out is remembered, too: nothing is pointed out.
    assert not any(column["look"] for column in page.context["form"].columns())
    client.post(columns, {"do": "forget"})
    assert not RememberedMapping.objects.exists()
    page = client.get(columns)
    assert [column.means for column in page.context["file"].mapping.columns] == ["email", "", ""]
    assert [column["look"] for column in page.context["form"].columns()] == [False, True, True]


def test_the_mapping_is_saved_as_a_file_for_the_command(cycle: Cycle, client: Client) -> None:
    preview = preview_of(client, lines("Name;Email", "Lund, Ana;ana@s.example"), same_role="mentee")
    mapping = from_text(client.get(preview + "mapping.json").content.decode(), PEOPLE)
    assert (mapping.means(), mapping.same) == (["name_last_first", "email"], {"role": "mentee"})


def test_the_person_chooses_sheet_and_heading_row(cycle: Cycle, client: Client) -> None:
    book = Workbook()
    book.worksheets[0].title = "Leavers"
    for row in (["Name", "Email"], ["Old, One", "old@s.example"], ["Old, Two", "two@s.example"]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("Class")
    for row in (["Name", "Email"], ["Lund, Ana", "ana@s.example"]):
        sheet.append(row)
    columns = upload(client, saved(book), "people.xlsx")
    assert client.get(columns).context["file"].sheet.name == "Leavers"
    client.post(columns, {"do": "reread", "sheet": "Class", "heading_row": "1"})
    assert client.get(columns).context["file"].sheet.name == "Class"
    client.post(columns, {"do": "reread", "sheet": "Class", "heading_row": "2"})
    assert client.get(columns).context["file"].mapping.headings == ["Lund, Ana", "ana@s.example"]
    assert client.post(columns, {"do": "reread", "sheet": "Other", "heading_row": "0"}).status_code == 422


def test_a_guessed_encoding_is_shown_with_names_and_can_be_changed(cycle: Cycle, client: Client) -> None:
    content = (HEADER + "\nmentee,ana@s.example,Jürgen,Müller\n").encode("cp1252")
    columns = upload(client, content)
    page = client.get(columns).content.decode()
    assert "We read the letters as Windows-1252" in page
    assert "Jürgen, Müller" in page
    client.post(columns, {"do": "reread", "heading_row": "1", "encoding": "mac_roman"})
    assert "Jürgen" not in client.get(columns).content.decode()
    client.post(columns, {"do": "reread", "heading_row": "1", "encoding": "cp1252"})
    preview = client.post(columns, answers(client.get(columns)))["Location"]
    client.post(preview)
    assert User.objects.filter(given_name="Jürgen", family_name="Müller").exists()


def test_hidden_rows_and_days_are_asked(cycle: Cycle, client: Client) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in ([*HEADER.split(","), "cohort"], [*NOOR.split(","), datetime(2026, 2, 1)], [*RUTH.split(","), None]):  # noqa: DTZ001
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    columns = upload(client, saved(book), "people.xlsx")
    page = client.get(columns)
    assert [field.name for field in page.context["form"].questions()] == ["hidden_rows", "date_order"]
    assert client.post(columns, answers(page)).status_code == 422
    preview = client.post(columns, answers(page, hidden_rows="leave", date_order="dmy"))["Location"]
    client.post(preview)
    assert Enrollment.objects.get().cohort == "1-2"
    assert not MentorParticipation.objects.exists()


def test_changes_are_shown_with_old_and_new_value(cycle: Cycle, lists: None, client: Client, now: datetime) -> None:
    client.post(upload(client, lines(FULL, NOOR + ",,,en,Year 2,,,,,Surgery", RUTH + ",Dr,,,,,2,,,")))
    preview = upload(client, lines(FULL, NOOR + ",,,en;fr,Year 3,,,,,Surgery", RUTH + ",Dr,,,,,2,,,"))
    page = client.get(preview + "?show=changed")
    [entry] = page.context["page"]
    assert [(each.label, each.before, each.after) for each in entry.differences] == [
        ("Languages", "English", "English, French"),
        ("Year or group", "Year 2", "Year 3"),
    ]
    assert {kind.value: n for kind, n in page.context["tally"]} == {
        "new": 0, "changed": 1, "unchanged": 1, "attention": 0,
    }  # fmt: skip
    client.post(preview)
    again = upload(client, lines(FULL, NOOR + ",,,en;fr,Year 3,,,,,Surgery", RUTH + ",Dr,,,,,2,,,"))
    assert client.get(again).context["kind"].value == "unchanged"


def test_a_profile_of_somebody_who_signed_in_is_not_a_change(cycle: Cycle, client: Client, now: datetime) -> None:
    client.post(upload(client, lines(HEADER, NOOR)))
    User.objects.filter(email="noor@haldenlake.example").update(last_login=now)
    preview = upload(client, lines(HEADER + ",title,cohort", NOOR.replace("Noor", "Nora") + ",Ms,Year 9"))
    [entry] = client.get(preview).context["page"]
    assert [each.label for each in entry.differences] == ["Year or group"]


@pytest.mark.parametrize(("same", "people"), [(True, 1), (False, 2)])
def test_a_known_person_under_a_new_address_is_asked_and_never_merged(
    same: bool, people: int, cycle: Cycle, client: Client
) -> None:
    known = UserFactory.create(given_name="Noor", family_name="Haddad-Quist", email="n.haddad@old.example")
    EnrollmentFactory.create(cycle=cycle, mentee=known)
    preview = upload(client, lines(HEADER, NOOR))
    page = client.get(preview)
    assert page.context["waiting"] == 1
    assert "The same person as n.haddad@old.example" in page.content.decode()
    answer = known.email if same else "noor@haldenlake.example"
    client.post(preview + "settle/", {"email_0": "noor@haldenlake.example", "person_0": answer})
    assert client.get(preview).context["waiting"] == 0
    client.post(preview)
    assert Enrollment.objects.count() == people


def test_numbers_that_lost_zeros_and_letters_nobody_sees_are_noticed(cycle: Cycle, client: Client) -> None:
    rows = ("Lund, Ana;a@s.example;007", "Sato,\u200b Ben;b@s.example;8")
    page = client.get(upload(client, lines("Name;Email;Group", *rows))).content.decode()
    assert "Numbers in “Group” may have lost zeros." in page
    assert "A cell has letters nobody sees." in page
    ours = client.get(
        upload(client, lines(HEADER + ",cohort", NOOR + ",007", RUTH.replace("Ruth", "Ru\u200bth") + ",8"))
    )
    assert [notice.title for notice in ours.context["told"]] == [
        "Numbers in “cohort” may have lost zeros.",
        "A cell has letters nobody sees.",
    ]


def test_nobody_of_another_program_is_named(cycle: Cycle, client: Client) -> None:
    known = UserFactory.create(given_name="Noor", family_name="Haddad-Quist", email="n.haddad@old.example")
    EnrollmentFactory.create(mentee=known, cycle__program__slug="elsewhere")
    page = client.get(upload(client, lines(HEADER, NOOR)))
    assert page.context["waiting"] == 0
    assert "old.example" not in page.content.decode()


def test_words_are_settled_one_by_one(cycle: Cycle, lists: None, client: Client) -> None:
    row = NOOR + ",Surgrey;Bikes;Knots;Kites"
    preview = upload(client, lines(HEADER + ",interests", row))
    asked = client.get(preview).context["questions"].words
    data = {f"word_{number}": word.word for number, word, _label, _add in asked}
    use = {"Surgrey": "nearest", "Bikes": "add:personal", "Knots": "leave", "Kites": "leave"}
    data |= {f"use_{number}": use[word.word] for number, word, _label, _add in asked}
    data |= {f"term_{number}": "Surgery" for number, word, _label, _add in asked if word.word == "Kites"}
    client.post(preview + "settle/", data)
    client.post(preview)
    noor = User.objects.get(email="noor@haldenlake.example")
    assert set(noor.interests.values_list("term__name", "term__facet")) == {
        ("Surgery", "specialty"),
        ("Bikes", "personal"),
    }


def test_names_in_capitals_are_written_otherwise_when_somebody_says_so(cycle: Cycle, client: Client) -> None:
    content = lines("Full name;Email", '"OYELARAN, ADE";ade@s.example', '"Sato, Ben";ben@s.example')
    columns = upload(client, content)
    page = client.get(columns)
    field = page.context["form"]["natural_names"]
    assert (field.label, field.help_text) == (
        "Write names in capitals as “Ade Oyelaran”",
        "OYELARAN, ADE → Ade Oyelaran",
    )
    assert not field.value()
    preview = client.post(columns, answers(page, same_role="mentee"))["Location"]
    assert [entry.name for entry in client.get(preview).context["preview"].entries] == ["ADE OYELARAN", "Ben Sato"]
    said = answers(page, same_role="mentee", natural_names="on")
    preview = client.post(columns, said)["Location"]
    assert [entry.name for entry in client.get(preview).context["preview"].entries] == ["Ade Oyelaran", "Ben Sato"]
    # It is remembered for the next file.
    assert client.get(upload(client, content)).context["file"].mapping.natural_names


def test_what_was_said_stays_encrypted(cycle: Cycle, lists: None, client: Client) -> None:
    preview_of(client, lines("Name;Email;Interests", "Lund, Ana;ana@s.example;Surgrey"), same_role="mentee")
    stored = bytes(PendingImport.objects.values_list("mapping", flat=True).get())
    assert stored
    assert b"Name" not in stored


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(
    rows: int, cycle: Cycle, lists: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [NOOR.replace("noor", f"noor{n}").replace("Noor", f"Noor{n}") + ",Surgery" for n in range(rows)]
    for n in range(rows):  # known people cost most: what is on their lists is compared
        EnrollmentFactory.create(cycle=cycle, mentee__email=f"noor{n}@haldenlake.example")
    preview = upload(client, lines(HEADER + ",interests", *many))
    with django_assert_num_queries(8):
        client.get(preview + "columns/")
    with django_assert_num_queries(15):
        client.get(preview)


def _undo(client: Client) -> Any:
    step = StaffStep.objects.get(undone_at__isnull=True)
    return client.post(reverse("programs:undo-step", args=["compass", step.pk]), follow=True)


def _stored() -> dict[str, list[str]]:
    """Everything that an import writes, without the keys of rows that only connect."""
    models = (
        User,
        User.languages.through,
        Enrollment,
        MentorParticipation,
        PersonalInterest,
        SupportNeed,
        SupportOffer,
    )
    return {
        model.__name__: sorted(str({**row, "id": 0, "date_joined": 0}) for row in model.objects.values())
        for model in models
    }


def test_an_import_is_undone_as_if_it_had_not_been(cycle: Cycle, lists: None, client: Client) -> None:
    client.post(upload(client, lines(FULL, NOOR + ",Ms,,en,Year 2,,,,Networking,Surgery", RUTH + ",Dr,,,,,2,,,")))
    StaffStep.objects.all().delete()
    before = _stored()
    new = NOOR.replace("noor", "zoe").replace("Noor", "Zoe")
    file = lines(FULL, NOOR + ",Dr,,fr,Year 3,,,,Sponsorship,", RUTH + ",,,,,Surgery,4,video,,", new + "," * 9)
    client.post(upload(client, file))
    assert _stored() != before
    assert b"Year" not in bytes(ImportedFile.objects.values_list("changes", flat=True).latest("imported_at"))
    assert StaffStep.objects.get(kind="people_imported", before__number=3).number == 3
    assert "The import is undone." in _undo(client).content.decode()
    after = _stored()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_a_long_import_is_undone_by_the_worker(
    cycle: Cycle, lists: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(upload(client, lines(FULL, NOOR + "," * 9)))
    monkeypatch.setattr("programs.views.staff_steps.ROWS_AT_ONCE", 0)
    assert "0 of 1 are done" in _undo(client).content.decode()
    carry_out(LongStep.objects.get().pk, now=timezone.now())
    assert not Enrollment.objects.filter(cycle=cycle).exists()


def test_what_was_built_on_an_import_stays(cycle: Cycle, lists: None, client: Client, now: datetime) -> None:
    client.post(upload(client, lines(HEADER + ",cohort", NOOR + ",Year 1", NOOR.replace("oor", "ina") + ",Year 1")))
    User.objects.filter(given_name="Noor").update(last_login=now)
    _undo(client)
    assert [each.mentee.given_name for each in Enrollment.objects.all()] == ["Noor"]


def test_a_value_that_somebody_corrected_since_stays(cycle: Cycle, client: Client) -> None:
    client.post(upload(client, lines(HEADER + ",cohort,campus", NOOR + ",Year 1,North")))
    StaffStep.objects.all().delete()
    client.post(upload(client, lines(HEADER + ",cohort,campus", NOOR + ",Year 2,South")))
    Enrollment.objects.update(cohort="Year 5")
    _undo(client)
    noor = Enrollment.objects.get()
    assert (noor.cohort, noor.mentee.campus) == ("Year 5", "North")


def test_after_a_day_an_import_cannot_be_undone(cycle: Cycle, client: Client) -> None:
    client.post(upload(client, lines(HEADER, NOOR)))
    kept = ImportedFile.objects.get()
    forget_old_files(now=kept.imported_at + timedelta(days=1))
    assert not ImportedFile.objects.exists()
    assert "That time is over" in _undo(client).content.decode()
    assert Enrollment.objects.exists()


def test_a_long_list_is_imported_by_the_worker_once(
    cycle: Cycle, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.views.import_preview.LONG", 1)
    preview = upload(client, lines(HEADER, NOOR, RUTH))
    for _twice in range(2):
        client.post(preview)
        assert "0 of 4 parts are done." in client.get(preview).content.decode()
    assert not Enrollment.objects.exists()
    token = PendingImport.objects.get().pk
    result = import_confirmed(token, now=timezone.now())
    assert result is not None
    assert (result.new_mentees, result.new_mentors) == (1, 1)
    assert import_confirmed(token, now=timezone.now()) is None
    assert client.get(preview)["Location"] == reverse("people:list-people", args=["compass"])
    assert StaffStep.objects.count() == 1


def test_the_worker_does_not_import_what_would_do_something_else_by_now(
    cycle: Cycle, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.views.import_preview.LONG", 0)
    preview = upload(client, lines(HEADER, NOOR))
    client.post(preview)
    EnrollmentFactory.create(cycle=cycle, mentee__email="noor@haldenlake.example")
    assert import_confirmed(PendingImport.objects.get().pk, now=timezone.now()) is None
    assert [(kind.value, n) for kind, n in client.get(preview).context["tally"] if n] == [("changed", 1)]


def test_what_no_key_opens_is_guessed_again_or_not_undone(cycle: Cycle, client: Client) -> None:
    content = lines("Who;Login", "Lund, Ana;ana@s.example")
    client.post(preview_of(client, content, means_0="name_last_first", same_role="mentee"))
    RememberedMapping.objects.update(mapping=b"broken")
    ImportedFile.objects.update(changes=b"broken")
    columns = upload(client, content)
    assert [column.means for column in client.get(columns).context["file"].mapping.columns] == ["", "email"]
    assert "That time is over" in _undo(client).content.decode()
    PendingImport.objects.update(mapping=b"broken")
    assert "We can’t open our copy of this file." in client.get(columns).content.decode()
