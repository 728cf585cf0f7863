"""What a list of people says about names, addresses and trainings, and nothing that it does not say."""

from datetime import datetime

import pytest

from accounts.models import User
from people.imports.preview import preview
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.services.import_people import import_people
from programs.models import Cycle
from tests.people.lists import HEADER, lines


def bring(cycle: Cycle, now: datetime, *rows: str, header: str = HEADER) -> None:
    people, problems, *_ = read_people(lines(header, *rows), cycle=cycle)
    assert problems == []
    import_people(cycle, rows=people, now=now)


def problems_of(cycle: Cycle, *rows: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    _people, problems, *_ = read_people(lines(header, *rows), cycle=cycle)
    return [(each.row, each.column, each.message) for each in problems]


def test_people_with_one_name_are_imported(cycle: Cycle, now: datetime) -> None:
    bring(cycle, now, "mentee,suharto@out.example,Suharto,", "mentor,nakato@out.example,-,Nakato")
    assert {user.display_name for user in User.objects.filter(email__contains="out.example")} == {"Suharto", "Nakato"}
    assert problems_of(cycle, "mentee,nobody@out.example,,") == [(2, "given_name", "Enter at least one name.")]


def test_two_spellings_of_one_domain_are_one_person(cycle: Cycle, now: datetime) -> None:
    bring(cycle, now, "mentee,inga@münchen.example,Inga,Idn")
    bring(cycle, now, "mentor,inga@xn--mnchen-3ya.example,Inga,Idn", "mentor,Ola <ola@OUT.example>,Ola,Out")
    assert User.objects.get(given_name="Inga").email == "inga@xn--mnchen-3ya.example"
    assert User.objects.filter(email="ola@out.example").exists()
    same = ("mentee,inga@münchen.example,Inga,Idn", "mentee,inga@xn--mnchen-3ya.example,Inga,Idn")
    assert problems_of(cycle, *same) == []
    assert read_people(lines(HEADER, *same), cycle=cycle).merged == [(3, 2)]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("a@h\u0430ldenlake.example", "mixes Cyrillic and Latin letters"),
        ("two@out.example; three@out.example", "more than one address"),
        ("nobody", "This isn’t an email address."),
        ("a@out..example", "This isn’t an email address."),
    ],
)
def test_an_address_that_is_none_is_named(address: str, words: str, cycle: Cycle) -> None:
    ((row, column, message),) = problems_of(cycle, f"mentee,{address},A,B")
    assert (row, column) == (2, "email")
    assert words in message


def test_who_enrolled_elsewhere_is_ready_and_no_file_makes_anybody_trained(
    cycle: Cycle, participation: MentorParticipation, now: datetime
) -> None:
    header = HEADER + ",enrolled,trained_on"
    rows = (
        "mentor,a@out.example,A,A,yes,",
        "mentor,b@out.example,B,B,yes,2026-09-01",
        "mentee,c@out.example,C,C,yes,last year",
        f"mentor,{participation.mentor.email},Ruth,Nambozo-Hale,,2026-09-01",
    )
    people = read_people(lines(header, *rows), cycle=cycle)
    notes = {entry.name: entry.note for entry in preview(cycle, people, now=now).entries}
    assert [name for name, note in notes.items() if "The file names a training." in note] == [
        "B B",
        "Ruth Nambozo-Hale",
    ]
    bring(cycle, now, *rows, header=header)
    states = MentorParticipation.objects.values_list("mentor__given_name", "state", "trained_on")
    assert set(states) == {("A", "ready", None), ("B", "ready", None), ("Ruth", "ready", None)}
    assert Enrollment.objects.get().state == Enrollment.State.ENROLLED
    assert not User.objects.get(given_name="A").acknowledgements.exists()
