"""What people of the demo school answered: before this year, after sessions, midyear, both ends of the years before."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from accounts.models import Role
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.survey_questions import (
    BASELINE,
    END,
    EVERY,
    MENTORS_END,
    MENTORS_MID_YEAR,
    MID_YEAR,
    PULSE,
    SurveyPlan,
)
from mentorship.demo.school.texts import toml
from people.models import Enrollment
from programs.models import Cycle, CycleState, Program
from surveys.imports.question_library import library
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, SurveyVersion, Wave
from surveys.models.content import Answers, Question, questions_of
from surveys.models.schedule import planned_days, window_of
from surveys.models.waves import written_answers
from surveys.queries.asked import people_to_ask
from surveys.services.draft_sources import content_of_occasion
from surveys.services.versions import create_survey, publish_version

# Of those who are asked, how many have answered.
_RATES = {BASELINE: 0.81, MID_YEAR: 0.43, END: 0.66, MENTORS_MID_YEAR: 0.38, MENTORS_END: 0.58}
# The days before today on which pulses were asked and closed, how people felt, and how many of those who were asked
# answered: exams are near, and the last one was harder.
_PULSES = ((45, 25, 0.0, 0.6), (24, 3, -0.8, 0.45))
_MID_YEAR_SINCE, _MID_YEAR_FOR = timedelta(days=6), timedelta(days=12)
# How somebody feels is drawn once and moves in a year by so much; a choice scatters around it.
_MOVES, _SCATTER = (0.3, 0.55), 0.75
_WRITES = 0.35
_Versions = dict[SurveyPlan, SurveyVersion]


def ask_and_answer(school: School, *, seed: int) -> None:
    """Give every program its surveys, and let people answer.

    Args:
        school: with all of its years.
        seed: of what is drawn here.
    """
    random = Random(seed)
    feelings: dict[int, float] = {}
    for cycle in school.cycles.values():
        if _asks_nobody(cycle):
            continue
        versions = _publish(cycle.program, school)
        for earlier in cycle.program.cycles.exclude(pk=cycle.pk).order_by("planning_from"):
            earlier.program = cycle.program
            _answer_earlier(school, earlier, versions, random, feelings)
        _answer_now(school, cycle, versions, random, feelings)
    _ask_after_sessions(school, school.cycles["compass"], feelings, seed + 1)
    _begin_draft(school.cycles["compass"].program)


def _ask_after_sessions(school: School, cycle: Cycle, feelings: dict[int, float], seed: int) -> None:
    published = at(cycle.planning_from + timedelta(days=20), 10)
    draft = create_survey(cycle.program, name=PULSE.name, phase=PULSE.phase, asked=PULSE.asked, content=PULSE.content)
    version = publish_version(draft, by=school.user("dana-whitlow"), now=published)
    for number, (first, last, mood, rate) in enumerate(_PULSES):
        days = school.today - timedelta(days=first), school.today - timedelta(days=last)
        felt = {pk: feeling + mood for pk, feeling in feelings.items()}
        _hold(school, cycle, PULSE, version, Random(seed + number), felt, days=days, rate=rate)


def _begin_draft(program: Program) -> None:
    """A survey that somebody is writing today."""
    occasion = next(each for each in library() if each.key == "first_meeting")
    content = content_of_occasion(occasion, Asked.MENTEES)
    create_survey(program, name=occasion.title, phase=Phase.DAY_45, asked=Asked.MENTEES, content=content)


def _asks_nobody(cycle: Cycle) -> bool:
    return cycle.program.is_peer or not (cycle.enrollments.exists() and cycle.participations.exists())


def _publish(program: Program, school: School) -> _Versions:
    first = program.cycles.order_by("planning_from")[0]
    now = at(first.planning_from + timedelta(days=20), 10)
    drafts = {
        plan: create_survey(program, name=plan.name, phase=plan.phase, asked=plan.asked, content=plan.content)
        for plan in EVERY
    }
    return {plan: publish_version(draft, by=school.user("dana-whitlow"), now=now) for plan, draft in drafts.items()}


def _answer_earlier(
    school: School, cycle: Cycle, versions: _Versions, random: Random, feelings: dict[int, float]
) -> None:
    for plan in (BASELINE, END, MENTORS_END):
        _hold(school, cycle, plan, versions[plan], random, feelings)


def _answer_now(school: School, cycle: Cycle, versions: _Versions, random: Random, feelings: dict[int, float]) -> None:
    _hold(school, cycle, BASELINE, versions[BASELINE], random, feelings)
    if cycle.state == CycleState.RUNNING:
        for plan in (MID_YEAR, MENTORS_MID_YEAR):
            days = school.today - _MID_YEAR_SINCE, school.today + _MID_YEAR_FOR
            _hold(school, cycle, plan, versions[plan], random, feelings, days=days)


def _hold(
    school: School,
    cycle: Cycle,
    plan: SurveyPlan,
    version: SurveyVersion,
    random: Random,
    feelings: dict[int, float],
    *,
    days: tuple[date, date] | None = None,
    rate: float = 0.0,
) -> None:
    """Ask the people of a cycle, and let some answer; what is open today waits for those who are named."""
    first, last = days or planned_days(plan.phase, cycle)
    window = window_of(cycle, first, last)
    wave = Wave.objects.create(version=version, cycle=cycle, opens_at=window.opens_at, closes_at=window.closes_at)
    role = Role.MENTOR if plan.asked == Asked.MENTORS else Role.MENTEE
    is_open = last >= school.today
    people = list(people_to_ask(wave)) if is_open else _people(cycle, role, paired=plan != BASELINE)
    AskedPerson.objects.bulk_create(
        AskedPerson(wave=wave, person_id=pk, role=role.value, asked_at=wave.opens_at) for pk in people
    )
    answering = [
        pk for pk in people if not (is_open and pk in school.named) and random.random() < (rate or _RATES[plan])
    ]
    rows = []
    for pk in answering:
        feeling = feelings.setdefault(pk, random.gauss(0, 0.8))
        if plan in (END, MENTORS_END):
            feeling = feelings[pk] = feeling + random.gauss(*_MOVES)
        moment = _moment(first, min(last, school.today - timedelta(days=1)), random)
        rows.append(_response(wave, pk, role, _answers(version, feeling, random), moment))
    SurveyResponse.objects.bulk_create(rows, batch_size=500)


def _people(cycle: Cycle, role: Role, *, paired: bool) -> list[int]:
    """Who was asked; whoever has no mentor has nothing to say of one."""
    if role == Role.MENTOR:
        return list(cycle.participations.not_declined().order_by("pk").values_list("mentor", flat=True))
    rows = cycle.enrollments.filter(state__in=(*Enrollment.TAKING_PART, Enrollment.State.COMPLETED))
    if paired:
        rows = rows.filter(mentee__in=cycle.mentorships.values("mentee"))
    return list(rows.order_by("pk").values_list("mentee", flat=True))


def _moment(first: date, last: date, random: Random) -> datetime:
    """When somebody answers: most in the first days."""
    days = min(int(random.expovariate(0.25)), max(0, (last - first).days))
    return at(first + timedelta(days=days), random.randint(9, 21), random.randint(0, 59))


def _response(wave: Wave, pk: int, role: Role, answers: Answers, moment: datetime) -> SurveyResponse:
    row = SurveyResponse(wave=wave, person_id=pk, role=role.value, started_at=moment, saved_at=moment)
    row.answers, row.submitted_at = written_answers(answers), moment
    return row


def _answers(version: SurveyVersion, feeling: float, random: Random) -> Answers:
    found = {each["key"]: _answer(each, feeling, random) for each in questions_of(version.questions)}
    return {key: value for key, value in found.items() if value}


def _answer(question: Question, feeling: float, random: Random) -> Any:
    """An answer in keeping with how somebody feels; now and then a question is skipped."""
    kind, key = question["kind"], question["key"]
    if kind == "text":
        texts = toml("surveys")["words"].get(key, ())
        return random.choice(texts) if texts and random.random() < _WRITES else None
    if random.random() < 0.04:
        return None
    values = [option["value"] for option in question["options"]]
    if kind == "matrix":
        rows = {row["key"]: _on_scale(values, feeling, random) for row in question["rows"]}
        return {row: value for row, value in rows.items() if random.random() > 0.02}
    if kind == "number":
        return float(max(1, round(random.gauss(5, 2))))
    if kind == "multiple":
        return random.sample(values[:-1], random.randint(1, min(3, len(values) - 1)))
    if kind == "ranking":
        return random.sample(values, len(values))
    return _on_scale(values, -feeling if key in _WORSE_LATER else feeling, random)


# Scales whose last steps are the hard ones.
_WORSE_LATER = {"burnout_level", "how_are_you"}


def _on_scale(values: list[str], feeling: float, random: Random) -> str:
    middle = (len(values) - 1) * 0.62
    step = round(middle + (feeling + random.gauss(0, _SCATTER)) * len(values) / 5)
    return values[max(0, min(len(values) - 1, step))]
