"""Who lets researchers use their answers, and which of their answers can leave without telling of anybody else.

Who did not consent is in the figures that were released. What is left of those once the file is taken out of them has
to tell of nobody, too: of no one, or of as many as protect each other.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

from core.disclosure.audit import derivable, sum_of
from core.disclosure.breakdowns import released_item
from core.disclosure.grouping import steps_together
from core.disclosure.releases import Scale
from reports.queries.answered import Answered
from surveys.models import SurveyResponse, Wave
from surveys.models.content import Question
from surveys.models.instruments import Instrument, Score

CONSENT, YES = "research_consent", "yes"
# Which kinds of people a file can name; what they say of themselves stays in figures.
TRAITS = ("role", "origin", "format")


@dataclass(frozen=True, slots=True)
class Willing:
    """Those who consented, and those who answered and did not; only code that checks the second may use the first."""

    people: frozenset[int]
    others: frozenset[int]

    def may_leave(self, *, least: int) -> bool:
        """Whether there are enough of the first, and none or enough of the second."""
        return len(self.people) >= least and _none_or_enough(len(self.others), least)


def willing_of(answered: Answered) -> Willing:
    """Part those who answered by their consent; who left the question out has not given it."""
    people = frozenset(person for person, given in answered.answers.items() if given.get(CONSENT) == YES)
    return Willing(people, frozenset(answered.answers) - people)


def asks_consent(wave: Wave) -> bool:
    """Whether the wave asks it, in a part that is for figures."""
    blocks = wave.version.questions["blocks"]
    return any(q["key"] == CONSENT for block in blocks if block["audience"] == "aggregate" for q in block["questions"])


def traits_that_may_leave(kinds: Mapping[str, Mapping[int, str]], willing: Willing, *, least: int) -> list[str]:
    """Return the kinds that rows may carry: in each group enough consented, and so in all of them together."""
    found: list[str] = []
    for name in TRAITS:
        inside, outside = (Counter(kinds[name].get(one, "") for one in who) for who in (willing.people, willing.others))
        sizes = [*inside.values(), *(size for size in outside.values() if size)]
        cells = Counter(tuple(kinds[each].get(one, "") for each in (*found, name)) for one in willing.people)
        if len(inside) > 1 and min([*sizes, *cells.values()]) >= least:
            found.append(name)
    return found


def cells_of(kinds: Mapping[str, Mapping[int, str]], traits: Collection[str], willing: Willing) -> list[set[int]]:
    """Return the people whose rows say the same of them, so that the file tells them apart from all others."""
    cells: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for person in willing.people:
        cells[tuple(kinds[trait].get(person, "") for trait in traits)].add(person)
    return list(cells.values())


def score_may_leave(
    numbers: Mapping[int, float],
    groups: Collection[Set[int]],
    cells: Collection[Set[int]],
    willing: Willing,
    score: Score,
    *,
    least: int,
) -> bool:
    """Whether the means that were released of a score, and the file, tell of nobody, put together.

    Args:
        numbers: person → score.
        groups: who is in each group whose mean was released, beside that of everybody.
        cells: the file’s `cells_of`.
        willing: who consented.
        score: between which the numbers are.
        least: how many people protect each other.
    """
    whole = {person: round(100 * number) for person, number in numbers.items()}
    scale = Scale(round(100 * score.low), round(100 * score.high))
    released = [whole.keys(), *(group & whole.keys() for group in groups)]
    if not all(_rest_is_mixed(whole, members - willing.people, scale, least) for members in released):
        return False
    told = [members for members in (*released, *(cell & whole.keys() for cell in cells)) if members]
    figures = [sum_of(members, sum(whole[one] for one in members)) for members in told]
    return not derivable(figures, least=least, between=(scale.lowest, scale.highest))


def _rest_is_mixed(whole: Mapping[int, int], rest: Set[int], scale: Scale, least: int) -> bool:
    """Whether those who did not consent are none, or so many and so different that their spread may be known."""
    return not rest or released_item({one: whole[one] for one in rest}, {}, scale=scale, least=least).has_spread


def question_may_leave(question: Question, answered: Answered, willing: Willing, *, least: int) -> bool:
    """Whether the counts of everybody, less those who consented, tell of nobody who did not."""
    values = [option["value"] for option in question["options"]]
    everybody = [answers.get(question["key"]) for answers in answered.answers.values()]
    parts = steps_together([everybody.count(value) for value in values], least=least)
    rest = [answered.answers[person].get(question["key"]) for person in willing.others]
    left = [sum(rest.count(value) for value in values[first : last + 1]) for first, last, _people in parts]
    chosen = [number for number in left if number]
    return not chosen or (min(chosen) >= least and len(chosen) > 1)  # else all of them chose the same


def _none_or_enough(number: int, least: int) -> bool:
    return number == 0 or number >= least


def answered_on(wave: Wave, people: Collection[int]) -> dict[int, date]:
    """Return person → day on which they handed in. One query."""
    rows = SurveyResponse.objects.submitted().filter(wave=wave)
    days = rows.values_list("person", "submitted_at")
    return {person: wave.cycle.local_day(at) for person, at in days if at and person in people}


def parts_of(instrument: Instrument) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield column, key of the question, key of the row and words of each item of an instrument."""
    for part in instrument.parts:
        key = instrument.question_key(part.key)
        values = [f"{option['value']} = {next(iter(option['text'].values()), '')}" for option in part.options]
        if not part.items:
            yield key, key, "", [next(iter(part.text.values()), ""), *values]
        for item in part.items:
            yield f"{key}.{item.key}", key, item.key, [next(iter(item.text.values()), ""), *values]
