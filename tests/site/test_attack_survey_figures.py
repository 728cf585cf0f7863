"""A reader puts all figures of a year's surveys together: means, changes, choices, and the file for researchers."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from random import Random
from zipfile import ZipFile

import pytest

from accounts.models import Role, User
from core.charts.typesetting import typeset_data
from core.charts.values import Estimate, Scale
from core.disclosure.audit import Derived, Shown, derivable, sum_of
from pairs.models import Origin
from programs.models import Cycle
from reports.errors import TooFewConsented
from reports.models import OutcomeRelease
from reports.models.outcomes import QuestionOutcome, ScoreOutcome
from reports.presentation import research
from reports.presentation.breakdowns import BREAKDOWNS
from reports.presentation.research import research_zip
from reports.presentation.sections import outcome_sections
from reports.presentation.tables import long_rows, workbook_sheets
from reports.queries.answered import Answered, answered_in, kinds_of_people
from reports.queries.consented import CONSENT, TRAITS, willing_of
from reports.queries.waves import releases_of
from reports.services import outcomes
from reports.services.outcomes import release_outcomes
from surveys.imports.instrument_files import shipped_instruments
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, Wave
from surveys.models.waves import written_answers
from surveys.presentation.instrument_blocks import block_of
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.surveys import WaveFactory, content_of, question
from tests.site.two_worlds import in_world

pytestmark = pytest.mark.usefixtures("on_both_databases")
K = 5
_BELONGING = shipped_instruments()["belonging"]
_STATEMENTS = _BELONGING.question_key("statements")
_NOW = datetime(2027, 6, 10, 14, tzinfo=UTC)


def _answered_waves(cycle: Cycle, seed: int) -> list[Wave]:
    """A year's survey before and at the end; some answer once, and how pairs came about follows their format."""
    random, waves = Random(seed), []
    yes_no = [("yes", "Yes"), ("no", "No")]
    content = content_of(*(question(key, "single", options=yes_no) for key in ("again", CONSENT)))
    content["blocks"].append(block_of(_BELONGING, ["en"]))
    people = UserFactory.create_batch(26)
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=30)
    for person in people[:20]:
        origin = random.choice((Origin.CHOSEN, Origin.CHOSEN, Origin.SURVEY, Origin.RANDOM))
        enrollment = EnrollmentFactory.create(cycle=cycle, mentee=person)
        MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=mentor, origin=origin)
    for days, phase in ((60, Phase.BASELINE), (0, Phase.END)):
        opens = datetime(2027, 4, 20, tzinfo=UTC) - timedelta(days=days)
        wave = WaveFactory.create(
            cycle=cycle,
            version__content=content,
            version__survey__phase=phase,
            version__survey__asked=Asked.BOTH,
            opens_at=opens,
            closes_at=opens + timedelta(days=14),
        )
        for person in people[days == 60 :]:  # the first comes after the baseline
            consent = random.choice(("yes", "yes", "no"))
            role = random.choice((Role.MENTEE, Role.MENTOR))
            _respond(
                wave,
                person,
                random.choice((1, 2, 3, 4, 4, 5)),
                role=role,
                again=random.choice(("yes", "no")),
                **{CONSENT: consent},
            )
        waves.append(wave)
    return waves


def _respond(wave: Wave, person: User, level: int, *, role: Role, **chosen: str) -> None:
    rows = _BELONGING.part("statements").items
    given = chosen | {_STATEMENTS: {row.key: str(6 - level if row.reversed else level) for row in rows}}
    AskedPerson.objects.create(wave=wave, person=person, role=role, asked_at=wave.opens_at)
    when = dict.fromkeys(("started_at", "saved_at", "submitted_at"), wave.opens_at)
    SurveyResponse.objects.create(wave=wave, person=person, role=role, answers=written_answers(given), **when)


def _survey_figures(waves: list[Wave], now: datetime) -> list[Shown]:
    """Whatever a page, a CSV or a PDF can show of the waves, as sums; the reader knows who is in which group."""
    shown, people = list[Shown](), dict[int, set[int]]()
    keys = [wave.pk for wave in waves]
    related = ("version__survey", "cycle__program__institution")
    for wave in Wave.objects.filter(pk__in=keys).select_related(*related).order_by("opens_at"):
        answered = answered_in(wave)
        kinds = kinds_of_people(wave.cycle, answered, until=wave.closes_at)
        people[wave.pk] = set(answered.answers)
        released = release_outcomes(wave, now=now).outcomes
        [score] = released["scores"]
        assert _said_in_files(wave) <= _said_by(score)
        groups = [(people[wave.pk], score["value"])] if score["value"] else []
        for name, table in score["by"].items():
            for group in table:
                members = {one for one in people[wave.pk] if kinds[name].get(one, "") in group["kinds"]}
                groups.append((members, group["value"]))
        for members, value in groups:
            assert value["n"] == len(members)
            shown.append(sum_of([(wave.pk, one) for one in members], round(value["mean"] * value["n"])))
        if change := score["change"]:
            both = people[wave.pk] & people[released["baseline"]]
            signs = {(wave.pk, one): 1.0 for one in both} | {(released["baseline"], one): -1.0 for one in both}
            shown.append(Shown(signs, *[round(change["change"] * change["n"])] * 2))
            if "before" in change:
                ends = ((released["baseline"], change["before"]), (wave.pk, change["after"]))
                shown += [sum_of([(at, one) for one in both], round(mean * change["n"])) for at, mean in ends]
        shown += _choices(wave, released["questions"], answered)
        shown += _file_for_research(wave, answered, kinds)
    return shown


