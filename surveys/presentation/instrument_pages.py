"""An instrument in words: what it asks, and how its scores come about."""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from surveys.models.content import Text
from surveys.models.instruments import Instrument, Part, Score


@dataclass(frozen=True, slots=True)
class ToldPart:
    """A question of an instrument.

    Attributes:
        text, help: as people read them.
        options: the scale, each with its number.
        items: the statements, each with whether it is turned around before it is scored.
    """

    text: str
    help: str
    options: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ToldScore:
    """A score: what it is called, how it comes about, and what a higher one means."""

    name: str
    rule: str
    higher: str


def told_parts(instrument: Instrument) -> list[ToldPart]:
    """Return what the instrument asks, in the reader's language where it has it."""
    language = get_language() or ""
    if language not in instrument.languages:
        language = instrument.languages[0]

    def words(text: Text) -> str:
        return text.get(language, "")

    return [
        ToldPart(
            text=words(part.text),
            help=words(part.help),
            options=tuple((option["value"], words(option["text"])) for option in part.options),
            items=tuple((words(item.text), item.reversed) for item in part.items),
        )
        for part in instrument.parts
    ]


def told_scores(instrument: Instrument) -> list[ToldScore]:
    """Return how the instrument is scored."""
    return [
        ToldScore(score.name, _rule(score, instrument.part(score.part)), score.higher) for score in instrument.scores
    ]


def _rule(score: Score, part: Part) -> str:
    told = {
        "mean": _("The mean of the answers, %(low)g to %(high)g."),
        "sum": _("The sum of the answers, %(low)g to %(high)g. A missing one counts like the mean of the others."),
        "weighted_mean": _("The mean of the answers, weighted by importance, %(low)g to %(high)g."),
    }[score.rule] % {"low": score.low, "high": score.high}
    if not part.items:
        return told
    needed = ngettext(
        "It takes %(least)d answer of %(all)d.", "It takes %(least)d answers of %(all)d.", score.least
    ) % {"least": score.least, "all": len(part.items)}
    return f"{told} {needed}"
