"""The answers of a wave as numbers and choices, and who is alike: for counting alone, shown to nobody."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pairs.models import GroupMember, Mentorship
from people.models import Enrollment
from people.queries.voluntary import answers_of as voluntary_answers
from programs.models import Cycle
from reports.queries.expected import GROUPS, PAIRS
from surveys.models import AskedPerson, Wave
from surveys.models.content import Answers, Question
from surveys.models.instruments import Instrument, Score
from surveys.presentation.scoring import scores_of
from surveys.queries.answers import answers_of

# What is counted of a question without an instrument.
_COUNTED = ("single",)
# The breakdown by what people have said of themselves of their own accord.
WHO_PEOPLE_ARE = "voluntary"


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answered a wave: person → role, person → answers."""

    roles: Mapping[int, str]
    answers: Mapping[int, Answers]


def answered_in(wave: Wave) -> Answered:
    """Return who answered and what. Few queries, whatever the number of people."""
    roles, answers = {}, {}
    for person, role, given in answers_of(wave):
        roles[person], answers[person] = role, given
    return Answered(roles, answers)


def scored(answered: Answered, instrument: Instrument, score: Score) -> dict[int, float]:
    """Return person → score of those who answered enough for one."""
    found = {person: scores_of(instrument, given)[score.key] for person, given in answered.answers.items()}
    return {person: number for person, number in found.items() if number is not None}


def instruments_in(wave: Wave, known: Mapping[str, Instrument]) -> Iterator[Instrument]:
    """Yield the instruments that the wave asks for figures, in their order."""
    for block in wave.version.questions["blocks"]:
        if block["audience"] == "aggregate" and block["instrument"] in known:
            yield known[block["instrument"]]


def own_questions_in(wave: Wave) -> Iterator[Question]:
    """Yield the school's own questions with one choice, of the parts that are for figures."""
    for block in wave.version.questions["blocks"]:
        if block["audience"] == "aggregate" and not block["instrument"]:
            yield from (question for question in block["questions"] if question["kind"] in _COUNTED)


def kinds_of_people(cycle: Cycle, answered: Answered, *, until: datetime) -> dict[str, dict[int, str]]:
    """Return breakdown → person → kind: role, how their pairs came about, their format, what they say of themselves.

    Somebody of several kinds, or of none that is known, has none. Four queries at most.

    Args:
        cycle: with its program.
        answered: who answered.
        until: answers to the voluntary question after that instant do not count.
    """
    origins: dict[int, set[str]] = defaultdict(set)
    formats: dict[int, set[str]] = defaultdict(set)
    pairs = Mentorship.objects.filter(cycle=cycle).exclude(state=Mentorship.State.WITHDRAWN).order_by()
    for mentee, mentor, origin in pairs.values_list("mentee", "mentor", "origin"):
        for person in (mentee, mentor):
            origins[person].add(origin)
            formats[person].add(PAIRS)
    for person in GroupMember.objects.filter(group__cycle=cycle).values_list("user", flat=True):
        formats[person].add(GROUPS)
    single = {"origin": origins, "format": formats}
    found = {name: {who: min(kinds) for who, kinds in of.items() if len(kinds) == 1} for name, of in single.items()}
    return {"role": dict(answered.roles), **found, WHO_PEOPLE_ARE: _voluntary(cycle, until)}


def asked_by_kind(wave: Wave, kinds: Mapping[str, Mapping[int, str]]) -> dict[str, Counter[str]]:
    """Return breakdown → kind → how many the wave asked, of kinds that those who run a program know. One query.

    Args:
        wave: the wave.
        kinds: its `kinds_of_people`.
    """
    rows = list(AskedPerson.objects.filter(wave=wave).order_by().values_list("person", "role"))
    found = {name: Counter(kinds[name].get(person, "") for person, _role in rows) for name in ("origin", "format")}
    return {"role": Counter(role for _person, role in rows), **found}


def _voluntary(cycle: Cycle, until: datetime) -> dict[int, str]:
    if not cycle.program.voluntary_question:
        return {}
    people = dict(Enrollment.objects.took_part().filter(cycle=cycle).values_list("pk", "mentee"))
    said = voluntary_answers(cycle, enrollments=people, until=until)
    return {people[enrollment]: answer for enrollment, answer in said.items()}
