"""A school's own files go all the way: people, lists, a round, its pairs."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from matching.models import MatchRound, Offer, Strategy
from matching.services.offers import accept_offer
from matching.services.rounds import create_round, open_round
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.factories.programs import CycleFactory
from tests.rounds import publish

PEOPLE = """role,email,given_name,family_name,title,cohort,capacity,enrolled,support,interests
mentor,vega@school.example,Inés,Vega,Dr,,2,yes,Career advice,specialty: Cardiology
mentor,okoro@school.example,Chidi,Okoro,Dr,,1,yes,Networking,specialty: Surgery
mentee,ana@school.example,Ana,Lund,,Year 1,,yes,Networking,specialty: Surgery
mentee,ben@school.example,Ben,Sato,,Year 1,,yes,,specialty: Cardiology
mentee,cem@school.example,Cem,Aydın,,Year 2,,yes,,
mentee,dag@school.example,Dag,Moe,,Year 2,,,,
"""
RANKINGS = """mentee_email,mentor_email,rank
ana@school.example,okoro@school.example,1
ana@school.example,vega@school.example,2
ben@school.example,okoro@school.example,1
ben@school.example,vega@school.example,2
cem@school.example,vega@school.example,1
"""


@pytest.fixture
def year(program: Program) -> Cycle:
    today = timezone.now()
    return CycleFactory.create(
        program=program,
        planning_from=(today - timedelta(days=90)).date(),
        enrolling_from=(today - timedelta(days=60)).date(),
        ranking_opens_at=today - timedelta(days=5),
        ranking_closes_at=today + timedelta(days=5),
        running_from=(today + timedelta(days=12)).date(),
        closing_from=(today + timedelta(days=250)).date(),
        ends_on=(today + timedelta(days=290)).date(),
    )


def _file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return str(path)


def _round(cycle: Cycle, now: datetime) -> MatchRound:
    return open_round(create_round(cycle=cycle, name="Autumn", closes_at=now + timedelta(days=5), seed=11), now=now)


def test_from_a_schools_files_to_its_pairs(
    year: Cycle, program: Program, coordinator: User, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    now = timezone.now()
    call_command("import_people", _file(tmp_path, "people.csv", PEOPLE, "utf-8-sig"), program=program.slug)
    assert year.enrollments.filter(state=Enrollment.State.ENROLLED).count() == 3
    assert year.participations.filter(state=MentorParticipation.State.READY).count() == 2

    match_round = _round(year, now)
    call_command("import_rankings", _file(tmp_path, "rankings.csv", RANKINGS), round=match_round.pk)
    call_command("run_round", match_round.pk, strategy=["choice"], seed=11)
    match_round.refresh_from_db()
    assert match_round.state == MatchRound.State.PROPOSED

    publish(match_round.proposals.get(strategy=Strategy.CHOICE_STABLE), by=coordinator, now=now, name="Autumn")
    for offer in Offer.objects.select_related("enrollment__mentee", "participation__mentor"):
        accept_offer(offer, by=offer.enrollment.mentee, now=now)
        accept_offer(offer, by=offer.participation.mentor, now=now)

    capsysbinary.readouterr()
    call_command("export_matches", match_round.pk)
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode("utf-8-sig"))))
    paired = {row["mentee_email"]: row["mentor_email"] for row in rows if row["mentor_email"]}
    assert set(paired) == {"ana@school.example", "ben@school.example", "cem@school.example"}
    assert paired["cem@school.example"] == "vega@school.example"
    assert Mentorship.objects.filter(cycle=year, state=Mentorship.State.ACTIVE).count() == 3


def test_the_same_file_again_enrolls_nobody_twice_and_brings_nobody_back(
    year: Cycle, program: Program, tmp_path: Path
) -> None:
    people = _file(tmp_path, "people.csv", PEOPLE)
    call_command("import_people", people, program=program.slug)
    Enrollment.objects.filter(mentee__email="ana@school.example").update(state=Enrollment.State.WITHDRAWN)
    MentorParticipation.objects.filter(mentor__email="okoro@school.example").update(
        state=MentorParticipation.State.DECLINED
    )
    call_command("import_people", people, program=program.slug)
    assert Enrollment.objects.get(mentee__email="ana@school.example").state == Enrollment.State.WITHDRAWN
    okoro = MentorParticipation.objects.get(mentor__email="okoro@school.example")
    assert okoro.state == MentorParticipation.State.DECLINED
    assert year.enrollments.count() == 4
