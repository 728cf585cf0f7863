"""Lists as form tools export them: long, wide, a grid, or all in one cell; by address or by name."""

from datetime import datetime

import pytest

from core.tables.mapping import Mapping, Meaning
from core.tables.table import MAX_COLUMNS
from matching.imports.columns import LISTS, LONGER, SEVERAL, rank_in
from matching.imports.rankings import CheckedLists, read_rankings
from matching.models import MatchRound
from people.imports.asking import KNOWN_MENTOR
from people.models import Enrollment, MentorParticipation
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.people.lists import lines


@pytest.fixture
def mentors(open_round: MatchRound) -> list[MentorParticipation]:
    names = [("Rosa", "Tanaka"), ("Søren", "D'Souza"), ("Hana", "Xu"), ("Hana", "Xu")]
    return [
        MentorParticipationFactory.create(
            cycle=open_round.cycle,
            mentor__title="Dr",
            mentor__given_name=given,
            mentor__family_name=family,
            mentor__email=f"mentor{number}@school.example",
            department=f"Ward {number}",
        )
        for number, (given, family) in enumerate(names)
    ]


@pytest.fixture
def mentee(open_round: MatchRound, mentors: list[MentorParticipation]) -> Enrollment:
    return EnrollmentFactory.create(
        cycle=open_round.cycle,
        mentee__given_name="Tuğçe",
        mentee__family_name="Ibrahim",
        mentee__email="tugce@school.example",
    )


def read(match_round: MatchRound, now: datetime, *rows: str, mapping: Mapping | None = None) -> CheckedLists:
    return read_rankings(lines(*rows), match_round, now=now, mapping=mapping)


def ranked(checked: CheckedLists) -> list[list[str]]:
    assert [(each.row, each.column, each.message) for each in checked.problems] == []
    return [[mentor.email.partition("@")[0] for mentor in each.mentors] for each in checked.good]


