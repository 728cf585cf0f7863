"""What people answered: released once, after a wave has closed, and so that nobody comes out."""

from datetime import timedelta
from random import Random

import numpy as np
import pytest
from django.urls import reverse

from accounts.models import Role, User
from pairs.models import Origin
from programs.models import Cycle
from reports.errors import WaveStillOpen
from reports.models import OutcomeRelease
from reports.models.outcomes import WaveOutcomes
from reports.presentation.breakdowns import breakdown_named
from reports.presentation.experience import experience_figures
from reports.queries.answered import answered_in, instruments_in, kinds_of_people, scored
from reports.queries.waves import releases_of, releases_over_programs, waves_to_release
from reports.services.editions import count_year
from reports.services.outcomes import release_outcomes
from surveys.models import Asked, Phase, Wave
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.programs import CycleFactory
from tests.reports.waves import BELONGING, CLOSED, OPENS, answer, belonging_wave, paired_people

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def year(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_related("program__institution").get(pk=cycle.pk)


def _release(wave: Wave) -> WaveOutcomes:
    [waiting] = [each for each in waves_to_release([wave.cycle], now=CLOSED) if each == wave]
    return release_outcomes(waiting, now=CLOSED).outcomes


def test_a_wave_is_released_once_and_not_before_it_closes(year: Cycle) -> None:
    wave, people = belonging_wave(year, Phase.MID_YEAR, OPENS), UserFactory.create_batch(7)
    for number, person in enumerate(people[:6]):
        answer(wave, person, 2 + number % 3)
    with pytest.raises(WaveStillOpen):
        release_outcomes(wave, now=OPENS + timedelta(days=2))
    first = _release(wave)
    [score] = first["scores"]
    assert score["value"] is not None
    assert (score["value"]["mean"], score["value"]["n"]) == (3.0, 6)
    answer(wave, people[6], 5)
    assert release_outcomes(wave, now=CLOSED).outcomes == first
    assert not waves_to_release([year], now=CLOSED)


@pytest.mark.parametrize(
    "levels", [[1, 3, 4, 5], [5, 5, 5, 5, 5, 5, 5, 4], [0, 0, 0, 2, 3, 4, 1]], ids=["few", "all but one", "few scored"]
)
def test_what_would_tell_of_somebody_is_withheld(year: Cycle, levels: list[int]) -> None:
    """Fewer than five; all but one at an end of the scale; more than five who answered, and fewer this question."""
    wave = belonging_wave(year, Phase.MID_YEAR, OPENS)
    for person, level in zip(UserFactory.create_batch(len(levels)), levels, strict=True):
        answer(wave, person, level)
    outcomes = _release(wave)
    [score], [again] = outcomes["scores"], outcomes["questions"]
    assert score["value"] is None
    assert score["by"] == {}
    assert again["parts"] == []


def test_change_is_of_those_who_answered_twice(year: Cycle, coordinator: User, sign_in: SignIn) -> None:
    """With its interval and effect, said to be no cause; the answers before the year are released nowhere else."""
    people = paired_people(year, {Origin.CHOSEN: 8})
    before, after = (
        belonging_wave(year, Phase.BASELINE, OPENS - timedelta(days=60)),
        belonging_wave(year, Phase.END, OPENS),
    )
    for number, person in enumerate(people):
        answer(before, person, 2 + number % 3)
        answer(after, person, min(5, 3 + number % 3 - (number in (1, 4))), again="yes" if number % 2 else "no")
    [score] = _release(after)["scores"]
    change = score["change"]
    assert change is not None
    assert (change["n"], change["left_out"]) == (8, 0)
    assert change["change"] == pytest.approx(6 / 8)
    assert change["low"] < 6 / 8 < change["high"]
    assert not OutcomeRelease.objects.filter(wave=before).exists()
    assert OutcomeRelease.objects.get().outcomes["questions"][0]["parts"] == []  # four yes, four no
    count_year(year, now=CLOSED)
    where = reverse("reports:show-report", kwargs={"slug": year.program.slug})
    page = sign_in(coordinator).get(where, {"year": year.pk}).content.decode()
    assert "Higher after the year: Belonging." in page
    assert "There’s no comparison group" in page
    assert "8 of 8 (100%) answered" in page


def test_experience_over_years_and_programs_is_what_was_released_and_nothing_of_few(year: Cycle) -> None:
    """Three by interests are released together with others, so no row is of them; where all are alike, one is."""
    before = CycleFactory.create(program=year.program, name="2025–26", planning_from=year.planning_from - WEEK)
    elsewhere = CycleFactory.create(program__name="Onward", program__institution=year.program.institution)
    for cycle, origins in (
        (before, {Origin.CHOSEN: 7, Origin.SURVEY: 6}),
        (year, {Origin.CHOSEN: 8, Origin.SURVEY: 3, Origin.RANDOM: 6}),
        (elsewhere, {Origin.SURVEY: 5}),
    ):
        wave = belonging_wave(cycle, Phase.END, OPENS + (cycle == year) * WEEK)
        for number, person in enumerate(paired_people(cycle, origins)):
            answer(wave, person, 2 + number % 3)
        release_outcomes(wave, now=CLOSED + WEEK)
    by = breakdown_named("origin")
    [chart] = experience_figures(releases_of(before, year), by, name_of=lambda cycle: cycle.name)
    kinds = ["From the mentee’s ranking", "From shared interests"]
    assert chart.table.head[1:] == kinds
    assert [[name, *(value.split(" ")[0] for value in row)] for name, *row in chart.table.rows] == [
        ["2025–26", "2.9", "3.0"],
        ["2026–27", "2.9", "–"],
    ]
    assert f"2025–26: {kinds[0]} 7 of 7 (100%), {kinds[1]} 6 of 6 (100%); 2026–27:" in chart.caption
    [over] = experience_figures(releases_over_programs([before, year, elsewhere]), by, name_of=str)
    assert [row[0] for row in over.table.rows] == ["Compass 2025–26", "Compass 2026–27", "Onward 2026–27"]
    assert [value.split(" ")[0] for value in over.table.rows[2][1:]] == ["–", "2.8"]


def _single_people_known(people: list[int], shown: list[set[int]]) -> list[int]:
    """Who a reader finds that knows who is in which group, and adds and subtracts all sums that were released."""
    columns = {person: at for at, person in enumerate(people)}
    matrix = np.zeros((len(shown), len(people)))
    for row, members in zip(matrix, shown, strict=True):
        row[[columns[person] for person in members]] = 1
    rank = np.linalg.matrix_rank(matrix)
    alone = (np.vstack([matrix, np.eye(len(people))[at]]) for at in range(len(people)))
    return [person for person, rows in zip(people, alone, strict=True) if np.linalg.matrix_rank(rows) == rank]


def test_nobody_comes_out_of_all_breakdowns_together(year: Cycle) -> None:
    """One random school after another: role, origin and format cut across each other and leave one or two over."""
    random = Random(12)
    shown_breakdowns = 0
    for number in range(4):
        wave = belonging_wave(year, Phase.MID_YEAR, OPENS - timedelta(days=number), asked=Asked.BOTH)
        sizes = {Origin.CHOSEN: random.randint(6, 9), Origin.SURVEY: random.randint(5, 8), Origin.RANDOM: number % 3}
        people = paired_people(year, sizes)
        for person in [*people, *UserFactory.create_batch(random.randint(1, 6))]:
            role = Role.MENTEE if random.random() < 0.6 else Role.MENTOR
            answer(wave, person, random.randint(1, 5), role=role)
        outcomes = _release(wave)
        answered = answered_in(wave)
        [asked] = instruments_in(wave, {"belonging": BELONGING})
        numbers = scored(answered, asked, asked.scores[0])
        kinds = kinds_of_people(year, answered, until=wave.closes_at)
        sums = [set(numbers)]
        for name, groups in outcomes["scores"][0]["by"].items():
            shown_breakdowns += 1
            for group in groups:
                members = {person for person in numbers if kinds[name].get(person, "") in group["kinds"]}
                assert len(members) == group["value"]["n"] >= 5
                sums.append(members)
        assert _single_people_known(sorted(numbers), sums) == []
    assert shown_breakdowns >= 3
