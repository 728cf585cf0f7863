"""The file for researchers: those alone who consented, nobody else by subtraction, and the same file for one seed."""

import csv
import io
from collections import Counter, defaultdict
from http import HTTPStatus
from random import Random
from statistics import fmean
from zipfile import ZipFile

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from scipy import stats

from accounts.models import User
from core.disclosure.audit import derivable, sum_of
from core.disclosure.breakdowns import released_item
from core.disclosure.releases import Scale
from pairs.models import Origin
from programs.models import Cycle
from reports.models import OutcomeRelease
from reports.queries.answered import Answered
from reports.queries.consented import (
    Willing,
    cells_of,
    question_may_leave,
    score_may_leave,
    traits_that_may_leave,
)
from reports.queries.waves import waves_to_release
from reports.services.editions import count_year
from reports.services.outcomes import release_outcomes
from surveys.models import Phase, Wave
from tests.conftest import SignIn
from tests.factories.surveys import question
from tests.reports.waves import BELONGING, CLOSED, OPENS, STATEMENTS, answer, belonging_wave, paired_people

pytestmark = pytest.mark.django_db


def _asked(cycle: Cycle, consents: list[str], origins: dict[Origin, int]) -> Wave:
    """A wave in which each person answered, with the consent of the list; empty for none."""
    consent = question("research_consent", "single", options=[("yes", "Yes"), ("no", "No")])
    wave = belonging_wave(cycle, Phase.MID_YEAR, OPENS, more=[consent])
    for number, (person, said) in enumerate(zip(paired_people(cycle, origins), consents, strict=True)):
        consented = {"research_consent": said} if said else {}
        answer(wave, person, 1 + number % 5, again="yes" if number % 2 else "no", **consented)
    return wave


def _released(cycle: Cycle) -> OutcomeRelease:
    [waiting] = waves_to_release([cycle], now=CLOSED)
    return release_outcomes(waiting, now=CLOSED)


def _download(client: Client, release: OutcomeRelease, seed: str = "7") -> bytes:
    where = reverse("reports:download-research", args=[release.wave.cycle.program.slug, release.pk])
    return client.get(where, {"seed": seed}).content


def _answers(content: bytes) -> list[dict[str, str]]:
    with ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))


def test_only_those_who_said_yes_are_in_it_and_one_seed_gives_one_file(
    cycle: Cycle, admin: User, sign_in: SignIn
) -> None:
    consents = ["yes"] * 14 + ["no"] * 7 + [""] * 7
    _asked(cycle, consents, {Origin.CHOSEN: 28})
    release, dean = _released(cycle), sign_in(admin)
    first = _download(dean, release)
    rows = _answers(first)
    assert len(rows) == 14
    assert {f"{STATEMENTS}.known", "again"} <= set(rows[0])
    assert "research_consent" not in rows[0]
    assert len({row["answered_on"] for row in rows}) > 1
    assert _download(dean, release) == first
    assert {row["id"] for row in _answers(_download(dean, release, "8"))}.isdisjoint(row["id"] for row in rows)
    with ZipFile(io.BytesIO(first)) as archive:
        assert "Ask your ethics board" in archive.read("README.md").decode()
        assert f"{STATEMENTS}.known" in archive.read("codebook.csv").decode()
        text = b" ".join(archive.read(name) for name in archive.namelist()).decode()
    for person in User.objects.filter(enrollments__cycle=cycle):
        assert person.email not in text


def test_the_figures_of_a_survey_follow_from_the_exported_answers(cycle: Cycle, admin: User, sign_in: SignIn) -> None:
    """Counted again from the file of those who consented, here all: the mean, its interval, groups and choices."""
    _asked(cycle, ["yes"] * 20, {Origin.CHOSEN: 12, Origin.SURVEY: 8})
    count_year(Cycle.objects.select_related("program__institution").get(), now=CLOSED)
    dean, release = sign_in(admin), OutcomeRelease.objects.get()
    answers = _answers(_download(dean, release))
    report = reverse("reports:download-report", args=[cycle.program.slug, "csv"])
    told = list(csv.DictReader(io.StringIO(dean.get(report).content.decode("utf-8-sig"))))
    values = {(row["Title"], row["Row"], row["Column"]): row["Value"] for row in told}
    backwards = {f"{STATEMENTS}.{item.key}" for item in BELONGING.part("statements").items if item.reversed}
    items = [name for name in answers[0] if name.startswith(f"{STATEMENTS}.")]
    scores: dict[str, list[float]] = defaultdict(list)
    for row in answers:
        scores[row["origin"]].append(fmean(6 - int(row[one]) if one in backwards else int(row[one]) for one in items))
    everybody = [score for group in scores.values() for score in group]
    assert values["Means from 1 to 5", "Belonging", "Estimate"] == _again(everybody)
    by_origin = next(title for title, *_rest in values if title.endswith("by how pairs came about"))
    assert values[by_origin, "Belonging", "From the mentee’s ranking"] == _again(scores["chosen"])
    assert values[by_origin, "Belonging", "From shared interests"] == _again(scores["survey"])
    choices = {row: value for (_title, row, column), value in values.items() if column == "People"}
    again = Counter(row["again"] for row in answers)
    assert {choices["Yes"], choices["No"]} == {str(again["yes"]), str(again["no"])}
    page = dean.get(reverse("reports:show-report", args=[cycle.program.slug])).content.decode()
    assert "Answered: From the mentee’s ranking: 12 of 12 (100%); From shared interests: 8 of 8 (100%)." in page


