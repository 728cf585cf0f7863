"""Lists that schools sent, where `IMPORT_CASES` names their folder; other tests have the same of their own writing."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.imports.list_preview import Kind
from matching.imports.rankings import read_rankings
from matching.models import MatchRound, PreferenceItem, PreferenceList
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.services.import_people import import_people
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.people.test_cases import interests as school_interests
from tests.people.test_import_columns import answers

_FOLDER = os.environ.get("IMPORT_CASES", "")
pytestmark = pytest.mark.skipif(not _FOLDER, reason="IMPORT_CASES names no folder of cases")
interests = school_interests

_MENTORS = (
    "marek-beaucage-36", "callum-desai-37", "dawit-farah-43", "ishani-bhuiyan-lambourne-34",
)  # fmt: skip
_MENTEES = (
    "graham-abernathy-markovic-226", "paolo-bellomo-dimitriou-208", "aarti-bhuiyan-haldar-198",
    "chidi-boutros-tamimi-187", "noor-haddad-quist",
)  # fmt: skip


def content(case: str, name: str) -> bytes:
    return (Path(_FOLDER) / case / name).read_bytes()


@pytest.fixture
def mentors(open_round: MatchRound) -> list[MentorParticipation]:
    return [
        MentorParticipationFactory.create(cycle=open_round.cycle, mentor__email=f"{name}@haldenlake.example")
        for name in _MENTORS
    ]


@pytest.fixture
def mentees(open_round: MatchRound) -> list[Enrollment]:
    return [
        EnrollmentFactory.create(cycle=open_round.cycle, mentee__email=f"{name}@haldenlake.example")
        for name in _MENTEES
    ]


@pytest.mark.parametrize(
    ("case", "name", "lists", "problems"),
    [
        ("22", "rankings.csv", [3], []),
        (
            "23",
            "rankings.csv",
            [],
            [(3, "Rank 2 of this mentee is missing."), (5, "already ranked"), (6, "No mentor with this address")],
        ),
        ("23", "rankings_1st.xlsx", [2], []),
        ("33", "rankings.csv", [], [(2, "Nobody with this address is looking for a mentor here.")]),
    ],
)
def test_a_file_of_lists_gets_the_right_value(
    case: str,
    name: str,
    lists: list[int],
    problems: list[tuple[int, str]],
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    now: datetime,
) -> None:
    MentorshipFactory.create(cycle=open_round.cycle, enrollment=mentees[-1], participation=mentors[0])
    checked = read_rankings(content(case, name), open_round, now=now)
    assert [len(ranked) for ranked in checked.rankings.values()] == lists
    assert [problem.row for problem in checked.problems] == [row for row, _words in problems]
    for problem, (_row, words) in zip(checked.problems, problems, strict=True):
        assert words in problem.message


def test_a_form_export_with_mentors_by_name_is_imported_as_it_is(
    open_round: MatchRound,
    interests: None,
    coordinator: User,
    sign_in: Callable[[User], Client],
    now: datetime,
) -> None:
    cycle = open_round.cycle
    cycle.program.list_length = 6
    cycle.program.save()
    for name in ("J_mentors_enrolled.csv", "K_mentees_enrolled.xlsx"):
        import_people(cycle, rows=read_people(content("school", name), cycle=cycle).rows, now=now)
    client = sign_in(coordinator)
    file = SimpleUploadedFile("R.csv", content("school", "R_google_forms.csv"))
    place = client.post(reverse("matching:import-lists", args=[open_round.pk]), {"file": file})["Location"]
    preview = client.post(place, answers(client.get(place)))["Location"]
    page = client.get(preview)
    asked = dict(page.context["questions"])
    assert {name.word for name in asked.values()} == {"Dr. Hana Ibrahim", "Dr. Chloé D'Souza"}
    assert all(name.several and len(name.candidates) == 2 for name in asked.values())
    said = {f"word_{n}": name.word for n, name in asked.items()}
    said |= {f"use_{n}": name.candidates[0].email for n, name in asked.items()}
    client.post(preview + "settle/", said)
    assert {kind: n for kind, n in client.get(preview).context["tally"] if n} == {Kind.NEW: 282}
    client.post(preview)
    assert PreferenceList.objects.filter(state=PreferenceList.State.SUBMITTED).count() == 282
    first = PreferenceItem.objects.filter(preference_list__enrollment__mentee__email="tugce.ibrahim@riverbend.example")
    names = [f"{item.participation.mentor.given_name}" for item in first.select_related("participation__mentor")]
    assert names == ["Rosa", "Hana", "Hana", "Fatima", "María", "Wanjiru"]
