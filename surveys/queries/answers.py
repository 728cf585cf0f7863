"""What was answered, for figures of many, and who answered how many. Only code that aggregates may call this.

A caller never shows, stores or exports what it gets here of one person: what leaves it are figures of at least as many
answers as `core.releases` and `core.disclosure` ask for. Drafts are in none of it, and neither is a part of a survey
that is for its writer alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from programs.models import Cycle
from surveys.models import AskedPerson, SurveyResponse, Wave
from surveys.models.content import Answers, questions_of


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """How many of a wave were asked, and how many have answered."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        """The part that answered, from 0 to 1; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


def answers_of(wave: Wave) -> Iterator[tuple[int, str, Answers]]:
    """Yield the key of each person who answered, their role, and their answers to the parts that are for figures.

    Args:
        wave: with its version.
    """
    wanted = {question["key"] for question in questions_of(wave.version.questions, audience="aggregate")}
    rows = SurveyResponse.objects.filter(wave=wave).submitted().defer("draft").order_by("person")
    for row in rows.iterator(chunk_size=500):
        yield row.person_id, row.role, {key: value for key, value in row.given.items() if key in wanted}


def waves_of(cycle: Cycle) -> QuerySet[Wave]:
    """Return the waves of a cycle with version and survey, in the order in which they open."""
    return Wave.objects.filter(cycle=cycle).select_related("version__survey")


def response_rates(waves: Iterable[Wave], *, role: str = "") -> dict[int, ResponseRate]:
    """Return wave → its response rate, of one role where one is named. One query.

    Somebody counts as having answered once they have handed in, whatever they have typed since.
    """
    keys = [wave.pk for wave in waves]
    own = SurveyResponse.objects.submitted().filter(wave=OuterRef("wave"), person=OuterRef("person"))
    rows = AskedPerson.objects.filter(wave__in=keys).order_by()
    if role:
        rows = rows.filter(role=role)
    counts = rows.values("wave").annotate(people=Count("pk"), done=Count("pk", filter=Exists(own)))
    found = {row["wave"]: ResponseRate(row["people"], row["done"]) for row in counts}
    return {key: found.get(key, ResponseRate(0, 0)) for key in keys}