@pytest.mark.parametrize(
    "rows",
    [
        ("mentee_email,mentor_email,rank", "TUGCE@school.example,mentor1@school.example,2nd",
         "tugce@school.example,MENTOR0@school.example,1st choice"),
        ("Timestamp,Email Address,First choice,Second choice,Third choice",
         "2026/11/20 9:14:02 am,tugce@school.example,mentor0@school.example,mentor1@school.example,"),
        ("Zeitstempel,Name,Erstwunsch,Zweitwunsch",
         "1.9.2026 10:00:00,\"Ibrahim, Tugce\",Dr. Rosa Tanaka,D’Souza Soren"),
        ("Horodateur,Nom complet,Premier choix,Deuxième choix", "x,Tuğçe Ibrahim,Prof. Rosa Tanaka,Dr Søren D'Souza"),
        ("Email,Rank your mentors [1st choice],Rank your mentors [2nd choice]",
         "tugce@school.example,Rosa Tanaka,Soren Dsouza"),
        ("Email;Rank your mentors", 'tugce@school.example;"Dr Rosa Tanaka;Søren D\'Souza;"'),
        ("Email,Rank these mentors [Dr. Rosa Tanaka],Rank these mentors [Dr. Søren D'Souza]",
         "tugce@school.example,1,2nd"),
        ("Q1,Q2_1,Q2_2", "Recipient Email,Rank them - Søren D'Souza,Rank them - Rosa Tanaka",
         '"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}"', "tugce@school.example,2,1"),
        ("First name,Last name,Email address,Choice 1,Choice 2",
         "Tuğçe,Ibrahim,tugce@school.example,Rosa Tanaka,Søren D'Souza"),
    ],
    ids=["long", "wide", "german", "french", "google", "microsoft", "grid", "qualtrics", "moodle"],
)  # fmt: skip
def test_every_shape_is_the_same_list(
    rows: tuple[str, ...], open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    assert ranked(read(open_round, now, *rows)) == [["mentor0", "mentor1"]]


def test_two_mentors_of_one_name_are_asked_about_and_the_answer_counts(
    open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    rows = ("Email,Choice 1", "tugce@school.example,Dr. Hana Xu")
    checked = read(open_round, now, *rows)
    [name] = checked.names
    assert (name.word, name.several) == ("Dr. Hana Xu", True)
    assert {person.group for person in name.candidates} == {"Ward 2", "Ward 3"}
    assert checked.rankings == {}
    said = Mapping(
        (Meaning("Email", "mentee_email"), Meaning("Choice 1", "choice_1")),
        words={KNOWN_MENTOR: {"Dr. Hana Xu": "mentor3@school.example"}},
    )
    assert ranked(read(open_round, now, *rows, mapping=said)) == [["mentor3"]]


def test_a_misspelled_name_has_candidates_and_is_never_taken(
    open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    checked = read(open_round, now, "Email,Choice 1", "tugce@school.example,Rosa Tanako")
    assert checked.rankings == {}
    assert [person.email for person in checked.names[0].candidates] == ["mentor0@school.example"]


def test_a_choice_of_nobody_is_left_out_and_the_others_move_up(
    open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    said = Mapping(
        (Meaning("Email", "mentee_email"), Meaning("1st", "choice_1"), Meaning("2nd", "choice_2")),
        words={KNOWN_MENTOR: {"No preference": ""}},
    )
    rows = ("Email,1st,2nd", "tugce@school.example,no preference,Rosa Tanaka")
    assert ranked(read(open_round, now, *rows, mapping=said)) == [["mentor0"]]


def test_the_last_of_several_answers_counts_only_when_somebody_says_so(
    open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    rows = (
        "Timestamp,Email,Choice 1",
        "9/14/2026 13:22:05,tugce@school.example,Rosa Tanaka",
        "9/15/2026 08:00:00,tugce@school.example,Søren D'Souza",
    )
    checked = read(open_round, now, *rows)
    assert [(problem.row, problem.value) for problem in checked.problems] == [
        (2, "9/14/2026 13:22:05"), (3, "9/15/2026 08:00:00"),
    ]  # fmt: skip
    said = Mapping(
        (Meaning("Timestamp", "answered_at"), Meaning("Email", "mentee_email"), Meaning("Choice 1", "choice_1")),
        same={SEVERAL: "last"},
    )
    assert ranked(read(open_round, now, *rows, mapping=said)) == [["mentor1"]]


@pytest.mark.parametrize(
    ("row", "place", "word"),
    [
        ("tugce@school.example,,Rosa Tanaka", (2, "choice_2"), "Rank 1 of this mentee is missing"),
        ("tugce@school.example,Rosa Tanaka,Dr Rosa Tanaka", (2, "choice_2"), "already ranked this mentor"),
        ("tugce@school.example,Zzz Qqq,", (2, "choice_1"), "No mentor with this name"),
        ("tugce@school.example,,", (2, ""), "No mentor is named"),
        (",Rosa Tanaka,", (2, "mentee_email"), "Nobody is named"),
        ("else@school.example,Rosa Tanaka,", (2, "mentee_email"), "Nobody with this address"),
    ],
)
def test_what_is_wrong_is_named_by_its_row(
    row: str, place: tuple[int, str], word: str, open_round: MatchRound, mentee: Enrollment, now: datetime
) -> None:
    checked = read(open_round, now, "Email,1st choice,2nd choice", row)
    [problem] = checked.problems
    assert ((problem.row, problem.column), checked.rankings) == (place, {})
    assert word in problem.message


def test_a_list_that_is_too_long_is_cut_only_when_somebody_says_so(
    open_round: MatchRound, mentee: Enrollment, mentors: list[MentorParticipation], now: datetime
) -> None:
    open_round.cycle.program.list_length = 3
    rows = ("Email,1st,2nd,3rd,4th", "tugce@school.example," + ",".join(each.mentor.email for each in mentors))
    assert read(open_round, now, *rows).longer == 1
    names = ("mentee_email", "choice_1", "choice_2", "choice_3", "choice_4")
    said = Mapping(tuple(map(Meaning, rows[0].split(","), names)), same={LONGER: "cut"})
    assert ranked(read(open_round, now, *rows, mapping=said)) == [["mentor0", "mentor1", "mentor2"]]


@pytest.mark.parametrize(
    ("cell", "rank"),
    [("1", 1), ("1st", 1), ("2.0", 2), ("3rd choice", 3), ("zweite Wahl", 2), ("kwanza", 1), ("", 0), ("-1", 0),
     ("1.5", 0), ("two", 0), ("1 or 2", 0)],
)  # fmt: skip
def test_a_rank_is_read_or_refused(cell: str, rank: int) -> None:
    assert rank_in(cell) == rank


def test_headings_that_ask_something_else_are_no_choice() -> None:
    for heading in ("Age 20", "Anything else?", "Start Date", "Rank (1 = best) [Somebody]", "x" * MAX_COLUMNS):
        assert not LISTS.name_of(heading).startswith("choice_")