def _choices(wave: Wave, questions: list[QuestionOutcome], answered: Answered) -> list[Shown]:
    """Counts of those who chose one of two answers; unknown is of each person whether they said yes."""
    counted = []
    for each in questions:
        yes = [count for first, _last, count in each["parts"] if first == 0]
        said = [one for one, given in answered.answers.items() if each["key"] in given]
        assert each["missing"] == len(answered.answers) - len(said)
        counted += [sum_of([(wave.pk, each["key"], one) for one in said], count) for count in yes]
    return counted


def _file_for_research(wave: Wave, answered: Answered, kinds: Mapping[str, Mapping[int, str]]) -> list[Shown]:
    """Sums of the rows that are alike in what they say of people; the worst reader knows who consented."""
    try:
        content = research_zip(OutcomeRelease.objects.get(wave=wave), shipped_instruments(), seed=3)
    except TooFewConsented:
        return []
    with ZipFile(BytesIO(content)) as archive:
        rows = list(csv.DictReader(StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
    traits = [name for name in TRAITS if name in rows[0]]
    item = next(item for item in _BELONGING.part("statements").items if not item.reversed)
    cells = defaultdict[tuple[str, ...], set[int]](set)
    for one in willing_of(answered).people:
        cells[tuple(kinds[trait].get(one, "") for trait in traits)].add(one)
    shown = []
    for cell, members in cells.items():
        alike = [row for row in rows if tuple(row[trait] for trait in traits) == cell]
        assert len(alike) == len(members)
        if (column := f"{_STATEMENTS}.{item.key}") in rows[0]:
            shown.append(sum_of([(wave.pk, one) for one in members], sum(int(row[column]) for row in alike)))
        if "again" in rows[0]:
            said = sum(row["again"] == "yes" for row in alike)
            shown.append(sum_of([(wave.pk, "again", one) for one in members], said))
    return shown


def _said_by(score: ScoreOutcome) -> set[str]:
    """The numbers that were released, as they are written; the solver below has them with more digits."""
    plain, signed = Scale(1, 5, decimals=1), Scale(-4, 4, decimals=1, signed=True)
    values = [score["value"], *(group["value"] for table in score["by"].values() for group in table)]
    said = {plain.words(Estimate(each["mean"], each["low"], each["high"], each["n"])) for each in values if each}
    if change := score["change"]:
        said |= {plain.words(Estimate(change[end])) for end in ("before", "after") if end in change}
        said.add(signed.words(Estimate(change["change"], change["low"], change["high"], change["n"])))
    return said


def _said_in_files(wave: Wave) -> set[str]:
    """The means of a wave in whatever a reader can ask for: each filter of the page, CSV, workbook and PDF."""
    releases = releases_of(wave.cycle)
    [whole] = [each for each in outcome_sections(releases, BREAKDOWNS) if each.key == f"survey-{wave.pk}"]
    cells = {value for *_names, value in long_rows([whole])}
    pages = [each for by in BREAKDOWNS for each in outcome_sections(releases, [by]) if each.key == whole.key]
    assert {value for page in pages for *_names, value in long_rows([page])} == cells
    sheets = {str(cell) for sheet in workbook_sheets([whole])[1:] for _name, *row in sheet.rows for cell in row}
    drawn = [typeset_data(figure) for figure in whole.figures]
    typeset = {cell for figure in drawn for _name, *row in figure["table"]["rows"] for cell in row}
    beside = {panel["value"] for figure in drawn for panel in figure["drawing"]["panels"]}
    assert sheets == typeset == cells
    return {cell for cell in cells | beside if ", n = " in cell}


def test_no_figure_of_surveys_tells_an_answer_and_a_planted_one_is_found(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def world(seed: int) -> list[Shown]:
        return in_world(lambda: _survey_figures(_answered_waves(cycle, seed), _NOW))

    figures = [world(seed) for seed in (1, 2, 3)]
    assert max(map(len, figures)) >= 8
    for shown in figures:
        assert _comes_out(shown) == []
    with monkeypatch.context() as planted:
        planted.setattr(outcomes, "change_may_be_shown", lambda *_answers, **_limits: True)
        assert _comes_out(world(1))
    with monkeypatch.context() as planted:
        planted.setattr(research, "traits_that_may_leave", lambda *_all, **_limits: list(TRAITS))
        assert _comes_out(world(5))


def _comes_out(shown: list[Shown]) -> list[Derived]:
    """What follows of fewer than k: of scores, and of choices, which no figure links to them."""
    of_choices = [figure for figure in shown if any(len(member) == 3 for member in figure.of)]
    of_scores = [figure for figure in shown if figure not in of_choices]
    found = derivable(of_choices, least=K, between=(0, 1))
    return found + derivable(of_scores, least=K, between=(1, 5))
