"""The main job from files: import the lists, run the round, export the matches."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from matching.models import MatchRound, PreferenceItem, PreferenceList, Strategy
from pairs.models import Avoidance
from people.models import Enrollment, MentorParticipation
from tests.factories.matching import PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.rounds import publish

HEADER = "mentee_email,mentor_email,rank\n"


@pytest.fixture
def rankings(tmp_path: Path, enrollment: Enrollment, mentors: list[MentorParticipation]) -> Path:
    file = tmp_path / "rankings.csv"
    mentee = enrollment.mentee.email
    rows = [f"{mentee},{mentor.mentor.email.upper()},{rank}\n" for rank, mentor in enumerate(mentors, 1)]
    file.write_text(HEADER + "".join(rows), encoding="utf-8-sig")
    return file


def _ranked() -> list[tuple[int, int]]:
    return list(PreferenceItem.objects.values_list("participation", "rank"))


def _errors(file: Path, match_round: MatchRound, text: str, capsys: pytest.CaptureFixture[str]) -> str:
    file.write_text(text)
    with pytest.raises(CommandError, match="Nothing was saved"):
        call_command("import_rankings", str(file), round=match_round.pk)
    assert not PreferenceList.objects.exists()
    return capsys.readouterr().err


def test_lists_are_imported_as_submitted(
    open_round: MatchRound, rankings: Path, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    call_command("import_rankings", str(rankings), round=open_round.pk)
    assert PreferenceList.objects.get().state == PreferenceList.State.SUBMITTED
    assert _ranked() == [(mentor.pk, rank) for rank, mentor in enumerate(mentors, 1)]


def test_importing_again_replaces_the_list(
    open_round: MatchRound, rankings: Path, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    before = f"{HEADER}{enrollment.mentee.email},{mentors[2].mentor.email},1\n"
    for text in (before, rankings.read_text(encoding="utf-8-sig")):
        rankings.write_text(text)
        call_command("import_rankings", str(rankings), round=open_round.pk)
    assert PreferenceList.objects.count() == 1
    assert _ranked() == [(mentor.pk, rank) for rank, mentor in enumerate(mentors, 1)]


def test_a_list_that_was_handed_in_on_the_site_stays(
    open_round: MatchRound,
    rankings: Path,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    capsys: pytest.CaptureFixture[str],
) -> None:
    PreferenceListFactory.create(round=open_round, enrollment=enrollment, ranks=[mentors[2]])
    call_command("import_rankings", str(rankings), round=open_round.pk)
    assert _ranked() == [(mentors[2].pk, 1)]
    assert "1 were handed in on the site" in capsys.readouterr().out


def test_a_mapping_says_what_the_columns_mean(
    open_round: MatchRound,
    rankings: Path,
    tmp_path: Path,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
) -> None:
    rankings.write_text(f"Who;Best\n{enrollment.mentee};{mentors[1].mentor}\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('columns = [{heading = "Who", means = "mentee_name"}, {heading = "Best", means = "choice_1"}]')
    call_command("import_rankings", str(rankings), round=open_round.pk, mapping=mapping)
    assert _ranked() == [(mentors[1].pk, 1)]


def test_the_good_lists_go_in_alone_when_asked(
    open_round: MatchRound, rankings: Path, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    rankings.write_text(rankings.read_text(encoding="utf-8-sig") + "else@school.example,x@school.example,1\n")
    call_command("import_rankings", str(rankings), round=open_round.pk, only_good=True)
    assert len(_ranked()) == len(mentors)


def test_a_dry_run_saves_nothing(open_round: MatchRound, rankings: Path) -> None:
    call_command("import_rankings", str(rankings), round=open_round.pk, dry_run=True)
    assert not PreferenceList.objects.exists()


def test_excel_files_are_read(
    open_round: MatchRound, tmp_path: Path, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["Mentee email", "Mentor email", "Rank"])
    sheet.append([enrollment.mentee.email, mentors[1].mentor.email, 1])
    book.save(tmp_path / "rankings.xlsx")
    call_command("import_rankings", str(tmp_path / "rankings.xlsx"), round=open_round.pk)
    assert _ranked() == [(mentors[1].pk, 1)]


def test_every_bad_row_is_named_and_nothing_is_saved(
    open_round: MatchRound,
    rankings: Path,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    capsys: pytest.CaptureFixture[str],
) -> None:
    mentee = enrollment.mentee.email
    first, second, third = (mentor.mentor.email for mentor in mentors)
    text = HEADER + (
        f"{mentee},{first},1\nnobody@haldenlake.example,{first},1\n{mentee},nobody@haldenlake.example,2\n"
        f"{mentee},{second},1\n{mentee},{first},2\n{mentee},{third},two\n"
    )
    said = _errors(rankings, open_round, text, capsys)
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "row 3, mentee_email",
        "row 4, mentor_email",
        "row 5, rank",
        "row 6, mentor_email",
        "row 7, rank",
    ]


def test_a_gap_is_named(
    open_round: MatchRound,
    rankings: Path,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = HEADER + f"{enrollment.mentee.email},{mentors[0].mentor.email},2\n"
    assert "Rank 1 of this mentee is missing" in _errors(rankings, open_round, text, capsys)


def test_who_may_not_be_paired_cannot_be_ranked_and_nobody_learns_why(
    open_round: MatchRound,
    rankings: Path,
    enrollment: Enrollment,
    mentors: list[MentorParticipation],
    capsys: pytest.CaptureFixture[str],
) -> None:
    institution = enrollment.cycle.program.institution
    ConflictFactory.create(institution=institution, mentee=enrollment.mentee, mentor=mentors[0].mentor)
    text = HEADER + f"{enrollment.mentee.email},{mentors[0].mentor.email},1\n"
    assert "not eligible" in _errors(rankings, open_round, text, capsys)


def test_a_mentor_whom_the_mentee_avoids_is_left_out_of_a_file_without_a_word(
    open_round: MatchRound, rankings: Path, enrollment: Enrollment, mentors: list[MentorParticipation],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    call_command("import_rankings", str(rankings), round=open_round.pk)
    said = capsys.readouterr()
    Avoidance.objects.create(mentee=enrollment.mentee, mentor=mentors[0].mentor)
    call_command("import_rankings", str(rankings), round=open_round.pk, dry_run=True)
    capsys.readouterr()
    call_command("import_rankings", str(rankings), round=open_round.pk)
    assert capsys.readouterr() == said
    assert _ranked() == [(mentor.pk, rank) for rank, mentor in enumerate(mentors[1:], 1)]


def test_an_unknown_round_names_those_there_are(open_round: MatchRound, rankings: Path) -> None:
    with pytest.raises(CommandError, match="Main round"):
        call_command("import_rankings", str(rankings), round=open_round.pk + 1)


def test_a_closed_round_takes_no_file(closed_round: MatchRound, rankings: Path) -> None:
    with pytest.raises(CommandError, match="closed"):
        call_command("import_rankings", str(rankings), round=closed_round.pk)


def test_run_round_closes_and_runs_with_the_seed(open_round: MatchRound, rankings: Path) -> None:
    call_command("import_rankings", str(rankings), round=open_round.pk)
    out = io.StringIO()
    call_command("run_round", open_round.pk, strategy=["choice"], seed=7, stdout=out)
    open_round.refresh_from_db()
    proposal = open_round.proposals.get()
    assert (open_round.state, open_round.seed) == (MatchRound.State.PROPOSED, 7)
    assert (proposal.strategy, proposal.seed, proposal.state) == (Strategy.CHOICE_STABLE, 7, "ready")
    assert "1 of 1 matched, 1 first choices, 0 blocking pairs; certificate checked" in out.getvalue()


def test_run_round_again_gives_the_same_and_refuses_another_seed(proposed_round: MatchRound) -> None:
    before = list(proposed_round.proposals.values_list("pk", "finished_at"))
    call_command("run_round", proposed_round.pk, seed=proposed_round.seed)
    assert list(proposed_round.proposals.values_list("pk", "finished_at")) == before
    with pytest.raises(CommandError, match="frozen"):
        call_command("run_round", proposed_round.pk, seed=proposed_round.seed + 1)


def test_export_writes_what_was_published(
    proposed_round: MatchRound, coordinator: User, tmp_path: Path, now: datetime
) -> None:
    with pytest.raises(CommandError, match="Choose with --strategy"):
        call_command("export_matches", proposed_round.pk)
    proposal = proposed_round.proposals.get(strategy="lottery")
    publish(proposal, by=coordinator, now=timezone.now() + timedelta(days=1))
    file = tmp_path / "matches.csv"
    call_command("export_matches", proposed_round.pk, output=file)
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 4
    assert {row["strategy"] for row in rows} == {"lottery"}
    assert sum(bool(row["mentor_email"]) for row in rows) == 3


def test_export_of_one_strategy_goes_to_standard_output(
    proposed_round: MatchRound, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export_matches", proposed_round.pk, strategy="choice")
    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfmentee_email,")


def test_a_cell_is_never_a_formula(proposed_round: MatchRound, tmp_path: Path) -> None:
    mentee = proposed_round.proposals.get(strategy="survey").pairs.all()[0].enrollment.mentee
    mentee.given_name = "=HYPERLINK(1)"
    mentee.save()
    file = tmp_path / "matches.csv"
    call_command("export_matches", proposed_round.pk, strategy="survey", output=file)
    assert "'=HYPERLINK(1)" in file.read_text(encoding="utf-8-sig")
