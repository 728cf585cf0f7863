"""The record of a round for the file: whatever stands in a name, coordinators get it."""

import csv
import io
from datetime import datetime

import pytest
from django.db.models import Exists, OuterRef
from openpyxl import load_workbook

from accounts.models import User
from matching.models import MatchRound, PreferenceItem, Strategy
from matching.presentation.records import matches_file, record_pdf


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("Jane\x07\x1b", "Jane"), ("Ja\u200bne\u202e", "Jane"), ("@SUM(1)", "'@SUM(1)"), ("Ja\nne", "Ja ne")],
)
def test_no_name_stops_or_runs_in_an_export(stored: str, shown: str, proposed_round: MatchRound, now: datetime) -> None:
    User.objects.update(given_name=stored, family_name="", title="", credentials="")
    proposal = proposed_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    rows = list(csv.DictReader(io.StringIO(matches_file(proposal, "csv").decode("utf-8-sig"))))
    assert {row["mentee"] for row in rows} == {shown}
    sheet = load_workbook(io.BytesIO(matches_file(proposal, "xlsx"))).worksheets[0]
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {shown}
    assert record_pdf(proposed_round, proposal, made_at=now).startswith(b"%PDF")


def test_in_a_file_1_is_the_first_choice_as_on_the_page(proposed_round: MatchRound) -> None:
    proposal = proposed_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    rows = list(csv.DictReader(io.StringIO(matches_file(proposal, "csv").decode("utf-8-sig"))))
    on_top = PreferenceItem.objects.filter(
        rank=1, participation=OuterRef("participation"), preference_list__enrollment=OuterRef("enrollment")
    )
    firsts = proposal.pairs.filter(Exists(on_top)).count()
    assert sum(row["rank"] == "1" for row in rows) == firsts > 0