def _again(scores: list[float]) -> str:
    """A mean with its t interval, as the report writes it."""
    mean, low, high = np.mean(scores), *stats.t.interval(0.95, len(scores) - 1, np.mean(scores), stats.sem(scores))
    return f"{mean:.1f} ({low:.1f} to {high:.1f}), n = {len(scores)}"


@pytest.mark.parametrize(("others", "told"), [(3, False), (6, True)])
def test_few_are_not_told_apart(cycle: Cycle, others: int, told: bool, admin: User, sign_in: SignIn) -> None:
    """Where too few came by another way, no row says how its person’s pair came about; with enough of each it does."""
    _asked(cycle, ["yes"] * 16, {Origin.CHOSEN: 16 - others, Origin.ASSIGNED: others})
    rows = _answers(_download(sign_in(admin), _released(cycle)))
    assert ("origin" in rows[0]) is told


@pytest.mark.parametrize("consents", [["yes"] * 4 + ["no"] * 9, ["yes"] * 10 + ["no"] * 3], ids=["few", "few others"])
def test_a_file_that_would_tell_of_somebody_is_refused(
    cycle: Cycle, consents: list[str], admin: User, sign_in: SignIn
) -> None:
    """Fewer than five consented; or fewer than five did not, and are what is left of the figures without the file."""
    _asked(cycle, consents, {Origin.CHOSEN: len(consents)})
    release, dean = _released(cycle), sign_in(admin)
    where = reverse("reports:download-research", args=[cycle.program.slug, release.pk])
    response = dean.get(where, follow=True)
    assert response.redirect_chain
    assert "Too few consented" in response.content.decode()


def test_what_the_file_leaves_of_the_figures_tells_of_nobody() -> None:
    """All figures and the file, put together as equations: groups cut across each other, and choices are alike."""
    score, offered = BELONGING.scores[0], 0
    for seed in range(50):
        random = Random(seed)
        people = range(random.randint(20, 50))
        kinds: dict[str, dict[int, str]] = {"role": {one: random.choice("aaab") for one in people}}
        for name, like in (("origin", "role"), ("format", "origin")):
            kinds[name] = {one: kinds[like][one] if random.random() < 0.8 else random.choice("ab") for one in people}
        numbers = {one: float(random.randint(1, 5)) for one in people}
        consent = frozenset(one for one in people if random.random() < 0.6)
        willing = Willing(consent, frozenset(people) - consent)
        whole = {one: round(100 * number) for one, number in numbers.items()}
        tables = released_item(whole, kinds, scale=Scale(100, 500), least=5).tables
        groups = [set(people) & part.members for parts in tables.values() for part in parts]
        cells = cells_of(kinds, traits_that_may_leave(kinds, willing, least=5), willing)
        if willing.may_leave(least=5) and score_may_leave(numbers, groups, cells, willing, score, least=5):
            offered += 1
            shown = [sum_of(told, sum(whole[one] for one in told)) for told in (whole, *groups, *cells)]
            assert derivable(shown, least=5, between=(100, 500)) == [], seed
    assert offered > 10
    choice = question("again", "single", options=[("yes", "Yes"), ("no", "No")])
    for others, may_leave in (("no no no no no", False), ("no no no no no yes yes yes yes yes", True)):
        said = ["yes", "no"] * 7 + others.split()
        answered = Answered({}, {one: {"again": each} for one, each in enumerate(said)})
        willing = Willing(frozenset(range(14)), frozenset(range(14, len(said))))
        assert question_may_leave(choice, answered, willing, least=5) is may_leave


def test_coordinators_have_the_report_and_not_the_file(
    cycle: Cycle, coordinator: User, admin: User, sign_in: SignIn
) -> None:
    _asked(cycle, ["yes"] * 14, {Origin.CHOSEN: 14})
    count_year(Cycle.objects.select_related("program__institution").get(), now=CLOSED)
    release = OutcomeRelease.objects.get()
    report = reverse("reports:show-report", kwargs={"slug": cycle.program.slug})
    staff = sign_in(coordinator)
    assert "For research" not in staff.get(report).content.decode()
    where = reverse("reports:download-research", args=[cycle.program.slug, release.pk])
    assert staff.get(where).status_code == HTTPStatus.FORBIDDEN
    assert "For research" in sign_in(admin).get(report).content.decode()
